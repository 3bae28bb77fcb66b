import type { Criterion } from "../../../shared/checklists/checklist.ts";
import { formatHundredths, fraction, toIndex } from "../../../shared/points.ts";
import type { Entry } from "../../../shared/sheets/answer.ts";
import type { CriterionScore } from "../../../shared/sheets/scoring.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import type { Speech } from "../../screen/language.ts";

/** What was answered, in words, as it will be read by the lead. Empty where nothing was. */
export function answerInWords({ criterion, state }: CriterionScore, entry: Entry | undefined, speech: Speech): string {
  const { t } = speech;
  if (entry?.knockedOut && criterion.zeroIf) return t(deskWords.knockedOut, { why: t(criterion.zeroIf) });
  if (!entry?.answer) return state === "notApplicable" ? t(deskWords.traitNotApplicable) : "";
  const said = saidAnswer(criterion, entry.answer, speech);
  return state === "notApplicable" && entry.answer.type === "ratio" ? `${said}. ${t(deskWords.zeroDenominator)}` : said;
}

function saidAnswer({ method }: Criterion, answer: NonNullable<Entry["answer"]>, speech: Speech): string {
  const { t, language } = speech;
  const number = (value: number) => value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB");
  switch (answer.type) {
    case "boolean":
      return t(answer.yes ? deskWords.yes : deskWords.no);
    case "levels": {
      const level = method.type === "levels" ? method.levels[answer.level] : undefined;
      return level ? t(level.label) : "";
    }
    case "checklist": {
      if (method.type !== "checklist") return "";
      const ticked = method.items.filter((item) => answer.ticked.includes(item.key)).map((item) => t(item.label));
      return [t(deskWords.tickedOf, { count: ticked.length, all: method.items.length }), ...ticked].join(" · ");
    }
    case "ratio": {
      const { numerator, denominator } = answer;
      const percent = denominator > 0 ? ` = ${formatHundredths(toIndex(fraction(numerator, denominator)), language, 2)} %` : "";
      return `${number(numerator)} / ${number(denominator)}${percent}`;
    }
    case "deduct": {
      if (method.type !== "deduct") return "";
      const faults = method.rules.flatMap((rule, i) =>
        (answer.counts[i] ?? 0) > 0 ? [`${number(answer.counts[i] ?? 0)} × ${t(rule.per)}`] : [],
      );
      const time = answer.time ? [t(deskWords.checkedAt, { time: answer.time })] : [];
      const present =
        answer.present !== undefined && answer.total !== undefined
          ? [t(deskWords.presentOf, { present: answer.present, total: answer.total })]
          : [];
      return [...(faults.length > 0 ? faults : [t(deskWords.noFault)]), ...time, ...present].join(" · ");
    }
    case "notApplicable":
      return `${t(deskWords.notApplicable)}: ${answer.reason}`;
  }
}
