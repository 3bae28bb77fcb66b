import type { JSX } from "preact";
import type { Criterion, Method } from "../../checklists/checklist.ts";
import { formatHundredths } from "../../points.ts";
import { panel } from "../../words/panel.ts";
import { useSpeech } from "../language.ts";

interface Props {
  readonly criterion: Criterion;
  readonly method: Extract<Method, { type: "ratio" }>;
  /** What it comes to; `undefined`: nothing yet. */
  readonly points?: number | undefined;
}

/** The thresholds from low to high, the one reached marked; or how points follow the ratio. */
export function Ladder({ criterion, method, points }: Props): JSX.Element {
  const { t, language } = useSpeech();
  if (!method.thresholds) return <p class="hint">{t(panel.linear, { max: formatHundredths(criterion.maxPoints, language) })}</p>;
  const steps = [...method.thresholds].reverse();
  return (
    <ol class="ladder" aria-label={t(panel.ladder, { levels: "" })}>
      {steps.map((step) => (
        <li key={step.min} aria-current={points === step.points ? "step" : undefined}>
          <span aria-hidden="true">≥ {formatHundredths(step.min, language)} %</span>
          <b aria-hidden="true">{formatHundredths(step.points, language)}</b>
          <span class="vh">
            {t(panel.ladderStep, { min: `${formatHundredths(step.min, language)} %`, points: formatHundredths(step.points, language) })}
          </span>
        </li>
      ))}
    </ol>
  );
}
