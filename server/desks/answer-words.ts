import type { Criterion } from "../../shared/checklists/checklist.ts";
import { formatHundredths, fraction, toIndex } from "../../shared/points.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import { contradictionsIn } from "../../shared/sheets/scoring.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { type Look, speaker } from "../web/look.ts";

/** What the inspector answered, in words; the checklist's own words where it has them. */
export function answerText(look: Look, criterion: Criterion, answer: Answer): string {
  const t = speaker(look);
  const { method } = criterion;
  const number = (count: number) => new Intl.NumberFormat(look.language === "vi" ? "vi-VN" : "en-GB").format(count);
  switch (answer.type) {
    case "boolean":
      return t(answer.yes ? words.yes : words.no);
    case "levels": {
      const level = method.type === "levels" ? method.levels[answer.level] : undefined;
      return level ? t(level.label) : String(answer.level + 1);
    }
    case "checklist": {
      const items = method.type === "checklist" ? method.items : [];
      const ticked = items.filter((item) => answer.ticked.includes(item.key)).map((item) => t(item.label));
      return ticked.length === 0 ? t(words.noneTicked) : t(words.ticked, { count: ticked.length, all: items.length, items: ticked.join("; ") });
    }
    case "ratio": {
      const counts = { numerator: number(answer.numerator), denominator: number(answer.denominator) };
      if (answer.denominator === 0) return t(words.ratioNone, counts);
      const percent = formatHundredths(toIndex(fraction(answer.numerator, answer.denominator)), look.language, 2);
      return t(words.ratio, { ...counts, percent });
    }
    case "deduct": {
      const rules = method.type === "deduct" ? method.rules : [];
      const faults = rules.flatMap((rule, i) => {
        const count = answer.counts[i] ?? 0;
        return count > 0 ? [`${number(count)} × ${t(rule.per)} (−${formatHundredths(rule.points * count, look.language)})`] : [];
      });
      const { present, total, time } = answer;
      return [
        time === undefined ? "" : t(words.checkedAt, { time }),
        present === undefined || total === undefined ? "" : t(words.headcount, { present, total, absent: total - present }),
        faults.length > 0 ? faults.join("; ") : t(words.noFaults),
      ]
        .filter(Boolean)
        .join(" · ");
    }
    case "notApplicable":
      return `${t(words.notApplicableLong)}: ${answer.reason}`;
  }
}

/** Both numbers and the inspector's reason where a part is larger than its whole. */
export function contradictionText(look: Look, criterion: Criterion, answer: Answer | null): string | undefined {
  if (answer?.type !== "ratio") return undefined;
  const found = contradictionsIn(criterion, answer);
  if (found.length === 0) return undefined;
  const t = speaker(look);
  const said = found.map(({ parts, whole, title }) =>
    title ? t(words.checkFailed, { title: t(title), parts, whole }) : t(words.contradiction, { numerator: parts, denominator: whole }),
  );
  return [...said, t(words.contradictionReason, { reason: answer.contradictionReason ?? "–" })].join(" ");
}
