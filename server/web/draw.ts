import { type ComponentType, h, type JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import { LanguageContext } from "../../shared/ui/language.ts";
import { type Look, LookContext } from "./look.ts";

/** A page as it is sent, drawn for its reader. */
export function drawPage<Props>(look: Look, Page: ComponentType<Props>, props: Props & object): string {
  return `<!doctype html>\n${draw(look, h(Page, props))}`;
}

/** What a component draws for this reader, as text: whatever stands in it is escaped. */
export function draw(look: Look | undefined, node: JSX.Element): string {
  const seen = h(LookContext.Provider, { value: look }, node);
  return look ? renderToString(h(LanguageContext.Provider, { value: look.language }, seen)) : renderToString(seen);
}
