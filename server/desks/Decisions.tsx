import type { JSX } from "preact";
import { settlingWords } from "../../shared/words/settling.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { FieldError } from "../web/FieldError.tsx";
import { emptyForm, type Filled } from "../web/forms.ts";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { InspectionView, Sheet } from "./inspection-view.ts";

interface DecisionsProps {
  readonly inspection: InspectionView;
  /** The unit's page, to come back to. */
  readonly back: string;
  /** What was refused, as it was typed. */
  readonly filled: Filled;
}

/** What is for the lead to decide: before the reveal who need not score, afterwards what does not apply, and the conclusion. */
export function Decisions(props: DecisionsProps): JSX.Element {
  if (!props.inspection.revealed) return <Excuse {...props} />;
  return (
    <>
      <ToDecide {...props} />
      <Conclude {...props} />
    </>
  );
}

/** Each “not applicable” that nobody has decided. */
function ToDecide({ inspection, back, filled }: DecisionsProps): JSX.Element | null {
  const { t } = useLook();
  const open = inspection.current.flatMap((sheet) => sheet.pending.map((criterionId) => ({ sheet, criterionId })));
  // What an earlier server concluded without a decision still gets one.
  if (open.length === 0 || (inspection.concluded && inspection.settled)) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.toDecide)}</h2>
        <p>{t(words.toDecideHow)}</p>
      </div>
      {open.map(({ sheet, criterionId }) => {
        const refused = filled.values["person"] === sheet.authorId && filled.values["criterion"] === criterionId;
        return (
          <NotApplicable
            key={`${sheet.submissionId} ${criterionId}`}
            {...{ inspection, back, sheet, criterionId }}
            refused={refused ? filled : undefined}
          />
        );
      })}
    </section>
  );
}

interface NotApplicableProps extends Omit<DecisionsProps, "filled"> {
  readonly sheet: Sheet;
  readonly criterionId: string;
  /** It is the one that was refused: it has the id that the list of what is wrong leads to. */
  readonly refused: Filled | undefined;
}

function NotApplicable({ inspection, back, sheet, criterionId, refused }: NotApplicableProps): JSX.Element {
  const { t } = useLook();
  const criterion = inspection.checklist.criteria.find(({ id }) => id === criterionId);
  const answer = sheet.criteria.get(criterionId)?.answer;
  const id = refused ? "reason" : `why-${sheet.submissionId}-${criterionId}`;
  return (
    <form class="decide" method="post" action={`/inspections/${inspection.id}/not-applicable`}>
      <h3>
        {criterion ? t(criterion.title) : criterionId} <span class="muted">{criterionId}</span>
      </h3>
      <p>{t(words.says, { name: sheet.authorName, reason: answer?.type === "notApplicable" ? answer.reason : "–" })}</p>
      <input type="hidden" name="back" value={back} />
      <input type="hidden" name="person" value={sheet.authorId} />
      <input type="hidden" name="criterion" value={criterionId} />
      <div class="field">
        <label for={id}>{t(words.decisionReason)}</label>
        <ReasonInput id={id} filled={refused ?? emptyForm} />
      </div>
      <div class="row">
        <button class="btn primary" name="decision" value="approve">
          {t(words.approve)}
        </button>
        <button class="btn" name="decision" value="refuse">
          {t(words.refuse)}
        </button>
      </div>
    </form>
  );
}

/** Asks nothing yet: what a conclusion freezes stands on the next page. */
function Conclude({ inspection, back }: DecisionsProps): JSX.Element | null {
  const { t, who } = useLook();
  if (inspection.concluded) return null;
  const open = inspection.settled ? 0 : inspection.current.reduce((sum, sheet) => sum + sheet.pending.length, 0);
  const byScorer = inspection.current.some((sheet) => sheet.authorId === who?.personId);
  const blocked =
    open > 0 ? t(words.concludeBlocked, { count: open }) : byScorer && inspection.somebodyElse ? t(words.concludeNotAlone) : "";
  return (
    <section>
      <div class="head">
        <h2>{t(words.conclude)}</h2>
      </div>
      <p>
        {t(words.concludeHow)} <a href={`/inspections/${inspection.id}/settle`}>{t(settlingWords.settle)}</a>
      </p>
      {byScorer && !inspection.somebodyElse && <Notice kind="warn">{t(words.concludeByScorer)}</Notice>}
      {blocked ? (
        <>
          <p id="blocked">{blocked}</p>
          <button class="btn" type="button" aria-disabled="true" aria-describedby="blocked">
            {t(words.conclude)}
          </button>
        </>
      ) : (
        <a class="btn primary" href={`/inspections/${inspection.id}/conclude?${new URLSearchParams({ back })}`}>
          {t(words.concludeNext)}
        </a>
      )}
    </section>
  );
}

/** Who does not score after all. */
function Excuse({ inspection, back, filled }: DecisionsProps): JSX.Element | null {
  const { t } = useLook();
  const waiting = inspection.team.filter(({ scores, excused }) => scores && !excused);
  if (waiting.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.excuse)}</h2>
      </div>
      <p class="muted small">{t(words.excuseHow)}</p>
      <form class="stack" method="post" action={`/inspections/${inspection.id}/excuse`}>
        <input type="hidden" name="back" value={back} />
        <div class="field">
          <label for="person">{t(words.person)}</label>
          <select id="person" name="person">
            {waiting.map(({ personId, name }) => (
              <option key={personId} value={personId} selected={filled.values["person"] === personId}>
                {name ?? t(words.vacant)}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="reason">{t(words.reason)}</label>
          <ReasonInput id="reason" filled={filled} required />
        </div>
        <button class="btn">{t(words.excuseDo)}</button>
      </form>
    </section>
  );
}

/** No `maxlength`: it would cut what is pasted without a word. */
function ReasonInput({ id, filled, required }: { readonly id: string; readonly filled: Filled; readonly required?: true }): JSX.Element {
  const wrong = filled.errors["reason"] ? ({ "aria-invalid": "true", "aria-describedby": "reason-error" } as const) : {};
  return (
    <>
      <input id={id} name="reason" value={filled.values["reason"] ?? ""} required={required} {...wrong} />
      <FieldError filled={filled} name="reason" />
    </>
  );
}
