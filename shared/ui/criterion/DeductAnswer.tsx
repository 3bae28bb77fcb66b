import type { JSX } from "preact";
import type { Criterion, Method } from "../../checklists/checklist.ts";
import { formatHundredths } from "../../points.ts";
import type { Answer } from "../../sheets/answer.ts";
import { readTime } from "../../text.ts";
import { panel } from "../../words/panel.ts";
import { Icon } from "../Icon.tsx";
import { useSpeech } from "../language.ts";
import { headcountOf, withCounts, withFault } from "./answers.ts";
import { CountField } from "./CountField.tsx";
import { Option } from "./Option.tsx";
import { useSheetTools } from "./sheet-tools.ts";
import { TimeField } from "./TimeField.tsx";

type Deduct = Extract<Method, { type: "deduct" }>;

interface Props {
  readonly criterion: Criterion;
  readonly method: Deduct;
  readonly answer: Answer | null;
  readonly onAnswer: (answer: Answer) => void;
}

/** A counter per fault with its own subtotal, then the sum written out: “4 − 3 − 0,5”. */
export function DeductAnswer({ criterion, method, answer, onAnswer }: Props): JSX.Element {
  const { t, language } = useSpeech();
  const { answerNow } = useSheetTools();
  const { id } = criterion;
  const given = answer?.type === "deduct" ? answer : undefined;
  const points = (value: number) => formatHundredths(value, language);
  const counts = method.rules.map((_, i) => given?.counts[i] ?? 0);
  const lost = method.rules.map((rule, i) => rule.points * (counts[i] ?? 0));
  const left = method.start - lost.reduce((sum, value) => sum + value, 0);
  /** This rule's count; the others as they are. */
  const counted = (rule: number, count: number) => {
    const now = answerNow(id);
    const others = method.rules.map((_, i) => (now?.type === "deduct" ? (now.counts[i] ?? 0) : 0));
    onAnswer(withCounts(now, others.with(rule, count)));
  };
  return (
    <>
      {method.headcount && <Headcount id={id} given={given} onAnswer={onAnswer} />}
      <fieldset class="counts">
        <legend class="vh">{t(panel.faults)}</legend>
        {method.rules.map((rule, i) => {
          const what = t(rule.per);
          const count = counts[i] ?? 0;
          return (
            <div key={rule.per.vi} class="count">
              <span>
                {what} <small>{t(panel.perFault, { points: points(rule.points) })}</small>
              </span>
              <span class="step">
                <button
                  type="button"
                  aria-label={t(panel.fewer, { what })}
                  aria-disabled={count === 0}
                  onClick={() => onAnswer(withFault(counts.length, answerNow(id), i, -1))}
                >
                  <Icon name="minus" />
                </button>
                <CountField
                  id={`${id}-fault-${i + 1}`}
                  label={what}
                  value={given?.counts[i]}
                  onCount={(next) => {
                    if (next !== undefined) counted(i, next);
                  }}
                />
                <button
                  type="button"
                  aria-label={t(panel.more, { what })}
                  onClick={() => onAnswer(withFault(counts.length, answerNow(id), i, 1))}
                >
                  <Icon name="plus" />
                </button>
              </span>
              <b class="num">{given ? (lost[i] ? `−${points(lost[i] ?? 0)}` : "0") : ""}</b>
            </div>
          );
        })}
        <Option kind="none" label={t(panel.noFault)} points={points(method.start)} shortcut={0}>
          <input
            type="radio"
            name={`none-${id}`}
            checked={given !== undefined && counts.every((count) => count === 0)}
            data-choice={0}
            onChange={() =>
              onAnswer(
                withCounts(
                  answer,
                  counts.map(() => 0),
                ),
              )
            }
          />
        </Option>
      </fieldset>
      {given ? (
        <p class="result">
          <span>
            {[points(method.start), ...lost.filter((value) => value > 0).map(points)].join(" − ")}
            {left < method.floor && <span class="muted"> ({t(panel.notBelow, { floor: points(method.floor) })})</span>}
          </span>
          <span>
            <b>{points(Math.max(method.floor, left))}</b> / {points(criterion.maxPoints)}
          </span>
        </p>
      ) : (
        <p class="hint">{t(panel.countFirst)}</p>
      )}
    </>
  );
}

type Given = Extract<Answer, { type: "deduct" }>;

/** “Lúc 08:10 có mặt 8 trên 11 người”: facts beside the score; they are kept before any fault is counted. */
function Headcount({ id, given, onAnswer }: { id: string; given: Given | undefined; onAnswer: (answer: Answer) => void }): JSX.Element {
  const { t } = useSpeech();
  const { answerNow, halfTyped, typeHalf } = useSheetTools();
  const now = given ?? headcountOf(halfTyped(id));
  const wrong = now.present !== undefined && now.total !== undefined && now.present > now.total;
  function set(field: "time" | "present" | "total", text: string): void {
    const before = answerNow(id);
    const answered = before?.type === "deduct";
    // What is no time yet is kept as it was typed, also beside an answer.
    if (!answered || field === "time") typeHalf(id, { ...halfTyped(id), [field]: answered && readTime(text) !== undefined ? "" : text });
    if (!answered) return;
    const { [field]: _, ...rest } = before;
    const value = headcountOf({ [field]: text });
    onAnswer({ ...rest, ...value });
  }
  return (
    <fieldset class="headcount">
      <legend class="lab">{t(panel.atCheck)}</legend>
      <div class="inline">
        <label for={`${id}-time`}>{t(panel.time)}</label>
        <TimeField id={`${id}-time`} value={now.time} typed={halfTyped(id)["time"]} onTime={(_, text) => set("time", text)} />
      </div>
      <div class="inline">
        <label for={`${id}-present`}>{t(panel.present)}</label>
        <CountField
          id={`${id}-present`}
          label={t(panel.presentLong)}
          className="in"
          value={now.present}
          invalid={wrong}
          onCount={(_, text) => set("present", text)}
        />
        <label for={`${id}-total`}>{t(panel.total)}</label>
        <CountField
          id={`${id}-total`}
          label={t(panel.totalLong)}
          className="in"
          value={now.total}
          invalid={wrong}
          onCount={(_, text) => set("total", text)}
        />
        <span>{t(panel.people)}</span>
      </div>
      {wrong && (
        <p class="hint danger" role="alert">
          {t(panel.morePresent, { present: now.present ?? 0, total: now.total ?? 0 })}
        </p>
      )}
      {!wrong && now.present !== undefined && now.total !== undefined && now.present < now.total && (
        <p class="hint">{t(panel.absent, { absent: now.total - now.present, total: now.total })}</p>
      )}
    </fieldset>
  );
}
