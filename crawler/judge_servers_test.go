package crawler_test

import (
	"testing"

	"stet/crawler"
	"stet/record"
)

// whole makes a document of a title and a body.
func whole(title, body string) string {
	return "<html><head><title>" + title + "</title></head><body>" + body + "</body></html>"
}

// What servers, frameworks and firewalls answer by themselves, here with 200,
// as it happens behind caches and front ends.
func TestJudgeKnowsWhatServersSay(t *testing.T) {
	for _, c := range []struct {
		want     record.IncidentKind
		document string
	}{
		{record.Maintenance, whole("Site under maintenance", "<main><h1>Site under maintenance</h1>Agency is currently under maintenance. We should be back shortly. Thank you for your patience.</main>")},
		{record.Maintenance, whole("Maintenance", "Briefly unavailable for scheduled maintenance. Check back in a minute.")},
		{record.Maintenance, whole("Department of X", "<img src=l.png><p>We are making some improvements. The site is temporarily unavailable. Please check back later.</p>")},
		{record.Maintenance, whole("Department of X", "<h1>Scheduled System Maintenance</h1><p>This website is down for scheduled maintenance from 6pm Friday to 6am Saturday. We apologize for any inconvenience.</p>")},
		{record.ServerError, whole("Error", "<h1>Sorry, something went wrong</h1><p>An unexpected error has occurred.</p><p>Correlation ID: 12</p>")},
		{record.ServerError, whole("Runtime Error", "<h1>Server Error in '/' Application.</h1><h2><i>Runtime Error</i></h2><p>Description: An application error occurred on the server. The current custom error settings for this application prevent the details of the application error from being viewed remotely (for security reasons). It could, however, be viewed by browsers running on the local server machine.</p><p>Details: To enable the details of this specific error message to be viewable on remote machines, please create a customErrors tag within a web.config configuration file located in the root directory of the current web application.</p>")},
		{record.Soft404, whole("404 - File or directory not found.", "<h1>Server Error</h1><h2>404 - File or directory not found.</h2><h3>The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.</h3>")},
		{record.Soft404, whole("IIS 10.0 Detailed Error - 404.0 - Not Found", "<h2>HTTP Error 404.0 - Not Found</h2><p>The resource you are looking for has been removed, had its name changed, or is temporarily unavailable.")},
		{record.ServerError, whole("Service Unavailable", "<h2>Service Unavailable</h2><hr><p>HTTP Error 503. The service is unavailable.</p>")},
		{record.Soft404, whole("HTTP Status 404 – Not Found", "<h1>HTTP Status 404 – Not Found</h1><hr><p><b>Type</b> Status Report</p><p><b>Description</b> The origin server did not find a current representation for the target resource or is not willing to disclose that one exists.</p><h3>Apache Tomcat/9</h3>")},
		{record.Soft404, whole("404 Not Found", "<h1>Not Found</h1><p>The requested URL was not found on this server.</p>")},
		{record.Blocked, whole("403 Forbidden", "<h1>Forbidden</h1><p>You don't have permission to access this resource.</p>")},
		{record.ServerError, "The website encountered an unexpected error. Please try again later."},
		{record.ServerError, whole("503 Backend fetch failed", "<h1>Error 503 Backend fetch failed</h1><p>Backend fetch failed</p><h3>Guru Meditation:</h3><p>XID: 1</p>")},
		{record.ServerError, "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>"},
		{record.Blocked, whole("Access denied | www.x.gov used Cloudflare to restrict access", "<h1><span>Error</span><span>1020</span></h1><h2>Access denied</h2><p>This website is using a security service to protect itself from online attacks.</p>")},
		{record.ServerError, whole("x.gov | 522: Connection timed out", "<h1>Connection timed out <span>Error code 522</span></h1><h2>What happened?</h2><p>The initial connection between Cloudflare's network and the origin web server timed out. As a result, the web page can not be displayed.</p>")},
		{record.ServerError, whole("502 Server Error", "<h1>Error: Server Error</h1><h2>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.</h2>")},
		{record.Maintenance, whole("", "<h2>Our services aren't available right now</h2><p>We're working to restore all services as soon as possible. Please check back soon.</p>0abc")},
		{record.ServerError, whole("Error", "An error occurred while processing your request.<p>Reference&#32;&#35;30&#46;5e2f1a02&#46;1719400000&#46;9c8d7e6f")},
		{record.ServerError, whole("Service Unavailable", "<h1>Service Unavailable - Zero size object</h1>The server is temporarily unable to service your request.  Please try again later.<p>Reference #15.aa")},
		{record.Soft404, whole("Site not found · GitHub Pages", "<h1>404</h1><p><strong>There isn't a GitHub Pages site here.</strong></p>")},
		{record.Soft404, "404 Not Found: Requested route ('x.app.cloud.gov') does not exist."},
		{record.Blocked, whole("Access denied", "<h1>Error 15</h1><p>Access Denied</p><p>This request was blocked by our security service</p><p>Incident ID: 12</p>")},
		{record.Blocked, whole("Access to this page has been denied.", "<h1>Please verify you are a human</h1><p>Access to this page has been denied because we believe you are using automation tools to browse the website.</p>")},
		{record.Blocked, whole("x.gov", "<p id=cmsg>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>")},
		{record.Blocked, whole("Pardon Our Interruption", "<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You've disabled JavaScript in your web browser.</li><li>You're a power user moving through this website with super-human speed.</li></ul>")},
		{record.Blocked, whole("SEC.gov | Your Request Originates from an Undeclared Automated Tool", "<h1>Your Request Originates from an Undeclared Automated Tool</h1><p>To allow for equitable access to all users, SEC reserves the right to limit requests originating from undeclared automated tools. Your request has been identified as part of a network of automated tools outside of the acceptable policy and will be managed until action is taken to declare your traffic.</p><p>Please declare your traffic by updating your user agent to include company specific information.</p>")},
		{record.Blocked, whole("Federal Register :: Request Access", "<h1>Request Access</h1><p>Due to aggressive automated scraping of FederalRegister.gov and eCFR.gov, programmatic access to these sites is limited to access to our extensive developer APIs.</p><p>If you are human user receiving this message, we can add your IP address to a set of IPs that can access FederalRegister.gov & eCFR.gov; complete the CAPTCHA (bot test) below and click \"Request Access\".</p>")},
		{record.ServerError, whole("Technical Difficulties", "<h1>We're sorry, this site is currently experiencing technical difficulties.</h1><p>Please try again in a few moments. Exception: forbidden</p>")},
		{record.Soft404, whole("Page Not Found | CDC", "<h1>The page you're looking for was not found.</h1><p>It may have moved.</p>")},
		{record.Soft404, whole("Oops | EPA", "<h1>Sorry, but this web page does not exist.</h1><p>We want to help you find what you are looking for.</p>")},
		{record.Soft404, whole("404 | Agency", "<h1>We can't seem to find that page</h1><p>Try searching</p>")},
		{record.Soft404, whole("Agency", "<h1>404</h1><h2>This page isn't available.</h2>")},
		{record.Soft404, whole("Agency", "<h1>Looks like you've found a broken link</h1><p>The page you are looking for might have been moved.</p>")},
		{record.Soft404, whole("Página no encontrada | Agencia", "<h1>Lo sentimos</h1>")},
		{record.ServerError, "Fatal error: Uncaught Error: Call to a member function on null in /var/www/html/index.php:12\nStack trace:\n#0 {main}\n  thrown in /var/www/html/index.php on line 12"},
		{record.ServerError, whole("Application Error", "<h1>Application error: a server-side exception has occurred</h1>")},
		{record.ServerError, "upstream connect error or disconnect/reset before headers. reset reason: connection failure"},
		{record.ServerError, "Internal Server Error"},
		{record.ServerError, "{\"message\":\"Internal Server Error\"}"},
		{record.Blocked, "{\"message\":\"Forbidden\"}"},
		{record.Blocked, "Request denied by WAF"},
		{record.Blocked, "error code: 1020"},
		{record.RateLimited, "error code: 1015"},
		{record.Blocked, whole("Sign In", "<form><h2>Sign in to your account</h2><input type='email'><input type='password'></form>")},
		{record.Blocked, whole("Agency Single Sign-On", "<h1>Log In</h1><form><input name=u><input type='password'></form>")},
		{record.Blocked, whole("Human Verification", "<script src='https://x.awswaf.com/captcha.js'></script><div id=captcha-container></div>")},
		{record.Blocked, whole("", "<p>Checking your browser before accessing www.x.gov</p><p>This process is automatic.</p>")},
		{record.Blocked, whole("Web Page Blocked!", "<h1>Web Page Blocked!</h1><p>The page cannot be displayed. Please contact the administrator for additional information.</p><p>Attack ID: 2000</p>")},
		{record.Blocked, whole("One moment, please...", "<h1>Please wait while your request is being verified...</h1>")},
		{record.RedirectStub, whole("Redirecting...", "<p>If you are not redirected, <a href='/x'>click here</a>.")},
		{record.RedirectStub, whole("Document Moved", "<h1>Object Moved</h1>This document may be found <a HREF=\"/x\">here</a>")},
		{record.RedirectStub, whole("Page moved", "<h1>This page has moved</h1><p>Please update your bookmarks: <a href=/x>new address</a>")},
		{record.ServerError, whole("Database Error", "<h1>A Database Error Occurred</h1><p>Unable to connect to your database server using the provided settings.</p>")},
		{record.ServerError, whole("phpBB : Critical Error", "Could not connect to the database")},
		{record.ServerError, "SQLSTATE[HY000] [2002] Connection refused"},
		{record.ServerError, "<b>Warning</b>: mysqli_query(): MySQL server has gone away in <b>/x.php</b> on line <b>3</b>"},
		{record.ServerError, whole("Error Occurred While Processing Request", "<h1>The web site you are accessing has experienced an unexpected error.</h1><p>Please contact the website administrator.</p><p>ColdFusion</p>")},
		{record.Soft404, whole("x.gov", "<h1>x.gov</h1><p>This domain is for sale! Buy this domain.</p>")},
	} {
		got := crawler.Judge(200, "text/html", []byte(c.document))
		if got == nil || got.Kind != c.want {
			t.Errorf("Judge(200, text/html, %q) = %+v, want %s", c.document, got, c.want)
		}
	}
}
