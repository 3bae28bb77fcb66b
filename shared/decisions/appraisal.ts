import * as v from "valibot";
import { type Criterion, criteriaOf, Points } from "../checklists/checklist.ts";
import { fraction, type Hundredths, mean, roundHalfUp } from "../points.ts";
import { Refusal } from "../problem.ts";
import { type CriterionScore, leftOut, type SheetContext, type SheetScore, sumSheet } from "../sheets/scoring.ts";
import { Instant, reason, text, Uuid } from "../text.ts";
import { Conclusion } from "./conclusion.ts";
import { LateBeside, LateDecided } from "./decisions.ts";

const why = reason(2_000);
/** What an inspector answered explains itself. */
const Take = v.strictObject({ by: v.literal("inspector"), personId: Uuid, reason: v.optional(why) });
const Average = v.strictObject({ by: v.literal("mean"), reason: why });
/** `null`: not applicable, where the criterion allows it. The points need not be reachable by the criterion's method. */
const Override = v.strictObject({ by: v.literal("lead"), points: v.nullable(Points), reason: why });

/** How the lead settles one criterion: takes an inspector's answer, averages them (rounded half up), or sets the points. */
export const AppraisalDecision = v.variant("by", [Take, Average, Override]);
export type AppraisalDecision = v.InferOutput<typeof AppraisalDecision>;

/**
 * `POST /api/inspections/{id}/appraisal`. Where the inspectors agree nothing need be decided; every other criterion has a decision, or
 * falls under `rest`. The sender makes the `id`; sent again, the same is answered and nothing changes.
 */
export const AppraisalRequest = v.strictObject({
  id: Uuid,
  decisions: v.record(v.pipe(v.string(), v.maxLength(64)), AppraisalDecision),
  rest: v.optional(v.variant("by", [Take, Average])),
  /** The appraisal that stands, and why another takes its place: where there is one, it has to be named. */
  replaces: v.optional(v.strictObject({ id: Uuid, reason: why })),
});
export type AppraisalRequest = v.InferOutput<typeof AppraisalRequest>;

/** Whose word an appraised figure is. */
export const AppraisedBy = v.picklist(["agreed", "inspector", "mean", "lead"]);
export type AppraisedBy = v.InferOutput<typeof AppraisedBy>;

export interface AppraisedCriterion {
  readonly criterion: string;
  /** `null`: not applicable. */
  readonly points: Hundredths | null;
  readonly by: AppraisedBy;
  /** Whose answer was taken. */
  readonly personId: string | null;
  readonly reason: string | null;
}

/** One inspector's sheet, as far as settling needs it. */
export interface GivenSheet {
  readonly personId: string;
  readonly criteria: ReadonlyMap<string, CriterionScore>;
}

/** `undefined`: says "not applicable", and the lead has not agreed. */
type Given = Hundredths | null | undefined;

/**
 * The appraised points of every criterion that applies. Refused with the criterion: `incomplete` where the inspectors differ and nothing
 * was decided, `impossible-answer` where the decision does not fit, `not-applicable-pending` where what was taken is not decided yet,
 * `unknown-criterion`, and `not-found` for an inspector without a sheet.
 */
export function appraise(request: AppraisalRequest, sheets: readonly GivenSheet[], context: SheetContext): AppraisedCriterion[] {
  const criteria = criteriaOf(context.checklist, context.form);
  const known = new Set(criteria.map(({ id }) => id));
  for (const criterion of Object.keys(request.decisions)) if (!known.has(criterion)) throw new Refusal("unknown-criterion", { criterion });
  return criteria.flatMap((criterion) => {
    const decision = Object.hasOwn(request.decisions, criterion.id) ? request.decisions[criterion.id] : undefined;
    if (byTrait(criterion, context)) {
      if (decision) throw new Refusal("impossible-answer", { criterion: criterion.id });
      return [];
    }
    return [settle(criterion, decision, request.rest, sheets)];
  });
}

function settle(
  criterion: Criterion,
  own: AppraisalDecision | undefined,
  rest: AppraisalRequest["rest"],
  sheets: readonly GivenSheet[],
): AppraisedCriterion {
  const agreed = agreedPoints(criterion, sheets);
  if (!own && agreed !== undefined) return { criterion: criterion.id, points: agreed, by: "agreed", personId: null, reason: null };
  const decision = own ?? rest;
  if (!decision) throw new Refusal("incomplete", { criterion: criterion.id });
  return {
    criterion: criterion.id,
    points: decidedPoints(decision, criterion, sheets),
    by: decision.by,
    personId: decision.by === "inspector" ? decision.personId : null,
    reason: decision.reason ?? null,
  };
}

/** What all of them say of a criterion, `null` where it does not apply; `undefined` where they differ, or one is not decided yet. */
export function agreedPoints(criterion: Criterion, sheets: readonly GivenSheet[]): Hundredths | null | undefined {
  const [first, ...others] = sheets.map((sheet) => givenOn(sheet, criterion));
  return others.every((points) => points === first) ? first : undefined;
}

/** The points that a decision gives a criterion, `null` for "not applicable"; refused as `appraise` says. */
export function decidedPoints(decision: AppraisalDecision, criterion: Criterion, sheets: readonly GivenSheet[]): Hundredths | null {
  const given = sheets.map((sheet) => givenOn(sheet, criterion));
  if (decision.by === "lead") {
    const possible = decision.points === null ? criterion.notApplicable !== undefined : decision.points <= criterion.maxPoints;
    if (!possible) throw new Refusal("impossible-answer", { criterion: criterion.id });
    return decision.points;
  }
  if (decision.by === "inspector") {
    const at = sheets.findIndex(({ personId }) => personId === decision.personId);
    if (at < 0) throw new Refusal("not-found");
    const taken = given[at];
    if (taken === undefined) throw new Refusal("not-applicable-pending", { criterion: criterion.id });
    return taken;
  }
  const shares = given.map((points) => {
    if (points === undefined) throw new Refusal("not-applicable-pending", { criterion: criterion.id });
    // There is no middle between points and "not applicable".
    if (points === null) throw new Refusal("impossible-answer", { criterion: criterion.id });
    return fraction(points, 1);
  });
  const middle = mean(shares);
  if (!middle) throw new Refusal("incomplete", { criterion: criterion.id });
  return roundHalfUp(middle);
}

function givenOn(sheet: GivenSheet, criterion: Criterion): Given {
  const score = sheet.criteria.get(criterion.id);
  if (score?.state === "notApplicable") return null;
  return score?.state === "scored" ? (score.points ?? undefined) : undefined;
}

/** The figures of appraised points (`null`: not applicable), by the same sums as any sheet's. */
export function scoreAppraised(points: Readonly<Record<string, Hundredths | null>>, context: SheetContext): SheetScore {
  const criteria = criteriaOf(context.checklist, context.form).map((criterion): CriterionScore => {
    const own = Object.hasOwn(points, criterion.id) ? points[criterion.id] : undefined;
    if (byTrait(criterion, context) || own === null) return leftOut(criterion, "notApplicable", []);
    if (own === undefined) return { criterion, state: "notScored", points: null, maxPoints: null, needs: ["score"] };
    return { criterion, state: "scored", points: own, maxPoints: criterion.maxPoints, needs: [] };
  });
  return sumSheet(criteria, context.checklist);
}

/** It applies to no unit of such a trait, and nobody decides about it. */
export function byTrait({ notApplicable }: Criterion, { unitTraits }: SheetContext): boolean {
  return notApplicable?.unitTraits.some((trait) => unitTraits.includes(trait)) ?? false;
}

/** The answer to a settled inspection. Figures in hundredths. */
export const Settled = v.object({
  inspectionId: Uuid,
  submissionId: Uuid,
  settledAt: Instant,
  index: v.nullable(v.number()),
  /** Settled by one who scored it, because nobody else may settle anything here. */
  byScorer: v.boolean(),
});
export type Settled = v.InferOutput<typeof Settled>;

const Figure = v.nullable(v.number());

/**
 * `GET /api/inspections/{id}/stages`: self-score, each inspector's, the appraised one, side by side. Before the reveal nothing but counts.
 */
export const Stages = v.object({
  inspectionId: Uuid,
  unitId: Uuid,
  state: v.string(),
  revealed: v.boolean(),
  /** Told to the lead alone; who has sent is told to nobody before the reveal. */
  sheetsExpected: Figure,
  sheetsSent: Figure,
  settledByScorer: v.nullable(v.boolean()),
  concludedByScorer: v.nullable(v.boolean()),
  sheets: v.array(
    v.object({
      submissionId: Uuid,
      stage: v.picklist(["self", "inspector", "appraisal"]),
      authorId: v.string(),
      authorName: v.string(),
      at: Instant,
      /** `false`: sent or changed after the points were shown. */
      blind: v.boolean(),
      index: Figure,
      /** Why it replaces an earlier one. */
      replaces: v.nullable(v.object({ id: Uuid, reason: v.string() })),
      /** It came late and was accepted: why. */
      late: v.nullable(LateDecided),
      returned: v.nullable(v.object({ at: Instant, by: v.string(), reason: v.string() })),
    }),
  ),
  /** Late sheets, which count nowhere; `decision` is `null` while one waits for the lead. A unit is shown none. */
  late: v.array(LateBeside),
  criteria: v.array(
    v.object({
      criterion: v.string(),
      area: v.string(),
      maxPoints: v.number(),
      /** In the order of `sheets`. */
      given: v.array(
        v.object({
          submissionId: Uuid,
          state: v.picklist(["scored", "notScored", "notApplicable", "notApplicablePending"]),
          points: Figure,
          note: v.string(),
          by: v.nullable(AppraisedBy),
          takenFrom: v.nullable(v.string()),
        }),
      ),
      /** Self-score less appraised; `null` where either lacks points. */
      deviation: Figure,
    }),
  ),
  deviation: Figure,
  /** For a unit: what it is told by the conclusion, in place of every sheet but its own. For everybody else `null`. */
  conclusion: v.nullable(Conclusion),
});
export type Stages = v.InferOutput<typeof Stages>;

/** `POST /api/inspections/{id}/return`: one sheet goes back to its author, who may replace it; that is marked as not blind. */
export const ReturnRequest = v.strictObject({ personId: Uuid, reason: why });
export type ReturnRequest = v.InferOutput<typeof ReturnRequest>;

/** `GET /api/deviations`: self-scores beside appraised scores, the plan's settled inspections, the largest deviation first. */
export const Deviations = v.object({
  deviations: v.array(
    v.object({
      inspectionId: Uuid,
      unitId: Uuid,
      visitedOn: v.string(),
      selfIndex: Figure,
      appraisedIndex: Figure,
      deviation: Figure,
      criteria: v.array(v.object({ criterion: v.string(), self: v.number(), appraised: v.number(), deviation: v.number() })),
    }),
  ),
});
export type Deviations = v.InferOutput<typeof Deviations>;

/** `GET /api/inspections/{id}/history`, the oldest first. Before the reveal nothing of what was sent. */
export const InspectionHistory = v.object({
  history: v.array(
    v.object({
      at: Instant,
      actorId: v.string(),
      action: v.string(),
      personId: v.nullable(v.string()),
      submissionId: v.nullable(v.string()),
      reason: v.nullable(text(4_000)),
      /** What was before and after, by field: `state`, `DDCV-01.points`. */
      changes: v.array(v.object({ field: v.string(), from: v.unknown(), to: v.unknown() })),
    }),
  ),
});
export type InspectionHistory = v.InferOutput<typeof InspectionHistory>;
