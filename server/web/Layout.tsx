import type { ComponentChildren, JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { findingWords } from "../../shared/words/cycle/findings.ts";
import { checkWords } from "../../shared/words/documents.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { unitDeskWords } from "../../shared/words/unit-desk.ts";
import { isLead, useLook } from "./look.ts";
import { Notice } from "./Notice.tsx";
import { withQuery } from "./own-path.ts";

type Place = "results" | "inspections" | "findings" | "prepare" | "unit" | "extension" | "account";

export interface Frame {
  readonly title: string;
  /** Where in the navigation the page belongs. */
  readonly active?: Place;
  readonly width?: "narrow" | "middle";
  /** What has just been done, said once and announced. */
  readonly done?: string | undefined;
  readonly hasErrors?: boolean;
}

/** The frame around every page: head, navigation, language, footer. */
export function Layout({
  title,
  active,
  width,
  done,
  hasErrors = false,
  children,
}: Frame & { readonly children: ComponentChildren }): JSX.Element {
  const { language, version, t } = useLook();
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${hasErrors ? t(shellWords.errorTitle, { title }) : title} · ${t(fieldWords.product)}`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">
          {t(shellWords.skip)}
        </a>
        <Top active={active} />
        <main id="main" class={width ? `wrap ${width}` : "wrap"} tabindex={-1}>
          {done && <Notice kind="ok">{done}</Notice>}
          {children}
        </main>
        <footer class="foot no-print">
          <div class="wrap">
            <span>{t(fieldWords.product)}</span>
            <a href="/verify">{t(checkWords.title)}</a>
            <span>{t(shellWords.version, { version })}</span>
          </div>
        </footer>
      </body>
    </html>
  );
}

function Top({ active }: { readonly active: Place | undefined }): JSX.Element {
  const { who, language, at, t } = useLook();
  const other = language === "vi" ? "en" : "vi";
  return (
    <header class="top no-print">
      <div class="wrap">
        <a class="name" href="/">
          {t(fieldWords.product)}
        </a>
        <nav aria-label={t(shellWords.mainNav)}>
          <ul>
            {who?.roles.some((role) => role !== "unit") && (
              <Way at="/inspections" words={shellWords.inspections} here={active === "inspections"} />
            )}
            {isLead(who) && (
              <>
                <Way at="/results" words={shellWords.results} here={active === "results"} />
                <Way at="/findings" words={findingWords.nav} here={active === "findings"} />
                <Way at="/admin" words={shellWords.prepare} here={active === "prepare"} />
              </>
            )}
            {who?.roles.includes("unit") ? (
              <>
                <Way at="/unit" words={unitDeskWords.desk} here={active === "unit"} />
                <Way at="/unit#self-scores" words={unitDeskWords.selfScores} here={false} />
                <Way at="/unit#conclusions" words={unitDeskWords.conclusions} here={false} />
                <Way at="/unit#findings" words={unitDeskWords.findings} here={false} />
              </>
            ) : (
              <Way at="/extension" words={shellWords.extension} here={active === "extension"} />
            )}
          </ul>
        </nav>
        <div class="who">
          <Account here={active === "account"} />
          <a href={withQuery(at, { lang: other, said: undefined })} lang={other} hreflang={other}>
            {t(shellWords.otherLanguage)}
          </a>
        </div>
      </div>
    </header>
  );
}

function Way({ at, words, here }: { readonly at: string; readonly words: Words; readonly here: boolean }): JSX.Element {
  const { t } = useLook();
  return (
    <li>
      <a href={at} aria-current={here ? "page" : undefined}>
        {t(words)}
      </a>
    </li>
  );
}

function Account({ here }: { readonly here: boolean }): JSX.Element {
  const { who, t } = useLook();
  if (!who) return <a href="/sign-in">{t(shellWords.signIn)}</a>;
  return (
    <>
      <span class="muted">{who.name}</span>
      <a href="/account" aria-current={here ? "page" : undefined}>
        {t(shellWords.account)}
      </a>
      <form method="post" action="/sign-out">
        <button class="linklike">{t(shellWords.signOut)}</button>
      </form>
    </>
  );
}
