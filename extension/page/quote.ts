/** What stands around a quotation, so that the same words elsewhere on the page are not taken for it. */
const around = 64;
const longest = 2_000;
/** So much of a selection, a title or a text node is looked at: a page can hold megabytes in one. */
const reach = 8_000;

/** A quotation as the page gives it; the background adds id and time. */
export interface PageQuote {
  readonly exact: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly url: string;
  readonly title: string;
}

/** The selection with its surroundings; `null` where nothing is selected. Dossier numbers are personal data and are masked. */
export function quoteSelection(page: Document): PageQuote | null {
  const selection = page.getSelection();
  const exact = selection?.toString().trimStart().slice(0, reach).trimEnd() ?? "";
  if (!selection || exact === "" || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  return {
    exact: cut(maskDossiers(exact), longest),
    prefix: maskDossiers(textBefore(page, range)).slice(-around),
    suffix: cut(maskDossiers(textAfter(page, range)), around),
    url: (page.location.href.split("#", 1)[0] ?? "").slice(0, longest),
    title: cut(maskDossiers(page.title.slice(0, reach)), 500),
  };
}

/** `000.00.53.H48-220921-0099` → `000.00.53.H48-••••••-••••`: as long as before, so that places in the text stay right. */
export function maskDossiers(text: string): string {
  return text.replace(
    /(?<!\d)(\d{3}\.\d{2}\.\d{2}\.[HG]\d{2})-\d{6}-(\d{4,6})(?!\d)/g,
    (_, unit: string, last: string) => `${unit}-••••••-${"•".repeat(last.length)}`,
  );
}

function textBefore(page: Document, { startContainer: node, startOffset: offset }: Range): string {
  const walker = visibleText(page);
  const at = node.nodeType === Node.TEXT_NODE ? node : (node.childNodes[offset] ?? after(node));
  let text =
    at.nodeType === Node.TEXT_NODE && !node.childNodes[offset]
      ? (at.textContent ?? "").slice(0, at === node ? offset : undefined).slice(-reach)
      : "";
  walker.currentNode = at;
  while (text.length < around * 4 && walker.previousNode()) text = (walker.currentNode.textContent ?? "").slice(-reach) + text;
  return squeeze(text).trimStart();
}

function textAfter(page: Document, { endContainer: node, endOffset: offset }: Range): string {
  const walker = visibleText(page);
  let text = node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "").slice(offset, offset + reach) : "";
  walker.currentNode = node.nodeType === Node.TEXT_NODE ? node : offset > 0 ? after(node.childNodes[offset - 1] ?? node) : node;
  while (text.length < around * 4 && walker.nextNode()) text += (walker.currentNode.textContent ?? "").slice(0, reach);
  return squeeze(text).trimEnd();
}

/** The last node inside, after which the walk goes on behind it. */
function after(node: Node): Node {
  return node.lastChild ? after(node.lastChild) : node;
}

function visibleText(page: Document): TreeWalker {
  return page.createTreeWalker(page.body ?? page.documentElement, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("script, style, noscript, template, textarea") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Never in the middle of a character written as two units. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
