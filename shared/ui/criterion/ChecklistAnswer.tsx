import type { JSX } from "preact";
import type { Criterion, Method } from "../../checklists/checklist.ts";
import { formatHundredths } from "../../points.ts";
import type { Answer } from "../../sheets/answer.ts";
import { panel } from "../../words/panel.ts";
import { useSpeech } from "../language.ts";
import { withItem } from "./answers.ts";

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
          <label key={key} class="opt">
            <input
              type="checkbox"
              checked={ticked?.includes(key) ?? false}
              data-choice={i + 1}
              onChange={() => onAnswer(withItem(answer, key))}
            />
            <span>{t(label)}</span>
            <span class="pts">
              {points(method.pointsEach)}{" "}
              {i < 9 && (
                <span class="key" aria-hidden="true">
                  {i + 1}
                </span>
              )}
            </span>
          </label>
        ))}
        <label class="opt none">
          <input
            type="radio"
            name={`none-${criterion.id}`}
            checked={ticked?.length === 0}
            data-choice={0}
            onChange={() => onAnswer({ type: "checklist", ticked: [] })}
          />
          <span>{t(panel.noItem)}</span>
          <span class="pts">
            0{" "}
            <span class="key" aria-hidden="true">
              0
            </span>
          </span>
        </label>
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
