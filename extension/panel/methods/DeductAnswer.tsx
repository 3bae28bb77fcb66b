import type { JSX } from "preact";
import type { Answer } from "../../../shared/answer.ts";
import type { Criterion, Method } from "../../../shared/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { panel } from "../../../shared/words/panel.ts";
import { parseCount, withCounts, withFault } from "../answers.ts";
import { Icon } from "../Icon.tsx";
import { useSpeech } from "../language.ts";
import { useSheetTools } from "../sheet-tools.ts";
import { CountField } from "./CountField.tsx";

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
  const { answerNow, halfTyped } = useSheetTools();
  const { id } = criterion;
  const given = answer?.type === "deduct" ? answer : undefined;
  const points = (value: number) => formatHundredths(value, language);
  const counts = method.rules.map((_, i) => given?.counts[i] ?? 0);
  const lost = method.rules.map((rule, i) => rule.points * (counts[i] ?? 0));
  const left = method.start - lost.reduce((sum, value) => sum + value, 0);
  /** Time and headcount typed before the faults join the first answer. */
  const answered = (next: Answer) => onAnswer(answerNow(id)?.type === "deduct" ? next : { ...next, ...headcountOf(halfTyped(id)) });
  /** This rule's count; the others as they are. */
  const counted = (rule: number, count: number) => {
    const now = answerNow(id);
    const others = method.rules.map((_, i) => (now?.type === "deduct" ? (now.counts[i] ?? 0) : 0));
    answered(withCounts(now, others.with(rule, count)));
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
                  onClick={() => answered(withFault(counts.length, answerNow(id), i, -1))}
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
                <button type="button" aria-label={t(panel.more, { what })} onClick={() => answered(withFault(counts.length, answerNow(id), i, 1))}>
                  <Icon name="plus" />
                </button>
              </span>
              <b class="num">{given ? (lost[i] ? `−${points(lost[i] ?? 0)}` : "0") : ""}</b>
            </div>
          );
        })}
        <label class="opt none">
          <input
            type="radio"
            name={`none-${id}`}
            checked={given !== undefined && counts.every((count) => count === 0)}
            data-choice={0}
            onChange={() =>
              answered(
                withCounts(
                  answer,
                  counts.map(() => 0),
                ),
              )
            }
          />
          <span>{t(panel.noFault)}</span>
          <span class="pts">
            {points(method.start)}{" "}
            <span class="key" aria-hidden="true">
              0
            </span>
          </span>
        </label>
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
    if (before?.type !== "deduct") {
      typeHalf(id, { ...halfTyped(id), [field]: text });
      return;
    }
    const { [field]: _, ...rest } = before;
    const value = headcountOf({ [field]: text });
    onAnswer({ ...rest, ...value });
  }
  return (
    <fieldset class="headcount">
      <legend class="lab">{t(panel.atCheck)}</legend>
      <div class="inline">
        <label for={`${id}-time`}>{t(panel.time)}</label>
        <input id={`${id}-time`} type="time" class="in time" value={now.time ?? ""} onInput={(event) => set("time", event.currentTarget.value)} />
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
        <CountField id={`${id}-total`} label={t(panel.totalLong)} className="in" value={now.total} invalid={wrong} onCount={(_, text) => set("total", text)} />
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

function headcountOf(typed: Readonly<Record<string, string>>): Pick<Given, "time" | "present" | "total"> {
  const time = typed["time"];
  const present = parseCount(typed["present"] ?? "");
  const total = parseCount(typed["total"] ?? "");
  return { ...(time && /^\d\d:\d\d$/.test(time) && { time }), ...(present !== undefined && { present }), ...(total !== undefined && { total }) };
}
