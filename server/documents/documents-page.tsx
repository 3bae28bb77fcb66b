import type { JSX } from "preact";
import { afterConclusion, type DocumentKind, type IssuedDocument, keepsEarlier } from "../../shared/documents/document.ts";
import { formatDay } from "../../shared/text.ts";
import { templateWords, documentWords as words } from "../../shared/words/documents.ts";
import type { Corrected } from "../decisions/corrections/corrections.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { FileField } from "../web/FileField.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { KeyField } from "../web/KeyField.tsx";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { WritersView } from "./minutes-access.ts";
import { TemplateFaults } from "./templates/TemplateFaults.tsx";

interface DocumentsPageProps {
  readonly inspection: WritersView;
  readonly revealed: boolean;
  readonly kinds: readonly DocumentKind[];
  readonly documents: readonly IssuedDocument[];
  /** The newest first. */
  readonly corrected: readonly Corrected[];
  readonly filled: Filled;
  /** Of a template that was tried. */
  readonly faults: readonly string[];
  readonly done: string | undefined;
}

export function DocumentsPage(props: DocumentsPageProps): JSX.Element {
  const { t } = useLook();
  const { inspection, filled, faults, done } = props;
  const { unitName, unitId, planId, formGroup, id, visitedOn, lead } = inspection;
  const title = t(words.title, { unit: unitName });
  return (
    <Layout title={title} active="inspections" width="middle" done={done} hasErrors={hasErrors(filled) || faults.length > 0}>
      {lead && (
        <p class="crumbs">
          <a href={`/units/${unitId}?plan=${planId}&form=${formGroup}&inspection=${id}`}>{unitName}</a>
        </p>
      )}
      <h1>{title}</h1>
      <p class="muted">{formatDay(visitedOn)}</p>
      <ErrorSummary filled={filled} />
      <TemplateFaults faults={faults} />
      <p>
        {t(words.lead)} <a href={`/inspections/${id}/minutes`}>{t(words.toMinutes)}</a>
      </p>
      <Make {...props} />
      <Issued {...props} />
      <Earlier {...props} />
      {lead && <Trial {...props} />}
    </Layout>
  );
}

function Make({ inspection, revealed, kinds, documents }: DocumentsPageProps): JSX.Element {
  const { t } = useLook();
  const concluded = inspection.state === "concluded";
  return (
    <section>
      <div class="head">
        <h2>{t(words.make)}</h2>
      </div>
      <ReflowTable>
        <Heads titles={[words.kind, words.draft, words.issue]} />
        <RowGroup>
          {kinds.map((kind) => {
            const open = kind === "minutes" || revealed;
            const issues = open && (concluded || !afterConclusion.has(kind));
            const again = documents.some((one) => one.kind === kind);
            return (
              <Row key={kind}>
                <RowHead>{t(words[kind])}</RowHead>
                <Cell label={t(words.draft)}>
                  {open ? (
                    <a href={`/inspections/${inspection.id}/documents/draft/${kind}`} aria-label={`${t(words.draft)}: ${t(words[kind])}`}>
                      {t(words.draft)}
                    </a>
                  ) : (
                    <span class="muted">{t(words.notBlind)}</span>
                  )}
                </Cell>
                <Cell label={t(words.issue)}>
                  {issues ? (
                    <form method="post" action={`/inspections/${inspection.id}/documents`}>
                      <KeyField />
                      <input type="hidden" name="kind" value={kind} />
                      <button class="btn" aria-label={`${t(again ? words.issueAgain : words.issue)}: ${t(words[kind])}`}>
                        {t(again ? words.issueAgain : words.issue)}
                      </button>
                    </form>
                  ) : (
                    <span class="muted">{t(open ? words.notYet : words.notBlind)}</span>
                  )}
                </Cell>
              </Row>
            );
          })}
        </RowGroup>
      </ReflowTable>
    </section>
  );
}

function Issued({ inspection, documents }: DocumentsPageProps): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.issued)}</h2>
      </div>
      {documents.length === 0 ? (
        <p>{t(words.none)}</p>
      ) : (
        <ReflowTable>
          <Heads titles={[words.kind, words.code, words.when, words.state]} />
          <RowGroup>
            {documents.map((one) => (
              <Row key={one.id}>
                <RowHead>
                  <a href={`/inspections/${inspection.id}/documents/${one.id}/file`}>{t(words[one.kind])}</a>
                </RowHead>
                <Cell label={t(words.code)}>
                  <a href={`/verify/${one.code}`}>{one.code}</a>
                </Cell>
                <Cell label={t(words.when)}>
                  {formatDay(one.issuedAt, true)} · {one.issuedBy}
                </Cell>
                <Cell label={t(words.state)}>
                  <div>
                    {t(words[one.state])} ·{" "}
                    <span class="small muted">
                      {t(words.dataOf, { at: formatDay(one.dataAt, true), checklist: one.checklist, position: one.position })}
                    </span>
                  </div>
                </Cell>
              </Row>
            ))}
          </RowGroup>
        </ReflowTable>
      )}
    </section>
  );
}

/** What a correction replaced, whether or not it was ever issued. */
function Earlier({ inspection: { id }, kinds, corrected }: DocumentsPageProps): JSX.Element | null {
  const { t } = useLook();
  if (corrected.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.earlier)}</h2>
        <p>{t(words.earlierHow)}</p>
      </div>
      <ul class="lines">
        {corrected.map((one) => (
          <li key={one.id} class="row">
            <span>{t(words.beforeCorrection, { at: formatDay(one.at, true) })}</span>
            {kinds
              .filter((kind) => keepsEarlier.has(kind))
              .map((kind) => (
                <a key={kind} href={`/inspections/${id}/documents/draft/${kind}?before=${one.id}`}>
                  {t(words[kind])}
                </a>
              ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A lead's template, filled with this inspection before anybody else gets it. */
function Trial({ inspection, kinds, filled }: DocumentsPageProps): JSX.Element {
  const { t } = useLook();
  return (
    <details open={filled.errors["file"] !== undefined}>
      <summary>{t(words.tryTitle)}</summary>
      <p>
        {t(words.tryLead)} <a href="/admin/templates">{t(templateWords.title)}</a>
      </p>
      <form class="stack" method="post" action={`/inspections/${inspection.id}/documents/trial`} enctype="multipart/form-data">
        <div class="field">
          <label for="kind">{t(words.kind)}</label>
          <select id="kind" name="kind">
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(words[kind])}
              </option>
            ))}
          </select>
        </div>
        <FileField filled={filled} label={words.templateFile} accept=".docx" />
        <button class="btn">{t(words.tryIt)}</button>
      </form>
    </details>
  );
}
