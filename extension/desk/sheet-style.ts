import methodsCss from "../sheet/methods/methods.css?inline";
import sheetCss from "../sheet/sheet.css?inline";
import scoreCss from "./score.css?inline";

/**
 * Gives the score sheet at the desk the looks that it has in the panel. They are written for a page of their own, so they are kept to
 * the sheet here: neither they nor the desk's own styles reach into each other.
 */
export function styleSheetAtDesk(): void {
  const style = new CSSStyleSheet();
  style.replaceSync(`@scope (.scoring) {\n${sheetCss}\n${methodsCss}\n${scoreCss}\n}`);
  document.adoptedStyleSheets.push(style);
}
