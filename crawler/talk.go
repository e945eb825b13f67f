package crawler

import (
	"strings"
	"unicode"
)

// A wall, an error page or a stub has one subject: itself. It speaks of the
// page that was asked for, of browsers and servers, of trying again, and of
// nothing else in the world, in whatever words. A page about a block or an
// outage speaks of whom it hit and where. So the share of words that belong to
// the trade says more than any phrase.
//
//	"The edge server will not hand this document to you"        all of it is shop talk
//	"The north pier is closed to visitors without an escort"    none is
type talk struct {
	words int     // that mean something, each counted once: no grammar, no numbers, no dates, no names of hosts
	shop  float64 // the share of them that is shop talk; 1 where there are no words
}

// few is how many words are too few to tell by their share.
const few = 4

// points says how much for or against a page that is none the words speak.
func (t talk) points() int {
	switch {
	case t.words < few:
		return 0
	case t.shop < 0.36:
		return -6
	case t.shop < 0.55:
		return -5
	case t.shop < 0.56:
		return 0
	}
	return 2
}

// itself reports whether the words are about pages and servers for the most
// part.
func (t talk) itself() bool { return t.words >= few && t.shop >= 0.56 }

// talkOf weighs the words of a text. Those of the site's name count for nothing.
func talkOf(text, site string) talk {
	counted := set(normal(site))
	t, shop := talk{}, 0
	for field := range strings.FieldsSeq(text) {
		if isAddress(field) {
			continue
		}
		for w := range strings.FieldsSeq(normal(apart(field))) {
			switch {
			case counted[w], len(w) == 1, grammar[w], strings.ContainsFunc(w, unicode.IsDigit):
				continue
			case isShop(w):
				shop++
			}
			counted[w] = true
			t.words++
		}
	}
	t.shop = 1
	if t.words > 0 {
		t.shop = float64(shop) / float64(t.words)
	}
	return t
}

// apart parts the words of a name that a program gave: "NoSuchKey".
func apart(name string) string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		if lower && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// isAddress reports whether a word is the name of a host, an address or a path.
func isAddress(w string) bool {
	w = strings.TrimRight(w, ".,;:!?)")
	if strings.ContainsAny(w, "@/_\\") {
		return true
	}
	i := strings.LastIndexByte(w, '.')
	return i > 0 && i < len(w)-1
}

// isShop reports whether a word, as [normal] writes it, belongs to the trade,
// also with an ending.
func isShop(w string) bool {
	if shopWords[w] {
		return true
	}
	for _, ending := range []string{"s", "es", "d", "ed", "ing", "ly"} {
		if stem, ok := strings.CutSuffix(w, ending); ok && len(stem) > 2 && (shopWords[stem] || ending == "ing" && shopWords[stem+"e"]) {
			return true
		}
	}
	return false
}

// grammar are words that say nothing by themselves, and names of times and of
// institutions, which stand on pages of all kinds.
var grammar = set(`now itself number doing few a an the this that these those and or but nor so if then than as at by for from in into of off on onto out over to up with within without while when whenever where which who whom whose what why how
	i me my we us our ours you your yours youre youve youll it its he she they them their theirs there here is isnt are arent was wasnt were be been being am do does doesnt did didnt done dont have has havent had having
	can cant cannot could couldnt will wont would wouldnt shall should may might must need needs let lets not no yes also too very more most some any all each every both either neither other another only just even still yet
	please first second one two about after again against because before between during due per since through under until via
	get gets got make makes made take takes give gives see seen want way bit case
	monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
	morning noon afternoon evening night midnight today tomorrow weekend am pm est edt cst cdt mst mdt pst pdt utc gmt eastern central pacific
	agency department office bureau division administration commission state county city national us united states government federal gov official
	el la los las lo un una unos unas y o u de del al a en con por para sin sobre que quien se su sus es son era fue ser ha han hay esta este esto estos estas como mas muy ya si le les nos nuestro nuestra usted ustedes puede pueden
	departamento oficina agencia estado gobierno nacional`)

// shopWords are the words of the trade, mostly without endings.
var shopWords = set(`page site website web webpage homepage portal server service system application app online internet network connection connectivity url link address ip domain host hosting browser javascript java js script cookie cache html http https
	status error code reference id incident ray request response file document resource content directory item object data center
	access accessible view visit visitor visiting open load reload refresh retry try later wait waiting moment minute shortly soon quick quickly back return continue carry proceed enter click tick press hold button box below above
	go going come type key keyed entry check complete completion verify verified verifying verification confirm prove validate validation validating challenge captcha puzzle character letter picture image human person robot bot automated automatic machine
	deny denied denying denies block reject rejection refuse turned forbid forbidden permission permitted allow authorize authorized unauthorized authorization rights credential restrict restriction limit exceed rate many banned ban blacklist suspicious unusual malicious unsafe secure security
	protect protected protection attack threat firewall waf filter policy rule trigger detect traffic activity behavior scrape scraping crawler vpn proxy country region location international abroad outside sensitive queue line turn
	admin administrator webmaster owner support help helpdesk desk team staff contact mail email technical information detail note notice message reason believe think feel mistake mistaken assistance further quote ticket
	maintenance maintain schedule plan planned routine undergo upgrade update improve improvement down downtime outage offline unavailable available availability temporary temporarily current currently interrupt interruption restore experience difficulty difficult problem issue work
	fix resolve patience patient apologize apologise apology sorry regret inconvenience thank migrate migration move new home launch construction coming dust shutdown lapse funding appropriation
	find found located exist missing gone remove deleted rename retire outdated expire broken dead spelling misspell mistype incorrect invalid bookmark search menu navigation look nothing nowhere lost wrong oops somewhere elsewhere seek appear seem
	fail failure unexpected internal exception fatal critical warning stack trace line database connect establish query sql mysql oracle timeout time gateway upstream backend origin runtime unhandled encounter occur process execution memory exhausted
	parked parking sale buy purchase offer register registrar registration renew renewal provider account suspend placeholder configure configuration configured control panel plesk cpanel install installed installation default welcome nginx apache iis tomcat operation proper properly root publish ready
	log login logon sign signin user username password forgot forget session single authenticate authentication credential identity organizational
	redirect forward follow destination relocate automatically immediately enable disable turn switch allow run require required need use using show display reach receive serve send sent possible able unable attempt cause happen sure know visible
	click feel option instead place start starting main front top left right correct correctly action perform performed submit submitted origin edge specified valid input satisfied generated whitelist ad blocker byte allocate driver execute stop stopped occurred asking price success successful
	software client quiet file folder public replace published longer safe furlough resume hit snag came log logged told tell technician engineer granted grant credential card smart piece
	pardon urgent tunnel comprobando comprobar volvemos estamos disruption notify notified depend patch resume serve real visitor let real condition expect instance dependency reach
	pais region regresamos labores encuentra ingrese
	user agent tool declare undeclared originate identify identified high heavy demand browse category lease checkout name ora realm such exact
	akamai cloudflare cloudfront amazon azure microsoft fastly varnish sucuri wordfence imperva incapsula barracuda fortinet fortiguard zscaler datadome anubis drupal wordpress sharepoint coldfusion sqlserver jdbc
	pagina sitio portal servidor servicio sistema aplicacion direccion enlace navegador acceso acceder denegado denegada denegar prohibido bloqueado bloqueada bloqueo solicitud solicitada peticion solicitado permiso permisos autorizado autorizacion restringido cortafuegos seguridad seguro verificar verificando verificacion
	confirmar confirme confirmando humano robot persona continuar mantenimiento programado mejoras mejorando actualizacion actualizando temporalmente temporal disponible fuera volveremos volver regresar regrese pronto gracias paciencia disculpe disculpen molestias inconvenientes lamentamos sentimos
	encontrada encontrado encontramos encontrar encontro existe exista busca buscando buscador movido movida eliminado eliminada eliminar nueva principal inicio error base datos conexion establecer ocurrido inesperado procesar intente intentelo tarde nuevo momento momentos segundos espere cargando
	codigo referencia usuario contrasena sesion iniciar ingresar cuenta haga clic redirigido redirigida trabajando rechazo rechazada rechazado ser tardar unos necesita revisar antes administrador contacte soporte no ver posible trasladada trasladado proceso realizando`)
