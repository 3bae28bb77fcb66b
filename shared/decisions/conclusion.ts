import * as v from "valibot";
import { fraction, type Hundredths, mean, roundHalfUp } from "../points.ts";
import { EvidenceType, Quote, Sha256 } from "../sheets/answer.ts";
import { Instant } from "../text.ts";

/** What each sheet gives a criterion, by criterion; `null`: it does not apply. */
export type PointsOf = Readonly<Record<string, Hundredths | null>>;

/** The sheets of an inspection, as far as its conclusion needs them. */
export interface ConcludedFrom {
  readonly appraised: PointsOf | undefined;
  readonly inspectors: readonly PointsOf[];
}

/**
 * A criterion's points in the conclusion: the appraised ones; where nothing was appraised what the inspectors gave, in the mean. `null`: it
 * does not apply; `undefined`: the sheets differ on that, or say nothing.
 */
export function concludedPoints({ appraised, inspectors }: ConcludedFrom, criterion: string): Hundredths | null | undefined {
  if (appraised) return Object.hasOwn(appraised, criterion) ? appraised[criterion] : undefined;
  const given = inspectors.map((sheet) => (Object.hasOwn(sheet, criterion) ? sheet[criterion] : undefined));
  const points = given.filter((one) => one !== null && one !== undefined);
  if (points.length === 0) return given.length > 0 && given.every((one) => one === null) ? null : undefined;
  if (points.length < given.length) return undefined;
  const middle = mean(points.map((one) => fraction(one, 1)));
  return middle && roundHalfUp(middle);
}

/** Less than the unit gave itself, or less than there is where it gave itself nothing: the unit may see why. */
export function isLowered(concluded: Hundredths | null | undefined, self: Hundredths | null | undefined, maxPoints: Hundredths): boolean {
  return concluded !== null && concluded !== undefined && concluded < (self ?? maxPoints);
}

const Figure = v.nullable(v.number());
const { id: _quote, ...quoted } = Quote.entries;

/** A piece of evidence as a unit is shown it: what was seen, where and when. Who saw it, and what they called their file, is not in it. */
export const ShownEvidence = v.variant("type", [
  v.object(quoted),
  v.object({ type: v.literal("file"), sha256: Sha256, mediaType: EvidenceType, size: v.number(), capturedAt: Instant }),
]);
export type ShownEvidence = v.InferOutput<typeof ShownEvidence>;

/** What a unit is told by the conclusion, in hundredths: points, reasons, and the evidence of what was lowered, of nobody by name. */
export const Conclusion = v.object({
  at: Instant,
  /** The published index: with bonus and penalty. */
  index: Figure,
  bonus: v.number(),
  penalty: v.number(),
  adjustments: v.array(v.object({ id: v.string(), times: v.number(), reason: v.string() })),
  criteria: v.array(
    v.object({
      criterion: v.string(),
      /** `differ`: the sheets differ on whether it applies, and nothing was appraised. */
      state: v.picklist(["scored", "notApplicable", "differ"]),
      points: Figure,
      /** The decision's reason, else the note of the answer that was taken. */
      reason: v.string(),
      evidence: v.array(ShownEvidence),
    }),
  ),
});
export type Conclusion = v.InferOutput<typeof Conclusion>;
