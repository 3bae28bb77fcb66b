import { html } from "hono/html";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import type { Html } from "./html.ts";
import { type Look, speaker } from "./layout.ts";

/** The way back and, once something is done, the way on. */
export function crumbs(look: Look): Html {
  return html`<p class="crumbs"><a href="/admin">${speaker(look)(words.back)}</a></p>`;
}

export function nextStep(look: Look, at: string, title: { vi: string; en: string }): Html {
  const t = speaker(look);
  return html`<p>${t(words.next)}: <a href="${at}">${t(title)}</a></p>`;
}
