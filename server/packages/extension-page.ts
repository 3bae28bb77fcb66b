import { html } from "hono/html";
import { extensionWords as words } from "../../shared/words/extension-page.ts";
import { type Look, speaker } from "../web/look.ts";
import { type Html, layout, notice } from "../web/old-html.ts";
import type { PackagedBrowser } from "./extension-packages.ts";

/** A package as it lies on this server; `undefined` where it was not built. */
export interface OfferedPackage {
  readonly browser: PackagedBrowser;
  readonly file: string;
  readonly built: { readonly version: string; readonly bytes: number; readonly sha256: string } | undefined;
}

const names: Readonly<Record<PackagedBrowser, string>> = { chrome: "Chrome, Edge", firefox: "Firefox" };

export function extensionPage(look: Look, { packages, publicUrl }: { packages: readonly OfferedPackage[]; publicUrl: string }): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(words.title),
    active: "extension",
    width: "middle",
    body: html`<h1>${t(words.title)}</h1><p class="prose">${t(words.lead)}</p>
<section><div class="head"><h2>${t(words.packages)}</h2></div>${packages.map((offered) => packageBox(look, offered))}<p class="muted small">${t(words.hashHow)}</p></section>
<section class="prose"><div class="head"><h2>${t(words.chromeTitle)}</h2></div>
<ol class="prose">${[words.chrome1, words.chrome2, words.chrome3, words.chrome4, words.chrome5].map((step) => html`<li>${t(step)}</li>`)}</ol><p>${t(words.chromeHonest)}</p></section>
<section class="prose"><div class="head"><h2>${t(words.firefoxTitle)}</h2></div><p>${t(words.firefoxHonest)}</p>
<ol class="prose">${[words.firefoxSigned, words.firefoxEsr].map((way) => html`<li>${t(way)}</li>`)}</ol>${notice("warn", t(words.firefoxNever))}</section>
<section class="prose"><div class="head"><h2>${t(words.after)}</h2></div><ol class="prose">
<li>${t(words.after1, { url: publicUrl })}</li><li>${t(words.after2, { page: `${publicUrl}/device` })}</li><li>${t(words.after3)}</li></ol></section>`,
  });
}

function packageBox(look: Look, { browser, file, built }: OfferedPackage): Html {
  const t = speaker(look);
  const name = names[browser];
  if (!built) return notice("info", html`${t(words.notBuilt, { browser: name })}<code>npm run zip</code>`);
  const size = new Intl.NumberFormat(look.language === "vi" ? "vi-VN" : "en-GB").format(Math.round(built.bytes / 1024));
  return html`<div class="package"><p><a class="btn primary" href="/extension/${file}" download>${t(words.download, { browser: name })}</a></p>
<dl class="facts small"><dt>${t(words.version)}</dt><dd>${built.version}</dd><dt>${t(words.size)}</dt><dd>${size} kB</dd><dt>${t(words.hash)}</dt><dd><code class="hash">${built.sha256}</code></dd></dl></div>`;
}
