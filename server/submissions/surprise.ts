import type { Transaction } from "kysely";
import { newId } from "../../shared/id.ts";
import { formGroup } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { getOpenOn, planUnitsOf } from "../units/units.ts";
import type { Scene } from "./admission.ts";

type Surprise = NonNullable<Submission["surprise"]>;

/** An inspection opened on a device, with its opener as head, and a position that nobody holds yet for each other who scores it. */
export interface Opening {
  readonly inspection: NewRow<"inspections">;
  readonly positions: readonly NewRow<"positions">[];
}

/**
 * Opens the inspection that a sheet brings along: `plan-unknown`, `unit-unknown` (also where the plan lacks the unit), `unit-closed`,
 * `form-differs`. Nothing is written here. A day in no period of the plan is taken: the device may have had no network, and what was seen
 * is not thrown away. Such an inspection is listed as outside the periods until the lead adds one.
 */
export async function openSurprise(
  transaction: Transaction<Tables>,
  { read }: Pick<Database, "read">,
  submission: Submission & { surprise: Surprise },
  personId: string,
  at: string,
): Promise<{ scene: Scene; opening: Opening }> {
  const { surprise, inspectionId: id } = submission;
  const plan = await transaction.selectFrom("plans").selectAll().where("id", "=", surprise.planId).executeTakeFirst();
  if (!plan) throw new Refusal("plan-unknown");
  if (surprise.unitId !== submission.unitId) throw new Refusal("unit-unknown");
  if (surprise.form !== submission.form || surprise.visitedOn !== submission.visitedOn) throw new Refusal("form-differs");
  const units = await planUnitsOf(read).load(plan.id, surprise.visitedOn);
  const found = units.find((candidate) => candidate.id === surprise.unitId);
  const unit = getOpenOn(found, surprise.visitedOn);
  const checklist = await checklistsOf(read).get(plan.checklist_id, plan.checklist_version);
  const scene = {
    ...{ id, unit, form: surprise.form, visitedOn: surprise.visitedOn, checklist },
    ...{ concluded: false, knownToUnit: surprise.announced === true, appraised: false, revealed: false, settled: false },
    cancelled: false,
    authors: new Set<string>(),
    returned: new Set<string>(),
    inspectors: new Map([[personId, { excused: false }]]),
    sheets: new Map(),
  };
  return { scene, opening: openingOf(id, surprise, unit, checklist, personId, at) };
}

function openingOf(
  id: string,
  { planId, form, visitedOn, scorers = 1, announced = false }: Surprise,
  unit: Unit,
  checklist: { readonly id: string; readonly version: string },
  personId: string,
  at: string,
): Opening {
  const vacant = { inspection_id: id, scores: 1, excused_at: null, excused_by: null, excuse_reason: null };
  const others = Array.from({ length: scorers - 1 }, () => ({ ...vacant, person_id: newId(Date.parse(at)), position: "member" as const }));
  return {
    inspection: {
      id,
      plan_id: planId,
      unit_id: unit.id,
      kind: "surprise",
      form,
      form_group: formGroup(form),
      visited_on: visitedOn,
      announced: Number(announced),
      checklist_id: checklist.id,
      checklist_version: checklist.version,
      part_of_areas: 0,
      unit_snapshot: JSON.stringify(unit),
      state: "open",
      opened_by: personId,
      opened_at: at,
      revealed_at: null,
      concluded_by: null,
      concluded_at: null,
    },
    positions: [{ ...vacant, person_id: personId, position: "head" }, ...others],
  };
}
