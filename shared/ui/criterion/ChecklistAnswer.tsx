import type { JSX } from "preact";
import type { Criterion, Method } from "../../checklists/checklist.ts";
import { formatHundredths } from "../../points.ts";
import type { Answer } from "../../sheets/answer.ts";
import { panel } from "../../words/panel.ts";
import { useSpeech } from "../language.ts";
import { withItem } from "./answers.ts";
import { Option } from "./Option.tsx";

interface Props {
  readonly criterion: Criterion;
  readonly method: Extract<Method, { type: "checklist" }>;
  readonly answer: Answer | null;
  readonly onAnswer: (answer: Answer) => void;
}

/** Ticked parts add up; looking and finding none of them is an answer too, and has to be said. */
export function ChecklistAnswer({ criterion, method, answer, onAnswer }: Props): JSX.Element {
  const { t, language } = useSpeech();
  const ticked = answer?.type === "checklist" ? answer.ticked : undefined;
  const points = (value: number) => formatHundredths(value, language);
  const capped = method.items.length * method.pointsEach > method.cap;
  return (
    <>
      <fieldset class="options">
        <legend class="vh">{t(panel.answer)}</legend>
        {method.items.map(({ key, label }, i) => (
          <Option key={key} label={t(label)} points={points(method.pointsEach)} shortcut={i < 9 ? i + 1 : undefined}>
            <input
              type="checkbox"
              checked={ticked?.includes(key) ?? false}
              data-choice={i + 1}
              onChange={() => onAnswer(withItem(answer, key))}
            />
          </Option>
        ))}
        <Option kind="none" label={t(panel.noItem)} points="0" shortcut={0}>
          <input
            type="radio"
            name={`none-${criterion.id}`}
            checked={ticked?.length === 0}
            data-choice={0}
            onChange={() => onAnswer({ type: "checklist", ticked: [] })}
          />
        </Option>
      </fieldset>
      {ticked && (
        <p class="result">
          <span>
            {t(capped ? panel.tickedCapped : panel.ticked, {
              count: ticked.length,
              each: points(method.pointsEach),
              cap: points(method.cap),
            })}
          </span>
          <span>
            <b>{points(Math.min(method.cap, ticked.length * method.pointsEach))}</b> / {points(criterion.maxPoints)}
          </span>
        </p>
      )}
    </>
  );
}
