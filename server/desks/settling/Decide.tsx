import type { JSX } from "preact";
import type { Criterion } from "../../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { FieldError } from "../../web/FieldError.tsx";
import type { Filled } from "../../web/forms.ts";
import type { Speak } from "../../web/look.ts";
import { useLook } from "../../web/look.ts";
import type { SettleRow, SettleView } from "./settle-view.ts";

interface DecideProps {
  readonly view: SettleView;
  readonly row: SettleRow;
  readonly filled: Filled;
  /** The value of the radio button that is checked. */
  readonly chosen: string;
  /** The criterion that comes after it. */
  readonly next: string | undefined;
}

/** The mean, other points, the reason, and the buttons. */
export function Decide({ view, row, filled, chosen, next }: DecideProps): JSX.Element {
  const { t, language } = useLook();
  const { criterion, choice, state, mean } = row;
  const keys = view.sheets.length;
  const hasMean = mean !== null && view.sheets.length > 1;
  const otherKey = keys + (hasMean ? 2 : 1);
  const wrong = filled.errors["reason"] ? ({ "aria-invalid": "true" } as const) : {};
  return (
    <>
      <input type="hidden" name="criterion" value={criterion.id} />
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <input type="hidden" name="seen" value={filled.values["seen"] ?? choice?.revision ?? 0} />
      {filled.problem && (
        <p class="error" role="alert">
          {filled.problem}
        </p>
      )}
      {hasMean && (
        <label class="option">
          <input type="radio" name="decision" value="mean" checked={chosen === "mean"} data-key={keys + 1} />
          <span>{t(words.takeMean)}</span>
          <b>{formatHundredths(mean, language)}</b>
          <kbd>{keys + 1}</kbd>
        </label>
      )}
      <Other criterion={criterion} filled={filled} chosen={chosen} place={otherKey} />
      {criterion.notApplicable && (
        <label class="option">
          <input type="radio" name="decision" value="none" checked={chosen === "lead" && choice?.points === null} data-key={otherKey + 1} />
          <span>{t(words.setNotApplicable)}</span>
          <b>{t(words.notApplicable)}</b>
          <kbd>{otherKey + 1}</kbd>
        </label>
      )}
      <FieldError filled={filled} name="decision" />
      <div class="field">
        <label for="reason">{t(words.reason)}</label>
        <textarea id="reason" name="reason" rows={3} aria-describedby="reason-hint" {...wrong}>
          {filled.values["reason"] ?? ""}
        </textarea>
        <FieldError filled={filled} name="reason" />
        <span class="hint" id="reason-hint">
          {t(words.reasonHint)}
        </span>
      </div>
      <div class="row">
        <button class="btn primary" name="do" value="decide">
          {t(words.decide)} <kbd>Enter</kbd>
        </button>
        {state === "decided" && (
          <button class="btn" name="do" value="reopen">
            {t(words.reopen)}
          </button>
        )}
      </div>
    </>
  );
}

interface OtherProps {
  readonly criterion: Criterion;
  readonly filled: Filled;
  readonly chosen: string;
  readonly place: number;
}

function Other({ criterion, filled, chosen, place }: OtherProps): JSX.Element {
  const { t, language } = useLook();
  const answers = simpleAnswers(criterion, t);
  const wrong = filled.errors["points"] ? ({ "aria-invalid": "true", "aria-describedby": "points-error" } as const) : {};
  return (
    <div class="other">
      <label class="option">
        <input type="radio" name="decision" value="lead" checked={chosen === "lead"} data-key={place} />
        <span>{t(words.other)}</span>
        <kbd>{place}</kbd>
      </label>
      <div class="field">
        <label for="points">{t(words.otherPoints)}</label>
        <input id="points" name="points" inputmode="decimal" autocomplete="off" value={filled.values["points"] ?? ""} {...wrong} />
        <FieldError filled={filled} name="points" />
      </div>
      {answers.length > 0 && (
        <div class="field">
          <label for="answer">{t(words.otherAnswer)}</label>
          <select id="answer" name="answer">
            <option value="">{t(words.otherAnswerNone)}</option>
            {answers.map(({ label, points }, i) => (
              <option key={i} value={points} selected={filled.values["answer"] === String(points)}>
                {`${formatHundredths(points, language)} – ${label}`}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  );
}

/** The criterion's own answers where one choice says it all. */
function simpleAnswers({ method }: Criterion, t: Speak): { readonly label: string; readonly points: number }[] {
  return method.type === "levels" ? method.levels.map(({ label, points }) => ({ label: t(label), points })) : [];
}
