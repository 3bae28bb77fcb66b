import type { Criterion } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { unitWords } from "../../shared/words/unit-page.ts";
import { type Look, speaker } from "../web/look.ts";

/** How points come about, one line each: what is chosen or counted, and what it is worth. */
export function methodLines(look: Look, { method, maxPoints, zeroIf }: Criterion): string[] {
  const t = speaker(look);
  const number = (value: number) => formatHundredths(value, look.language);
  const knockOut = zeroIf ? [t(words.zeroIf, { what: t(zeroIf) })] : [];
  switch (method.type) {
    case "boolean":
      return [t(words.methodBoolean), worth(look, method.yes, t(unitWords.yes)), worth(look, method.no, t(unitWords.no)), ...knockOut];
    case "levels":
      return [t(words.methodLevels), ...method.levels.map((level) => worth(look, level.points, t(level.label))), ...knockOut];
    case "checklist":
      return [
        t(words.methodChecklist, { each: number(method.pointsEach), cap: number(method.cap) }),
        ...method.items.map((item) => t(item.label)),
        ...knockOut,
      ];
    case "ratio":
      return [
        t(words.methodRatio, { numerator: t(method.numerator), denominator: t(method.denominator) }),
        ...(method.thresholds ? thresholdLines(look, method.thresholds) : [t(words.methodLinear, { max: number(maxPoints) })]),
        ...knockOut,
      ];
    case "deduct":
      return [
        t(words.methodDeduct, { start: number(method.start), floor: number(method.floor) }),
        ...method.rules.map((rule) => t(words.deductedFor, { points: number(rule.points), what: t(rule.per) })),
        ...knockOut,
      ];
  }
}

function worth(look: Look, points: number, what: string): string {
  return speaker(look)(words.pointsFor, { points: formatHundredths(points, look.language), what });
}

/** Thresholds stand from high to low; the lower bound belongs to its step, the upper one to the step above. */
function thresholdLines(look: Look, thresholds: readonly { readonly min: number; readonly points: number }[]): string[] {
  const t = speaker(look);
  const number = (value: number) => formatHundredths(value, look.language);
  return thresholds.map(({ min, points }, i) => {
    const above = thresholds[i - 1];
    const values = { min: number(min), below: number(above?.min ?? 0), points: number(points) };
    if (!above) return t(min === 10_000 ? words.thresholdWhole : words.thresholdFrom, values);
    return t(min === 0 ? words.thresholdBelow : words.thresholdBetween, values);
  });
}
