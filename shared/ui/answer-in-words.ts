import type { Criterion } from "../checklists/checklist.ts";
import { formatHundredths, fraction, toIndex } from "../points.ts";
import type { Answer } from "../sheets/answer.ts";
import type { CriterionState } from "../sheets/scoring.ts";
import type { Words } from "../text.ts";
import { anyAnswerWords, ownAnswerWords, sheetAnswerWords } from "../words/answers.ts";
import type { Speech } from "./language.ts";

/** What is known of one criterion of a sheet. */
export interface Answered {
  readonly criterion: Criterion;
  readonly state: CriterionState;
  readonly answer: Answer | null;
  readonly knockedOut: boolean;
}

/** How an answer is told. Who checks a sheet of their own and who reads several side by side are told in different words. */
export interface Telling {
  readonly words: Readonly<Record<keyof typeof sheetAnswerWords, Words>> & {
    /** Follows a ratio of nothing that left the criterion out; absent where that is not said. */
    readonly zeroDenominator?: Words;
  };
  /** Between ticked items, and between faults. */
  readonly between: string;
  /** In this order a deduction is said. */
  readonly deduction: readonly ("time" | "headcount" | "faults")[];
}

export const toInspector: Telling = { words: ownAnswerWords, between: " · ", deduction: ["faults", "time", "headcount"] };
export const toLead: Telling = { words: sheetAnswerWords, between: "; ", deduction: ["time", "headcount", "faults"] };

/** What was answered, in the checklist's own words where it has them; `telling` says to whom. Empty where nothing was. */
export function answerInWords({ criterion, state, answer, knockedOut }: Answered, telling: Telling, speech: Speech): string {
  const { t } = speech;
  if (knockedOut && criterion.zeroIf) return t(anyAnswerWords.knockedOut, { why: t(criterion.zeroIf) });
  if (!answer) return state === "notApplicable" ? t(anyAnswerWords.byTrait) : "";
  const { zeroDenominator } = telling.words;
  const said = saidAnswer(criterion, answer, telling, speech);
  return state === "notApplicable" && answer.type === "ratio" && zeroDenominator ? `${said}. ${t(zeroDenominator)}` : said;
}

/** Empty where the answer does not fit the criterion; such a sheet is never taken. */
function saidAnswer({ method }: Criterion, answer: Answer, telling: Telling, speech: Speech): string {
  const { t, language } = speech;
  const { words, between } = telling;
  switch (answer.type) {
    case "boolean":
      return t(answer.yes ? words.yes : words.no);
    case "levels": {
      const level = method.type === "levels" ? method.levels[answer.level] : undefined;
      return level ? t(level.label) : "";
    }
    case "checklist": {
      if (method.type !== "checklist") return "";
      const ticked = method.items.filter((item) => answer.ticked.includes(item.key)).map((item) => t(item.label));
      const counts = { count: ticked.length, all: method.items.length };
      return ticked.length === 0 ? t(words.noneTicked, counts) : t(words.ticked, { ...counts, items: ticked.join(between) });
    }
    case "ratio": {
      const { numerator, denominator } = answer;
      if (denominator === 0) return t(words.ratioNone, { numerator, denominator });
      const percent = formatHundredths(toIndex(fraction(numerator, denominator)), language, 2);
      return t(words.ratio, { numerator, denominator, percent });
    }
    case "deduct":
      return method.type === "deduct" ? saidDeduction(method, answer, telling, speech) : "";
    case "notApplicable":
      return t(words.notApplicable, { reason: answer.reason });
  }
}

type Of<Kind, Type> = Extract<Kind, { readonly type: Type }>;

function saidDeduction(
  { rules }: Of<Criterion["method"], "deduct">,
  { counts, time, present, total }: Of<Answer, "deduct">,
  { words, between, deduction }: Telling,
  { t, language }: Speech,
): string {
  const faults = rules.flatMap(({ per, points }, i) => {
    const count = counts[i] ?? 0;
    return count > 0 ? [t(words.fault, { count, per: t(per), points: formatHundredths(points * count, language) })] : [];
  });
  const parts = {
    faults: faults.length > 0 ? faults.join(between) : t(words.noFaults),
    time: time === undefined ? "" : t(anyAnswerWords.checkedAt, { time }),
    headcount: present === undefined || total === undefined ? "" : t(words.headcount, { present, total, absent: total - present }),
  };
  return deduction
    .map((part) => parts[part])
    .filter(Boolean)
    .join(" · ");
}
