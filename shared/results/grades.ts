import type { Criterion } from "../checklists/checklist.ts";
import type { Hundredths } from "../points.ts";

/**
 * The points a criterion can earn where its method knows only some, from low to high; `null` where it measures (deductions, a linear
 * ratio). A knock-out adds 0.
 */
export function gradesOf({ method, zeroIf }: Criterion): readonly Hundredths[] | null {
  const grades = possible(method);
  if (!grades) return null;
  return [...new Set(zeroIf ? [0, ...grades] : grades)].sort((a, b) => a - b);
}

function possible(method: Criterion["method"]): readonly Hundredths[] | null {
  switch (method.type) {
    case "boolean":
      return [method.no, method.yes];
    case "levels":
      return method.levels.map((level) => level.points);
    case "checklist":
      return Array.from({ length: method.items.length + 1 }, (_, ticked) => Math.min(method.cap, ticked * method.pointsEach));
    case "ratio":
      return method.thresholds?.map((threshold) => threshold.points) ?? null;
    case "deduct":
      return null;
  }
}
