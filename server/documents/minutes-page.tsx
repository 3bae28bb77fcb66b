import type { ComponentChildren, JSX } from "preact";
import { formatDay, type Words } from "../../shared/text.ts";
import { minutesWords as words } from "../../shared/words/documents.ts";
import type { Row } from "../database/tables.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { FileField } from "../web/FileField.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { KeyField } from "../web/KeyField.tsx";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { WrittenMinutes } from "./minutes.ts";
import type { WritersView } from "./minutes-access.ts";
import { minutesFields } from "./minutes-words.ts";

type FieldName = (typeof minutesFields)[number];

interface MinutesPageProps {
  readonly inspection: WritersView;
  readonly written: WrittenMinutes;
  readonly kept: Readonly<Record<FieldName, string>>;
  /** Where somebody else's newer text differs from what was typed here. */
  readonly latest: readonly FieldName[];
  readonly stand: (Row<"minutes_stands"> & { readonly recordedByName: string }) | undefined;
  readonly locked: boolean;
  readonly filled: Filled;
  readonly done: string | undefined;
}

export function MinutesPage(props: MinutesPageProps): JSX.Element {
  const { t } = useLook();
  const { inspection, written, locked, filled, done } = props;
  const { id, unitName, visitedOn } = inspection;
  const title = t(words.title, { unit: unitName });
  const { revision, writtenAt, writtenByName } = written;
  return (
    <Layout title={title} active="inspections" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={`/inspections/${id}/documents`}>{t(words.toDocuments)}</a>
      </p>
      <h1>{title}</h1>
      <p class="muted">
        {formatDay(visitedOn)} ·{" "}
        {writtenAt === null ? t(words.never) : t(words.savedAt, { revision, at: formatDay(writtenAt, true), by: writtenByName ?? "" })}
      </p>
      <ErrorSummary filled={filled} />
      <Latest {...props} />
      {locked ? <Typed {...props} /> : <MinutesForm {...props} />}
      <Stand {...props} />
    </Layout>
  );
}

/** Minutes that nobody changes any more, to be read. */
function Typed({ kept }: MinutesPageProps): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <Notice kind="info">{t(words.locked)}</Notice>
      <Texts names={minutesFields} kept={kept} />
    </>
  );
}

function Texts({ names, kept }: Pick<MinutesPageProps, "kept"> & { readonly names: readonly FieldName[] }): JSX.Element {
  const { t } = useLook();
  return (
    <dl class="prose">
      {names.map((name) => (
        <div key={name}>
          <dt class="muted">{t(words[name])}</dt>
          {(kept[name] || t(words.empty)).split("\n").map((line) => (
            <dd key={line}>{line}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** What somebody else has stored meanwhile, to be compared with what stands in the form. */
function Latest({ latest, kept }: MinutesPageProps): JSX.Element | null {
  const { t } = useLook();
  if (latest.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.latest)}</h2>
      </div>
      <Texts names={latest} kept={kept} />
    </section>
  );
}

function MinutesForm({ inspection, written, kept, filled }: MinutesPageProps): JSX.Element {
  const { t } = useLook();
  const many = { rows: 5, hint: words.linesHint, optional: true, filled };
  const one = { optional: true, filled };
  return (
    <form class="stack" method="post" action={`/inspections/${inspection.id}/minutes`}>
      <p>{t(words.lead)}</p>
      <input type="hidden" name="revision" value={written.revision} />
      <h2>{t(words.headSection)}</h2>
      <Field {...one} name="authority" label={words.authority} value={kept.authority} />
      <Field {...one} name="body" label={words.body} value={kept.body} />
      <Field {...one} name="number" label={words.number} value={kept.number} />
      <Field {...one} name="madeAt" label={words.madeAt} value={kept.madeAt} />
      <h2>{t(words.visit)}</h2>
      <Field {...one} name="beganAt" label={words.beganAt} hint={words.beganAtHint} value={kept.beganAt} />
      <Field {...one} name="place" label={words.place} value={kept.place} />
      <Field {...many} name="teamPresent" label={words.teamPresent} value={kept.teamPresent} />
      <Field {...many} name="unitPresent" label={words.unitPresent} value={kept.unitPresent} />
      <h2>{t(words.contentSection)}</h2>
      <Field {...one} name="content" label={words.content} rows={3} value={kept.content} />
      <Field {...one} name="scope" label={words.scope} rows={3} value={kept.scope} />
      <Field {...one} name="period" label={words.period} value={kept.period} />
      <h2>{t(words.found)}</h2>
      <Field {...many} name="facts" label={words.facts} rows={8} value={kept.facts} />
      <Field {...many} name="strengths" label={words.strengths} value={kept.strengths} />
      <Field {...many} name="shortcomings" label={words.shortcomings} value={kept.shortcomings} />
      <Field {...many} name="requests" label={words.requests} hint={words.requestsHint} value={kept.requests} />
      <h2>{t(words.closing)}</h2>
      <Field {...one} name="opinion" label={words.opinion} rows={4} value={kept.opinion} />
      <Field {...one} name="endedAt" label={words.endedAt} value={kept.endedAt} />
      <Field {...one} name="copies" label={words.copies} value={kept.copies} />
      <div class="row">
        <button class="btn primary">{t(words.save)}</button>
      </div>
    </form>
  );
}

function Stand({ inspection, stand, filled }: MinutesPageProps): JSX.Element {
  const { t } = useLook();
  const action = `/inspections/${inspection.id}/minutes/stand`;
  const isPaper = stand?.stand === "signed" || stand?.stand === "refused";
  return (
    <section>
      <div class="head">
        <h2>{t(words.standTitle)}</h2>
      </div>
      <p>{stand ? t(standWords[stand.stand], saidOf(stand)) : t(words.standNone)}</p>
      {stand?.stand === "signed" && (
        <p class="row">
          <a href={`/inspections/${inspection.id}/minutes/scan`}>{t(words.readScan)}</a>
          <a href={`/inspections/${inspection.id}/evidence/${stand.content_hash}`}>{t(words.lookAtScan)}</a>
        </p>
      )}
      <form class="stack" method="post" action={action} enctype="multipart/form-data">
        <KeyField />
        <input type="hidden" name="stand" value="signed" />
        <FileField filled={filled} label={words.scan} accept="application/pdf,image/jpeg,image/png" />
        <button class="btn">{t(words.sendScan)}</button>
      </form>
      {inspection.lead && !isPaper && (
        <WithoutPaper action={action} stand="waived" send={words.sendWaiver}>
          <Field filled={filled} name="waivedReason" label={words.waivedReason} rows={2} />
        </WithoutPaper>
      )}
      {stand?.stand !== "signed" && (
        <WithoutPaper action={action} stand="refused" send={words.sendRefusal}>
          <Field filled={filled} name="refusedReason" label={words.refusedReason} rows={2} />
        </WithoutPaper>
      )}
    </section>
  );
}

const standWords = { signed: words.standSigned, refused: words.standRefused, waived: words.standWaived } as const;

function saidOf(stand: NonNullable<MinutesPageProps["stand"]>) {
  return { file: stand.file_name ?? "", reason: stand.reason ?? "", at: formatDay(stand.recorded_at, true), by: stand.recordedByName };
}

interface WithoutPaperProps {
  readonly action: string;
  readonly stand: "waived" | "refused";
  readonly send: Words;
  /** The field of its reason. */
  readonly children: ComponentChildren;
}

function WithoutPaper({ action, stand, send, children }: WithoutPaperProps): JSX.Element {
  const { t } = useLook();
  return (
    <form class="stack" method="post" action={action}>
      <KeyField />
      <input type="hidden" name="stand" value={stand} />
      {children}
      <button class="btn">{t(send)}</button>
    </form>
  );
}
