import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay } from "../../../shared/text.ts";
import { inspectionWords } from "../../../shared/words/inspection/inspection-page.ts";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { Field } from "../../web/Field.tsx";
import { FieldError } from "../../web/FieldError.tsx";
import { emptyForm, type Filled } from "../../web/forms.ts";
import { isLead, useLook } from "../../web/look.ts";
import type { SettleRow, SettleView } from "./settle-view.ts";
import { happenedText } from "./settling-words.ts";

interface Part {
  readonly view: SettleView;
  /** What was refused of each form, by its name. */
  readonly filledIn: (form: string) => Filled;
}

const formOf = ({ id }: SettleView) => ({ method: "post", action: `/inspections/${id}/settle` }) as const;

export function decidesIn({ may }: SettleView): boolean {
  return may === "yes" || may === "byScorer";
}

/** What the unit was asked about the open criterion, and what it answered; the files of that are for leads. */
export function Explanations({ view, row, filledIn }: Part & { readonly row: SettleRow }): JSX.Element {
  const { t, who } = useLook();
  const own = view.explanations.filter(({ criterion }) => criterion === row.criterion.id);
  const filled = filledIn("ask");
  return (
    <section class="asked">
      <h3>{t(words.explanations)}</h3>
      <ul id="explained" data-live>
        {own.map((one) => (
          <li key={one.id}>
            <p>{t(words.asked, { at: formatDay(one.askedAt, true), due: formatDay(one.dueOn), text: one.text })}</p>
            {one.answers.length === 0 && <p class="muted">{t(words.notAnswered)}</p>}
            {one.answers.map((answer) => (
              <p key={answer.id}>
                {t(words.answered, { at: formatDay(answer.at, true), text: answer.text })}
                {answer.late && ` (${t(words.answeredLate)})`}
                {isLead(who) &&
                  answer.evidence.map((hash, i) => (
                    <a key={hash} href={`/inspections/${view.id}/evidence/${hash}`}>{` ${t(words.evidence)} ${i + 1}`}</a>
                  ))}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {decidesIn(view) && (
        <details open={filled.problem !== undefined || Object.keys(filled.errors).length > 0}>
          <summary>{t(words.askUnit)}</summary>
          <form {...formOf(view)} class="stack">
            <input type="hidden" name="criterion" value={row.criterion.id} />
            <Field filled={filled} name="text" label={words.askText} rows={3} />
            <Field filled={filled} name="dueOn" label={words.askDue} type="day" />
            <button class="btn" name="do" value="ask">
              {t(words.ask)}
            </button>
          </form>
        </details>
      )}
    </section>
  );
}

/** Refusing a “not applicable” so that its author answers again. */
export function RefuseReturn({ view, row, filledIn }: Part & { readonly row: SettleRow }): JSX.Element | null {
  const { t } = useLook();
  if (row.pending.length === 0 || !decidesIn(view)) return null;
  return (
    <section class="asked" id="refuse">
      {view.sheets
        .filter(({ authorId }) => row.pending.includes(authorId))
        .map(({ authorId, name }) => (
          <form key={authorId} {...formOf(view)} class="stack">
            <h3>{t(words.refuseHead, { name })}</h3>
            <input type="hidden" name="criterion" value={row.criterion.id} />
            <input type="hidden" name="person" value={authorId} />
            <Reason id={`refuse-${authorId}`} filled={only(filledIn("refuse"), "person", authorId)} />
            <button class="btn" name="do" value="refuse">
              {t(words.giveBackDo)}
            </button>
          </form>
        ))}
    </section>
  );
}

/** Bonus and penalty, on their own line. */
export function Adjustments({ view, filledIn }: Part): JSX.Element {
  const { t, language } = useLook();
  const { checklist, adjustments, adjustmentsTag } = view;
  const known = checklist.adjustments;
  const filled = filledIn("adjust");
  const points = (value: number) => formatHundredths(value, language);
  return (
    <section>
      <div class="head">
        <h2>{t(words.adjustments)}</h2>
        {known && <p>{t(words.adjustmentsHow, { bonus: points(known.cap.bonus), penalty: points(known.cap.penalty) })}</p>}
      </div>
      {!known && <p class="muted">{t(words.adjustmentsNone)}</p>}
      <ul class="bon">
        {adjustments.adjustments.map(({ id, times, reason, decidedByName, decidedAt }) => {
          const one = known?.list.find((item) => item.id === id);
          const sign = one?.kind === "penalty" ? "−" : "+";
          return (
            <li key={id}>
              <span>
                {one ? t(one.title) : id}
                <small class="muted">{`“${reason}” · ${decidedByName} · ${formatDay(decidedAt, true)}`}</small>
              </span>
              <b class="num">{`${sign}${points((one?.points ?? 0) * times)}`}</b>
              {decidesIn(view) && (
                <form {...formOf(view)}>
                  <input type="hidden" name="adjustment" value={id} />
                  <input type="hidden" name="tag" value={adjustmentsTag} />
                  <button class="btn small quiet" name="do" value="unadjust">
                    {t(words.remove)} <span class="vh">{one ? t(one.title) : id}</span>
                  </button>
                </form>
              )}
            </li>
          );
        })}
      </ul>
      {known && <p class="small">{t(words.sum, { bonus: points(adjustments.bonus), penalty: points(adjustments.penalty) })}</p>}
      {known && decidesIn(view) && (
        <form {...formOf(view)} class="stack">
          <input type="hidden" name="tag" value={adjustmentsTag} />
          <div class="field">
            <label for="adjustment">{t(words.adjustment)}</label>
            <select id="adjustment" name="adjustment">
              {known.list.map((one) => (
                <option key={one.id} value={one.id} selected={filled.values["adjustment"] === one.id}>
                  {`${one.kind === "penalty" ? "−" : "+"}${points(one.points)} ${t(one.title)}`}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="times">{t(words.times)}</label>
            <select id="times" name="times">
              {Array.from({ length: 10 }, (_, i) => (
                <option key={i} selected={filled.values["times"] === String(i + 1)}>
                  {i + 1}
                </option>
              ))}
            </select>
          </div>
          <Reason id="adjust-reason" filled={filled} />
          <button class="btn" name="do" value="adjust">
            {t(words.adjust)}
          </button>
        </form>
      )}
    </section>
  );
}

export function History({ view }: Pick<Part, "view">): JSX.Element {
  const { t, language } = useLook();
  return (
    <section id="history" data-live>
      <div class="head">
        <h2>{t(words.history)}</h2>
        <p>{t(words.historyHow)}</p>
      </div>
      <ol class="hist">
        {view.history.map((one, i) => (
          <li key={i}>
            <time dateTime={one.at}>{formatDay(one.at, true)}</time> <span>{happenedText(one, { language })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whole sheets: given back, or decided about where they came late; after the conclusion a late one is declined and no longer accepted. */
export function WholeSheets({ view, filledIn }: Part): JSX.Element | null {
  const { t } = useLook();
  const concluded = view.may === "concluded";
  if (!decidesIn(view) && !(concluded && view.late.length > 0)) return null;
  const filled = filledIn("return");
  return (
    <section id="give-back">
      {view.late.length > 0 && (
        <>
          <div class="head">
            <h2>{t(words.lateSheets)}</h2>
          </div>
          {concluded && (
            <p>
              {t(words.lateConcluded)} <a href={`/inspections/${view.id}/correct`}>{t(inspectionWords.toCorrect)}</a>
            </p>
          )}
          {view.late.map(({ submissionId, author, receivedAt }) => (
            <form key={submissionId} {...formOf(view)} class="stack">
              <p>{t(words.lateSheet, { name: author.name, at: formatDay(receivedAt, true) })}</p>
              <input type="hidden" name="sheet" value={submissionId} />
              <Reason id={`late-${submissionId}`} filled={only(filledIn("late"), "sheet", submissionId)} />
              <div class="row">
                {!concluded && (
                  <button class="btn" name="do" value="accept">
                    {t(words.accept)}
                  </button>
                )}
                <button class="btn" name="do" value="decline">
                  {t(words.decline)}
                </button>
              </div>
            </form>
          ))}
        </>
      )}
      {!concluded && <GiveBack view={view} filled={filled} />}
    </section>
  );
}

function GiveBack({ view, filled }: { readonly view: SettleView; readonly filled: Filled }): JSX.Element {
  const { t } = useLook();
  return (
    <details open={filled.problem !== undefined || Object.keys(filled.errors).length > 0}>
      <summary>{t(words.giveBack)}</summary>
      <form {...formOf(view)} class="stack">
        <fieldset>
          <legend>{t(words.giveBackWhose)}</legend>
          {[...view.sheets, ...(view.self ? [view.self] : [])].map((sheet) => (
            <label key={sheet.submissionId} class="option">
              <input type="radio" name="person" value={sheet.authorId} checked={filled.values["person"] === sheet.authorId} required />
              <span>{sheet === view.self ? t(words.self) : sheet.name}</span>
            </label>
          ))}
          <FieldError filled={filled} name="person" />
        </fieldset>
        <Reason id="return-reason" filled={filled} />
        <p class="muted small">{t(words.giveBackHint)}</p>
        <button class="btn" name="do" value="return">
          {t(words.giveBackDo)}
        </button>
      </form>
    </details>
  );
}

/** What was refused, where it is this one of several forms. */
function only(filled: Filled, name: string, value: string): Filled {
  return filled.values[name] === value ? filled : emptyForm;
}

/** No `maxlength`: it would cut what is pasted without a word. */
function Reason({ id, filled }: { readonly id: string; readonly filled: Filled }): JSX.Element {
  const { t } = useLook();
  const wrong = filled.errors["reason"] ? ({ "aria-invalid": "true" } as const) : {};
  return (
    <div class="field">
      <label for={id}>{t(words.reason)}</label>
      <input id={id} name="reason" value={filled.values["reason"] ?? ""} autocomplete="off" {...wrong} />
      <FieldError filled={filled} name="reason" />
    </div>
  );
}
