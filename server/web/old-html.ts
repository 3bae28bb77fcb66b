// The bridge between pages that are still templates of hono/html and the components: it goes with the last of them. What is drawn by one
// side is put into what the other draws as text, at a mark that no content can hold.
import { html, raw } from "hono/html";
import { h, type JSX } from "preact";
import { newId } from "../../shared/id.ts";
import { draw } from "./draw.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { FieldError } from "./FieldError.tsx";
import type { Filled } from "./forms.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { type Frame, Layout } from "./Layout.tsx";
import type { Look } from "./look.ts";
import { Notice } from "./Notice.tsx";

/** Escaped HTML, from `hono/html` alone. */
export type Html = ReturnType<typeof html>;

const slot = `slot-${newId()}`;

/** A component inside a template. */
export function drawn(look: Look | undefined, node: JSX.Element): Html {
  return raw(draw(look, node));
}

/** A template inside a component: `node` has `slot` where the template stands. */
function around(look: Look | undefined, node: JSX.Element, inside: string | Html): Html {
  const [before, after] = draw(look, node).split(slot);
  return html`${raw(before)}${inside}${raw(after)}`;
}

export function layout(look: Look, { body, ...frame }: Frame & { readonly body: Html }): Html {
  return html`<!doctype html>
${around(look, h(Layout, { ...frame, children: slot }), body)}`;
}

export function notice(kind: "ok" | "warn" | "danger" | "info", content: string | Html): Html {
  return around(undefined, h(Notice, { kind, children: slot }), content);
}

export function icon(name: IconName): Html {
  return drawn(undefined, h(Icon, { name }));
}

export function fieldError(look: Look, filled: Filled, name: string): Html {
  return drawn(look, h(FieldError, { filled, name }));
}

export function errorSummary(look: Look, filled: Filled): Html {
  return drawn(look, h(ErrorSummary, { filled }));
}
