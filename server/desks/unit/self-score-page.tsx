import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { AboutCriterion } from "../../../shared/ui/criterion/AboutCriterion.tsx";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import type { DraftCriterion, SelfDraft } from "../../submissions/self-draft.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import type { Filled } from "../../web/forms.ts";
import { Island } from "../../web/Island.tsx";
import { KeyField } from "../../web/KeyField.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import { AnswerFiles } from "../AnswerFiles.tsx";
import { missingText, pointsText, saidText } from "./criterion-words.ts";
import { ProofList } from "./ProofList.tsx";
import { SelfAnswer } from "./SelfAnswer.tsx";
import { visitText } from "./visit-words.ts";

export interface SelfScoreProps {
  readonly draft: SelfDraft;
  /** The last day to send it in time, and whether that has passed. */
  readonly by: string;
  readonly isLate: boolean;
  /** What was sent came after that day. */
  readonly sentLate: boolean;
  /** Something is other than what was sent. */
  readonly unsent: boolean;
  readonly all: boolean;
  /** The criterion that is open. */
  readonly opened: DraftCriterion | undefined;
  /** Somebody else has saved it since: what stands there and whose it is; the form holds what was typed here. */
  readonly taken: { readonly stored: DraftCriterion; readonly name: string } | undefined;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** A unit scores itself: what is missing first, one criterion open at a time, proof beside it, and the way to send it. */
export function SelfScorePage(props: SelfScoreProps): JSX.Element {
  const { t, language } = useLook();
  const { draft, opened, filled, done, all } = props;
  const title = t(words.selfTitle, { visit: visitText(t, { form: draft.form, visitedOn: draft.inspection.visited_on }) });
  const missing = missingIn(t, draft);
  const shown = all || missing.length === 0 ? draft.criteria : draft.criteria.filter((one) => missing.includes(one) || one === opened);
  const path = `/unit/inspections/${draft.inspection.id}/self-score`;
  return (
    <Layout title={title} active="unit" done={done} hasErrors={Object.keys(filled.errors).length > 0}>
      <p class="crumbs">
        <a href="/unit">{t(words.back)}</a>
      </p>
      <div class="title">
        <div>
          <h1>{title}</h1>
          <p>{draft.unit.name}</p>
        </div>
      </div>
      <ErrorSummary filled={filled} />
      <Standing {...props} />
      {opened && draft.open && <Opened key={opened.criterion.id} path={path} {...props} opened={opened} />}
      <section>
        <div class="head">
          <h2 data-progress>{progressText(t, draft)}</h2>
          {draft.score.index !== null && <p>{t(words.selfIndex, { index: formatHundredths(draft.score.index, language, 2) })}</p>}
        </div>
        <nav class="row" aria-label={t(words.criterion)}>
          <a class="btn small" href={path} aria-current={all ? undefined : "true"}>
            {t(words.showMissing, { count: missing.length })}
          </a>
          <a class="btn small" href={`${path}?show=all`} aria-current={all ? "true" : undefined}>
            {t(words.showAll, { count: draft.criteria.length })}
          </a>
        </nav>
        <ReflowTable kind="criteria">
          <Heads titles={[words.code, words.criterion, words.said, words.points, words.proof, words.status]} />
          <RowGroup>
            {shown.map((one) => (
              <CriterionRow key={one.criterion.id} own={one} path={path} {...props} />
            ))}
          </RowGroup>
        </ReflowTable>
      </section>
      {draft.open && <Sending path={path} missing={missing} {...props} />}
      <Island name="self-score" />
      <Island name="upload" />
    </Layout>
  );
}

export function missingIn(t: (words: Words) => string, { criteria }: SelfDraft): DraftCriterion[] {
  return criteria.filter((one) => missingText(t, one) !== "");
}

export function progressText(t: ReturnType<typeof useLook>["t"], draft: SelfDraft): string {
  const done = draft.criteria.filter(({ score }) => score.state !== "notScored").length;
  return t(words.progress, { done, all: draft.criteria.length, count: missingIn(t, draft).length });
}

function Standing({ draft, by, isLate, sentLate, unsent }: SelfScoreProps): JSX.Element {
  const { t } = useLook();
  const { sent, open } = draft;
  return (
    <>
      {sent && (
        <Notice kind={unsent && open ? "warn" : "ok"}>
          {t(words.receipt, { at: formatDay(sent.at, true), position: sent.position, id: sent.id })}
          {sentLate && ` ${t(words.receiptLate, { day: formatDay(by) })}`}
          {unsent && open && ` ${t(words.unsent)}`}
        </Notice>
      )}
      {open ? (
        !sent && <Notice kind={isLate ? "warn" : "info"}>{t(isLate ? words.selfLate : words.selfBy, { day: formatDay(by) })}</Notice>
      ) : (
        <Notice kind="info">{t(words.selfClosed)}</Notice>
      )}
    </>
  );
}

type InPage = SelfScoreProps & { readonly path: string };

function CriterionRow({ own, path, all, opened, draft }: InPage & { readonly own: DraftCriterion }): JSX.Element {
  const look = useLook();
  const { t } = look;
  const { criterion, evidence, score } = own;
  const isOpen = own === opened;
  const query = new URLSearchParams({ ...(all && { show: "all" }), ...(!isOpen && { criterion: criterion.id }) });
  return (
    <Row kind={isOpen ? "opened" : undefined}>
      <Cell kind="tt" label={t(words.code)}>
        {criterion.id}
      </Cell>
      <RowHead>
        {draft.open ? (
          <a href={`${path}?${query}${isOpen ? "" : "#answer"}`} aria-expanded={isOpen}>
            {t(criterion.title)}
          </a>
        ) : (
          t(criterion.title)
        )}
      </RowHead>
      <Cell label={t(words.said)}>{saidText(look, own) || "–"}</Cell>
      <Cell kind="num" label={t(words.points)}>
        <span data-points={criterion.id}>{pointsText(look, score)}</span>
      </Cell>
      <Cell label={t(words.proof)}>{evidence.length > 0 ? t(words.proofCount, { count: evidence.length }) : "–"}</Cell>
      <Cell label={t(words.status)}>
        <Standings own={own} />
      </Cell>
    </Row>
  );
}

function Standings({ own }: { readonly own: DraftCriterion }): JSX.Element {
  const { t } = useLook();
  const missing = missingText(t, own);
  const byTrait = own.score.state === "notApplicable" && own.read.entry.answer === null;
  if (byTrait) return <State tone="idle" icon="none" word={t(words.stateByTrait)} />;
  return missing === "" ? <State tone="ok" icon="check" word={t(words.stateDone)} /> : <State tone="warn" icon="dot" word={missing} />;
}

function Opened({ opened, path, taken, draft, filled }: InPage & { readonly opened: DraftCriterion }): JSX.Element {
  const look = useLook();
  const { t } = look;
  const { criterion, fields, evidence, revision, changed } = opened;
  const back = `${path}?criterion=${criterion.id}`;
  return (
    <section id="answer" aria-labelledby="answer-title">
      <div class="head">
        <h2 id="answer-title">{`${criterion.id} · ${t(criterion.title)}`}</h2>
      </div>
      <AboutCriterion criterion={criterion} open />
      {taken && (
        <Notice kind="warn">
          <p>{t(words.taken, { name: taken.name, at: formatDay(taken.stored.changed?.at ?? "", true) })}</p>
          <p class="note">
            {t(words.takenStored, { answer: saidText(look, taken.stored) || "–", note: taken.stored.fields["note"] ?? "" })}
          </p>
          <a href={`${back}#answer`}>{t(words.takenKeep)}</a>
        </Notice>
      )}
      <div class="answering">
        <form
          class="stack"
          method="post"
          action={path}
          autocomplete="off"
          data-autosave
          data-saving={t(words.saving)}
          data-failed={t(words.notSaved)}
          data-taken={t(words.takenShort)}
        >
          <input type="hidden" name="criterion" value={criterion.id} />
          <input type="hidden" name="revision" value={revision} autocomplete="off" />
          <SelfAnswer criterion={criterion} fields={fields} />
          <p class="muted small" role="status" data-saved>
            {changed && t(words.saved, { at: formatDay(changed.at, true) })}
          </p>
          <div class="row">
            <button class="btn primary" name="go" value="next">
              <Icon name="save" />
              {t(words.saveNext)}
            </button>
            <button class="btn" name="go" value="stay">
              {t(words.save)}
            </button>
          </div>
        </form>
        <div class="stack">
          <h3>{t(words.proof)}</h3>
          <ProofList proof={evidence} removal={{ action: `${path}/proof/removal`, criterion: criterion.id }} />
          <form
            class="stack"
            method="post"
            action={`${path}/proof/files`}
            enctype="multipart/form-data"
            data-uploading={t(words.uploading)}
          >
            <input type="hidden" name="criterion" value={criterion.id} />
            <AnswerFiles />
            <button class="btn">
              <Icon name="up" />
              {t(words.upload)}
            </button>
          </form>
          <form class="stack" method="post" action={`${path}/proof/pages`}>
            <input type="hidden" name="criterion" value={criterion.id} />
            <Field filled={filled} name="proofUrl" label={words.proofUrl} />
            <Field filled={filled} name="proofText" label={words.proofText} optional />
            <button class="btn">
              <Icon name="plus" />
              {t(words.addPage)}
            </button>
          </form>
        </div>
      </div>
      {draft.sent === null && <p class="muted small">{t(words.selfBlind)}</p>}
    </section>
  );
}

function Sending({ draft, path, missing, filled }: InPage & { readonly missing: readonly DraftCriterion[] }): JSX.Element {
  const { t } = useLook();
  const blocked = missing.length > 0;
  return (
    <section>
      <div class="head">
        <h2>{t(draft.sent ? words.resend : words.send)}</h2>
      </div>
      {blocked && (
        <details>
          <summary id="missing">{t(words.missingTitle, { count: missing.length })}</summary>
          <ul class="prose" aria-labelledby="missing">
            {missing.map((one) => (
              <li key={one.criterion.id}>
                <a href={`${path}?criterion=${one.criterion.id}#answer`}>{`${one.criterion.id} · ${t(one.criterion.title)}`}</a>
                {`: ${missingText(t, one)}`}
              </li>
            ))}
          </ul>
        </details>
      )}
      <form class="stack" method="post" action={`${path}/sending`}>
        <KeyField />
        {draft.sent && <Field filled={filled} name="replaceReason" label={words.replaceReason} rows={2} />}
        <button class="btn primary" aria-disabled={blocked ? "true" : undefined} aria-describedby={blocked ? "missing" : undefined}>
          <Icon name="send" />
          {t(draft.sent ? words.resend : words.send)}
        </button>
        <p class="muted small">{t(words.selfBlind)}</p>
      </form>
    </section>
  );
}
