import * as v from "valibot";
import { whole } from "./bounds.ts";
import { Checklist } from "./checklists/checklist.ts";
import { FindingState } from "./findings/finding.ts";
import { Me } from "./people/sign-in.ts";
import { Inspection, Plan } from "./plans/plan.ts";
import { ServerIdentity } from "./server.ts";
import { Day, Instant, Uuid } from "./text.ts";
import { Unit } from "./units/unit.ts";

/**
 * `GET /api/field`: everything an inspector takes along, in one answer, with an `ETag`; `If-None-Match` gives 304.
 * `units` holds every open unit of the plans; `current` names the reader's own current submission of each inspection.
 */
export const Field = v.object({
  server: ServerIdentity,
  me: Me,
  plans: v.array(Plan),
  units: v.array(Unit),
  inspections: v.array(Inspection),
  /** Called off since: a draft of them is kept, and cannot be sent. They are no longer among `inspections`. */
  cancelled: v.optional(v.array(v.object({ inspectionId: Uuid, reason: v.string(), at: Instant }))),
  /** The reader's sheet is waited for, and a lead has said so. */
  reminders: v.optional(v.array(v.object({ inspectionId: Uuid, count: whole(1), lastAt: Instant }))),
  checklists: v.array(Checklist),
  current: v.array(v.object({ inspectionId: Uuid, submissionId: Uuid })),
  /** What these units have still to remedy from earlier inspections: to be looked at in the next one. */
  findings: v.optional(
    v.array(
      v.object({
        id: Uuid,
        unitId: Uuid,
        inspectionId: Uuid,
        criterion: v.string(),
        text: v.string(),
        dueOn: Day,
        state: FindingState,
        /** It came to these units by the merge or split that `label` tells of; absent: the unit's own. */
        through: v.optional(v.object({ toUnits: v.array(Uuid), label: v.object({ vi: v.string(), en: v.string() }) })),
      }),
    ),
  ),
});
export type Field = v.InferOutput<typeof Field>;

/** `GET /api/self-scores`: what a unit scores itself by; `current` names its self-score of the inspection. */
export const OwnUnit = v.object({
  unitId: v.nullable(Uuid),
  inspections: v.array(
    v.object({
      id: Uuid,
      planId: Uuid,
      form: v.string(),
      visitedOn: Day,
      concluded: v.boolean(),
      checklist: v.object({ id: v.string(), version: v.string() }),
      unit: Unit,
      current: v.nullable(Uuid),
    }),
  ),
  checklists: v.array(Checklist),
});
export type OwnUnit = v.InferOutput<typeof OwnUnit>;
