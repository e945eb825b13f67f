most => {
  const open = [];
  const find = under => {
    const walk = document.createTreeWalker(under, NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
      const shadow = walk.currentNode.shadowRoot;
      if (shadow) {
        open.push(shadow);
        find(shadow);
      }
    }
  };
  find(document);
  const root = document.documentElement;
  if (!root) return "";
  const shell = root.cloneNode(false).outerHTML;
  const end = shell.lastIndexOf("</");
  const inner = root.getHTML ? root.getHTML({shadowRoots: open}) : root.innerHTML;
  const kind = document.doctype ? new XMLSerializer().serializeToString(document.doctype) + "\n" : "";
  const all = end < 0 ? root.outerHTML : shell.slice(0, end) + inner + shell.slice(end);
  return kind.length + all.length > most ? null : kind + all + "\n";
}
