import type { JSX } from "preact";
import type { Criterion, Method } from "../../checklists/checklist.ts";
import { formatHundredths, fraction, toIndex } from "../../points.ts";
import { type Answer, mostCounted } from "../../sheets/answer.ts";
import { contradictionsIn, pointsOf } from "../../sheets/scoring.ts";
import { formatNumber } from "../../text.ts";
import { panel } from "../../words/panel.ts";
import { Icon } from "../Icon.tsx";
import { useSpeech } from "../language.ts";
import { countFault, parseCount } from "./answers.ts";
import { CountField } from "./CountField.tsx";
import { Ladder } from "./Ladder.tsx";
import { useSheetTools } from "./sheet-tools.ts";

type Ratio = Extract<Method, { type: "ratio" }>;

interface Props {
  readonly criterion: Criterion;
  readonly method: Ratio;
  readonly answer: Answer | null;
  readonly onAnswer: (answer: Answer) => void;
}

/** Both counts with their full names; percentage, points and step appear while typing. */
export function RatioAnswer({ criterion, method, answer, onAnswer }: Props): JSX.Element {
  const { t, language } = useSpeech();
  const { answerNow, halfTyped, typeHalf, clear } = useSheetTools();
  const { id } = criterion;
  const given = answer?.type === "ratio" ? answer : undefined;
  const number = (count: number) => formatNumber(count, language);
  const contradictions = given ? contradictionsIn(criterion, given) : [];
  const points = given ? pointsOf(criterion, given) : undefined;
  const unexplained = contradictions.length > 0 && !given?.contradictionReason?.trim();
  const impossible = given !== undefined && points === undefined;
  const wrong = (figure: string) => impossible || contradictions.some((one) => one.of.includes(figure));

  const further = method.figures ?? [];
  const typed = typedIn(answer, halfTyped(id));
  function type(field: string, text: string): void {
    const before = answerNow(id);
    const now: Record<string, string> = { ...typedIn(before, halfTyped(id)), [field]: text };
    const numerator = parseCount(now["numerator"] ?? "");
    const denominator = parseCount(now["denominator"] ?? "");
    if (numerator === undefined || denominator === undefined || Object.values(now).some(countFault)) {
      typeHalf(id, now);
      if (before?.type === "ratio") clear(id);
      return;
    }
    typeHalf(id, {});
    onAnswer({
      type: "ratio",
      numerator,
      denominator,
      ...figuresIn(method, now),
      ...(before?.type === "ratio" && before.contradictionReason !== undefined && { contradictionReason: before.contradictionReason }),
    });
  }
  const fault = Object.values(typed).map(countFault).find(Boolean);
  const begun = !given && Object.values(typed).some((text) => text.trim() !== "");

  return (
    <div class="ratio">
      {(["numerator", "denominator"] as const).map((field) => (
        <label key={field} class="field" for={`${id}-${field}`}>
          <span>{t(method[field])}</span>
          <CountField
            id={`${id}-${field}`}
            label={t(method[field])}
            value={given?.[field]}
            typed={typed[field] ?? ""}
            invalid={wrong(field)}
            describedBy={wrong(field) || fault ? `${id}-wrong` : undefined}
            onCount={(_, text) => type(field, text)}
          />
        </label>
      ))}
      {further.length > 0 && (
        <fieldset class="ratio further">
          <legend class="hint">{t(panel.moreFigures)}</legend>
          {further.map(({ key, label }) => (
            <label key={key} class="field" for={`${id}-${key}`}>
              <span>{t(label)}</span>
              <CountField
                id={`${id}-${key}`}
                label={t(label)}
                value={given?.figures?.[key]}
                typed={typed[key] ?? ""}
                invalid={wrong(key)}
                describedBy={wrong(key) || fault ? `${id}-wrong` : undefined}
                onCount={(_, text) => type(key, text)}
              />
            </label>
          ))}
        </fieldset>
      )}
      {fault && (
        <p class="hint danger" id={`${id}-wrong`} role="alert">
          {t(fault, { most: mostCounted })}
        </p>
      )}
      {begun && !fault && <p class="hint">{t(panel.bothFigures)}</p>}
      {given && points === undefined && (
        <div class="notice danger" id={`${id}-wrong`} role="alert">
          <Icon name="stop" />
          <div>{t(panel.impossibleRatio)}</div>
        </div>
      )}
      {points === "notApplicable" && (
        <div class="notice info">
          <Icon name="none" />
          <div>{t(panel.zeroDenominator)}</div>
        </div>
      )}
      {given && contradictions.length > 0 && points !== undefined && (
        <div class="notice danger" id={`${id}-wrong`} role="alert">
          <Icon name="stop" />
          <div>
            {contradictions.map(({ parts, whole, title }) => (
              <p key={title?.vi ?? ""}>
                {title
                  ? t(panel.checkFailed, { title: t(title), parts: number(parts), whole: number(whole) })
                  : t(panel.contradiction, { numerator: number(parts), denominator: number(whole) })}
              </p>
            ))}
            <p>{t(panel.checkFigures)}</p>
            <label class="lab" for={`${id}-reason`}>
              {t(panel.contradictionReason)} <em>{t(panel.required)}</em>
            </label>
            <textarea
              id={`${id}-reason`}
              maxLength={2_000}
              rows={2}
              value={given.contradictionReason ?? ""}
              onInput={(event) => onAnswer({ ...given, contradictionReason: event.currentTarget.value })}
            />
          </div>
        </div>
      )}
      {given && typeof points === "number" && given.denominator > 0 && (
        <p class="result">
          <span>
            {number(given.numerator)} / {number(given.denominator)} = <strong>{percent(given, language)}</strong>
          </span>
          <span>
            <b>{unexplained ? "–" : formatHundredths(points, language)}</b> / {formatHundredths(criterion.maxPoints, language)}
          </span>
        </p>
      )}
      <Ladder criterion={criterion} method={method} points={typeof points === "number" && !unexplained ? points : undefined} />
      {method.fields && (
        <details class="about">
          <summary>{t(panel.sample, { count: method.sampleSize ?? "" })}</summary>
          <ol class="sample">
            {method.fields.map((field) => (
              <li key={field.vi}>{t(field)}</li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

function typedIn(answer: Answer | null, half: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (answer?.type !== "ratio") return { numerator: "", denominator: "", ...half };
  const { numerator, denominator, figures = {} } = answer;
  return Object.fromEntries(Object.entries({ ...figures, numerator, denominator }).map(([key, count]) => [key, String(count)]));
}

/** The further figures that were typed; those left empty are not known. */
function figuresIn({ figures = [] }: Ratio, typed: Readonly<Record<string, string>>): { figures?: Record<string, number> } {
  const known = figures.flatMap(({ key }) => {
    const count = parseCount(typed[key] ?? "");
    return count === undefined ? [] : [[key, count] as const];
  });
  return known.length > 0 ? { figures: Object.fromEntries(known) } : {};
}

function percent({ numerator, denominator }: { numerator: number; denominator: number }, language: "vi" | "en"): string {
  return `${formatHundredths(toIndex(fraction(numerator, denominator)), language)} %`;
}
