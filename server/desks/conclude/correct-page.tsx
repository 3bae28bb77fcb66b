import type { JSX } from "preact";
import { newId } from "../../../shared/id.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay } from "../../../shared/text.ts";
import { concludeWords as words } from "../../../shared/words/cycle/conclude.ts";
import { unitWords } from "../../../shared/words/unit-page.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import { FieldError } from "../../web/FieldError.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import type { CorrectView, StandingLine, WaitingCorrection } from "./correct-view.ts";

interface CorrectPageProps {
  readonly view: CorrectView;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** What is corrected after a conclusion: what waits, what can be proposed, and what was answered. */
export function CorrectPage({ view, filled, done }: CorrectPageProps): JSX.Element {
  const { t } = useLook();
  const title = t(words.correctTitle, { unit: view.unitName });
  return (
    <Layout title={title} active="inspections" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={`/units/${view.unitId}?plan=${view.planId}&form=${view.formGroup}&inspection=${view.id}`}>{view.unitName}</a>
      </p>
      <ErrorSummary filled={filled} />
      <h1>{title}</h1>
      <p class="prose">{t(words.correctHow)}</p>
      {!view.concluded && <Notice kind="info">{t(words.correctNotYet)}</Notice>}
      {view.waiting && <Waiting view={view} waiting={view.waiting} filled={filled} />}
      {view.may === "secretary" && <Notice kind="info">{t(words.correctSecretary)}</Notice>}
      {view.concluded && !view.waiting && view.may !== "secretary" && <Propose view={view} filled={filled} />}
      <Answered view={view} />
    </Layout>
  );
}

function usePoints(): (points: number | null | undefined) => string {
  const { t, language } = useLook();
  return (points) =>
    points === undefined ? t(unitWords.differs) : points === null ? t(unitWords.notApplicable) : formatHundredths(points, language);
}

type WaitingProps = Pick<CorrectPageProps, "view" | "filled"> & { readonly waiting: WaitingCorrection };

function Waiting({ view, waiting: { correction, lines }, filled }: WaitingProps): JSX.Element {
  const { t } = useLook();
  const say = usePoints();
  return (
    <section>
      <div class="head">
        <h2>{t(words.waiting)}</h2>
        <p>{t(words.proposedBy, { name: correction.byName, at: formatDay(correction.at, true) })}</p>
      </div>
      <p class="note">{correction.reason}</p>
      <ReflowTable>
        <Heads titles={[words.criterion, words.standing, words.proposed, words.reason]} />
        <RowGroup>
          {lines.map(({ criterion, points, to, reason }) => (
            <Row key={criterion.id}>
              <RowHead>
                <b>{criterion.id}</b> {t(criterion.title)}
              </RowHead>
              <Cell kind="num" label={t(words.standing)}>
                {say(points)}
              </Cell>
              <Cell kind="num" label={t(words.proposed)}>
                <b>{say(to)}</b>
              </Cell>
              <Cell label={t(words.reason)}>{reason}</Cell>
            </Row>
          ))}
        </RowGroup>
      </ReflowTable>
      {view.may === "scorer" && <Notice kind="warn">{t(words.approveNotYou)}</Notice>}
      {(view.may === "yes" || view.may === "byScorer") && <Answer view={view} id={correction.id} filled={filled} />}
    </section>
  );
}

function Answer({ view, id, filled }: Pick<CorrectPageProps, "view" | "filled"> & { readonly id: string }): JSX.Element {
  const { t } = useLook();
  return (
    <form class="stack" method="post" action={`/corrections/${id}/answer`}>
      <input type="hidden" name="inspection" value={view.id} />
      <input type="hidden" name="sheet" value={filled.values["sheet"] ?? newId()} />
      {view.may === "byScorer" && <Notice kind="warn">{t(words.approveByScorer)}</Notice>}
      <Field filled={filled} name="decline" label={words.declineReason} rows={2} optional />
      <div class="row">
        <button class="btn primary" name="answer" value="approve">
          {t(words.approve)}
        </button>
        <button class="btn" name="answer" value="decline">
          {t(words.decline)}
        </button>
      </div>
    </form>
  );
}

function Propose({ view, filled }: Pick<CorrectPageProps, "view" | "filled">): JSX.Element {
  const { t } = useLook();
  // Where one accepted objection waits, that is what one comes for.
  const [only, ...others] = view.waitingObjections;
  const chosen = filled.values["objection"] ?? (others.length === 0 ? (only?.id ?? "") : "");
  return (
    <section>
      <div class="head">
        <h2>{t(words.propose)}</h2>
        <p>{t(words.proposeHow)}</p>
      </div>
      <form class="stack" method="post" action={`/inspections/${view.id}/correct`}>
        <input type="hidden" name="correction" value={filled.values["correction"] ?? newId()} />
        {view.accepted.length > 0 && (
          <div class="field">
            <label for="objection">{t(words.objection)}</label>
            <FieldError filled={filled} name="objection" />
            <select id="objection" name="objection">
              <option value="">{t(words.objectionNone)}</option>
              {view.accepted.map(({ id, criterion, text }) => (
                <option key={id} value={id} selected={id === chosen}>
                  {t(words.objectionOf, { criterion, text: text.slice(0, 120).toWellFormed() })}
                </option>
              ))}
            </select>
          </div>
        )}
        <FieldError filled={filled} name="points" />
        <div id="points" tabindex={-1}>
          <ReflowTable>
            <Heads titles={[words.criterion, words.standing, words.newPoints, words.reason]} />
            <RowGroup>
              {view.lines.map((line) => (
                <ProposedRow key={line.criterion.id} line={line} filled={filled} />
              ))}
            </RowGroup>
          </ReflowTable>
        </div>
        <Field filled={filled} name="reason" label={words.overall} hint={words.overallHint} rows={3} />
        <button class="btn primary">{t(words.propose)}</button>
      </form>
    </section>
  );
}

function ProposedRow({ line: { criterion, points }, filled }: { readonly line: StandingLine; readonly filled: Filled }): JSX.Element {
  const { t, language } = useLook();
  const say = usePoints();
  const [to, why] = [`points-${criterion.id}`, `why-${criterion.id}`];
  return (
    <Row>
      <RowHead>
        <b>{criterion.id}</b> {t(criterion.title)}
      </RowHead>
      <Cell kind="num" label={t(words.standing)}>
        {say(points)} / {formatHundredths(criterion.maxPoints, language)}
      </Cell>
      <Cell label={t(words.newPoints)}>
        <label class="vh" for={to}>
          {t(words.newPoints)}
          <span>: {criterion.id}</span>
        </label>
        <input
          type="text"
          class="short"
          inputmode="decimal"
          maxlength={10}
          autocomplete="off"
          id={to}
          name={to}
          value={filled.values[to] ?? ""}
        />
        <FieldError filled={filled} name={to} />
      </Cell>
      <Cell label={t(words.reason)}>
        <label class="vh" for={why}>
          {t(words.reason)}
          <span>: {criterion.id}</span>
        </label>
        <input type="text" maxlength={2_000} autocomplete="off" id={why} name={why} value={filled.values[why] ?? ""} />
        <FieldError filled={filled} name={why} />
      </Cell>
    </Row>
  );
}

function Answered({ view: { answered } }: Pick<CorrectPageProps, "view">): JSX.Element | null {
  const { t } = useLook();
  if (answered.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.earlier)}</h2>
      </div>
      <ul class="lines">
        {answered.map(({ id, reason, byName, at, decisions, answer }) => (
          <li key={id}>
            <div>
              <p>
                {Object.keys(decisions).join(", ")}: {reason}
              </p>
              <p class="muted">{t(words.proposedBy, { name: byName, at: formatDay(at, true) })}</p>
              {answer && (
                <p>
                  {t(answer.approved ? words.wasApproved : words.wasDeclined, {
                    ...{ name: answer.byName, at: formatDay(answer.at, true), reason: answer.reason ?? "" },
                  })}{" "}
                  {answer.byScorer && t(words.wasByScorer)}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
