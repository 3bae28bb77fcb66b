import type { JSX } from "preact";
import { formatHundredths } from "../../shared/points.ts";
import { formatDay } from "../../shared/text.ts";
import { documentWords, checkWords as words } from "../../shared/words/documents.ts";
import { Field } from "../web/Field.tsx";
import { FileField } from "../web/FileField.tsx";
import type { Filled } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { Checked } from "./check.ts";

interface CheckPageProps {
  readonly asked: boolean;
  readonly found: Checked | undefined;
  readonly byFile: boolean;
  /** What was typed, to be corrected. */
  readonly filled: Filled;
}

export function CheckPage({ asked, found, byFile, filled }: CheckPageProps): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.title)} width="narrow">
      <h1>{t(words.title)}</h1>
      {asked && !found && <Notice kind="warn">{t(words.unknown)}</Notice>}
      {found && <Found found={found} byFile={byFile} />}
      <p>{t(words.lead)}</p>
      <form class="stack" method="post" action="/verify" enctype="multipart/form-data">
        <Field filled={filled} name="code" label={words.code} optional />
        <FileField label={words.file} accept=".docx" optional />
        <button class="btn primary">{t(words.check)}</button>
      </form>
    </Layout>
  );
}

function Found({ found, byFile }: { readonly found: Checked; readonly byFile: boolean }): JSX.Element {
  const { t, language } = useLook();
  const rows = [
    [words.kind, t(documentWords[found.kind])],
    [words.unit, found.unitName],
    [words.day, formatDay(found.visitedOn)],
    [words.index, found.publishedIndex === null ? t(words.noIndex) : formatHundredths(found.publishedIndex, language, 2)],
  ] as const;
  return (
    <section>
      <Notice kind={found.state === "current" ? "ok" : "warn"}>
        {t(words[found.state])} {byFile && t(words.unchanged)}
      </Notice>
      <dl class="prose">
        {rows.map(([label, value]) => (
          <div key={label.vi}>
            <dt class="muted">{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="small muted">{t(words.note)}</p>
    </section>
  );
}
