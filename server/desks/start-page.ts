import { html } from "hono/html";
import { startWords } from "../../shared/words/pages.ts";
import { type Look, speaker } from "../web/look.ts";
import { type Html, layout, notice } from "../web/old-html.ts";

/** What an inspector does first; leads go to the results instead. */
export function startPage(look: Look, { publicUrl, devices }: { publicUrl: string; devices: number }): Html {
  const t = speaker(look);
  const title = t(startWords.title, { name: look.who?.name ?? "" });
  const inspector = look.who?.roles.includes("inspector") ?? false;
  return layout(look, {
    title,
    width: "middle",
    body: html`<h1>${title}</h1>
${
  inspector
    ? html`<section><div class="head"><h2>${t(startWords.todo)}</h2>${devices > 0 ? html`<p>${t(startWords.connected, { count: devices })}</p>` : ""}</div>
<ol class="steps">
<li${devices > 0 ? html` class="done"` : html` aria-current="step"`}><div><h3>${t(startWords.load)}</h3><p class="muted">${t(startWords.loadHow)}</p></div><a class="btn" href="/extension">${t(startWords.load)}</a></li>
<li${devices > 0 ? html` class="done"` : ""}><div><h3>${t(startWords.connect)}</h3><p class="muted">${t(startWords.connectHow, { url: publicUrl })}</p></div><a class="btn" href="/device">${t(startWords.enterCode)}</a></li>
<li${devices > 0 ? html` aria-current="step"` : ""}><div><h3>${t(startWords.score)}</h3><p class="muted">${t(startWords.scoreHow)}</p></div></li>
</ol></section>`
    : notice("info", t(startWords.unitOnly))
}`,
  });
}
