import { type ComponentType, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { LanguageContext } from "../../shared/ui/language.ts";
import { type Look, LookContext } from "./look.ts";

/** A page as it is sent, drawn for its reader: whatever stands in it is escaped. */
export function drawPage<Props>(look: Look, Page: ComponentType<Props>, props: Props & object): string {
  const seen = h(LookContext.Provider, { value: look }, h(Page, props));
  return `<!doctype html>\n${renderToString(h(LanguageContext.Provider, { value: look.language }, seen))}`;
}
