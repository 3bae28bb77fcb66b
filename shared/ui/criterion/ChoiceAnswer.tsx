import type { JSX } from "preact";
import type { Criterion } from "../../checklists/checklist.ts";
import { formatHundredths } from "../../points.ts";
import type { Answer } from "../../sheets/answer.ts";
import { panel } from "../../words/panel.ts";
import { useSpeech } from "../language.ts";
import { answerAfter } from "./answers.ts";
import { Option } from "./Option.tsx";

interface Props {
  readonly criterion: Criterion;
  readonly answer: Answer | null;
  readonly onAnswer: (answer: Answer) => void;
}

/** Met or not met, or one of several levels. */
export function ChoiceAnswer({ criterion, answer, onAnswer }: Props): JSX.Element {
  const { t, language } = useSpeech();
  const { method } = criterion;
  const options =
    method.type === "boolean"
      ? [
          { label: t(panel.yes), points: method.yes },
          { label: t(panel.no), points: method.no },
        ]
      : method.type === "levels"
        ? method.levels.map(({ label, points }) => ({ label: t(label), points }))
        : [];
  const chosen = answer?.type === "boolean" ? (answer.yes ? 0 : 1) : answer?.type === "levels" ? answer.level : -1;
  return (
    <fieldset class={method.type === "boolean" ? "options two" : "options"}>
      <legend class="vh">{t(panel.answer)}</legend>
      {options.map(({ label, points }, i) => (
        <Option key={label} label={label} points={formatHundredths(points, language)} shortcut={i + 1}>
          <input
            type="radio"
            name={`answer-${criterion.id}`}
            checked={chosen === i}
            data-choice={i + 1}
            onChange={() => {
              const next = answerAfter(criterion, answer, i + 1);
              if (next) onAnswer(next);
            }}
          />
        </Option>
      ))}
    </fieldset>
  );
}
