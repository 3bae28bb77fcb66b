const known = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"];

/**
 * Whether the browser draws this XML page itself, as a tree, because nothing in it says how it looks. Firefox throws the tree away
 * for good at the first change of the document; Chromium's is made of HTML and stays.
 */
export function isTreeView(page: Document): boolean {
  if (!/[/+]xml$/.test(page.contentType)) return false;
  const styled = [...page.childNodes].some((node) => node.nodeName === "xml-stylesheet");
  return !styled && known.every((namespace) => page.getElementsByTagNameNS(namespace, "*").length === 0);
}
