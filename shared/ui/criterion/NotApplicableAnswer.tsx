import type { JSX } from "preact";
import type { Criterion } from "../../checklists/checklist.ts";
import type { Answer } from "../../sheets/answer.ts";
import { panel } from "../../words/panel.ts";
import { Icon } from "../Icon.tsx";
import { useSpeech } from "../language.ts";

interface Props {
  readonly criterion: Criterion;
  readonly answer: Extract<Answer, { type: "notApplicable" }>;
  readonly onAnswer: (answer: Answer) => void;
  readonly onClear: () => void;
}

/** The inspector says that the criterion does not apply, and why; the lead decides. */
export function NotApplicableAnswer({ criterion, answer, onAnswer, onClear }: Props): JSX.Element {
  const { t } = useSpeech();
  const rule = criterion.notApplicable;
  return (
    <>
      {rule && (
        <p>
          <span class="lab">{t(panel.notApplicableTitle)}</span>
          {t(rule.when)}
        </p>
      )}
      <div>
        <label class="lab" for={`${criterion.id}-grounds`}>
          {t(panel.notApplicableBasis)} <em>{t(panel.required)}</em>
        </label>
        <textarea
          id={`${criterion.id}-grounds`}
          rows={2}
          maxLength={2_000}
          aria-required="true"
          value={answer.reason}
          onInput={(event) => onAnswer({ type: "notApplicable", reason: event.currentTarget.value })}
        />
      </div>
      <div class="notice info">
        <Icon name="none" />
        <div>{t(rule?.treatment === "fullPoints" ? panel.notApplicableFull : panel.notApplicableExclude)}</div>
      </div>
      <div class="under">
        <button type="button" class="btn quiet small" onClick={onClear}>
          {t(panel.scoreInstead)}
        </button>
      </div>
    </>
  );
}
