import { html } from "hono/html";
import { type Language, say, type Words } from "../../shared/text.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { shellWords } from "../../shared/words/pages.ts";
import type { Who } from "../ledger/who.ts";
import type { Html } from "./html.ts";
import { icon } from "./icons.ts";
import { type OwnPath, withQuery } from "./own-path.ts";

/** What every page knows of its reader. */
export interface Look {
  readonly language: Language;
  readonly who: Who | undefined;
  /** The page that is read, for the way to the other language. */
  readonly at: OwnPath;
  readonly version: string;
}

export interface Page {
  readonly title: string;
  readonly active?: "results" | "prepare" | "extension" | "account";
  readonly width?: "narrow" | "middle";
  /** What has just been done, said once and announced. */
  readonly done?: string | undefined;
  readonly hasErrors?: boolean;
  readonly body: Html;
}

/** Speaks the reader's language. */
export function speaker({ language }: Pick<Look, "language">) {
  return (words: Words, values: Readonly<Record<string, string | number>> = {}) => say(words, language, values);
}

export function isLead(who: Who | undefined): boolean {
  return who !== undefined && (who.roles.includes("lead") || who.roles.includes("admin"));
}

/** The frame around every page: head, navigation, language, footer. */
export function layout(look: Look, page: Page): Html {
  const t = speaker(look);
  const other = look.language === "vi" ? "en" : "vi";
  const elsewhere = withQuery(look.at, { lang: other, said: undefined });
  const title = page.hasErrors ? t(shellWords.errorTitle, { title: page.title }) : page.title;
  const link = (at: string, words: Words, is: Page["active"]) =>
    html`<li><a href="${at}"${page.active === is ? html` aria-current="page"` : ""}>${t(words)}</a></li>`;
  return html`<!doctype html>
<html lang="${look.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${t(fieldWords.product)}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<a class="skip" href="#main">${t(shellWords.skip)}</a>
<header class="top no-print"><div class="wrap"><a class="name" href="/">${t(fieldWords.product)}</a>
<nav aria-label="${t(shellWords.mainNav)}"><ul>${
    isLead(look.who) ? html`${link("/results", shellWords.results, "results")}${link("/admin", shellWords.prepare, "prepare")}` : ""
  }${link("/extension", shellWords.extension, "extension")}</ul></nav>
<div class="who">${
    look.who
      ? html`<span class="muted">${look.who.name}</span><a href="/account"${page.active === "account" ? html` aria-current="page"` : ""}>${t(shellWords.account)}</a><form method="post" action="/sign-out"><button class="linklike">${t(shellWords.signOut)}</button></form>`
      : html`<a href="/sign-in">${t(shellWords.signIn)}</a>`
  }<a href="${elsewhere}" lang="${other}" hreflang="${other}">${t(shellWords.otherLanguage)}</a></div></div></header>
<main id="main" class="wrap ${page.width ?? ""}" tabindex="-1">
${page.done ? notice("ok", page.done) : ""}
${page.body}
</main>
<footer class="foot no-print"><div class="wrap"><span>${t(fieldWords.product)}</span><span>${t(shellWords.version, { version: look.version })}</span></div></footer>
</body>
</html>`;
}

/** A message with an icon, announced to who cannot see it. */
export function notice(kind: "ok" | "warn" | "danger" | "info", content: string | Html): Html {
  const name = { ok: "check", warn: "warn", danger: "stop", info: "info" } as const;
  return html`<div class="notice ${kind}" role="${kind === "danger" ? "alert" : "status"}">${icon(name[kind])}<div>${content}</div></div>`;
}
