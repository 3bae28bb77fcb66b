import type { Transaction } from "kysely";
import * as v from "valibot";
import { newId } from "../../shared/id.ts";
import { formGroup } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Checklists, checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { StoredUnit } from "../inspections/stored-sheets.ts";
import { planUnitsOf } from "../units/units.ts";
import { type Freeze, type Scene, sheetKey } from "./admission.ts";

/** An inspection opened on a device, with its opener as head, and a position that nobody holds yet for each other who scores it. */
export interface Opening {
  readonly inspection: NewRow<"inspections">;
  readonly positions: readonly NewRow<"positions">[];
}

/** The inspections that sheets arrived for, as they are inside the transaction. */
export async function loadScenes(
  transaction: Transaction<Tables>,
  checklists: Checklists,
  ids: readonly string[],
): Promise<Map<string, Scene>> {
  const scenes = new Map<string, Scene>();
  if (ids.length === 0) return scenes;
  const inspections = await transaction.selectFrom("inspections").selectAll().where("id", "in", ids).execute();
  if (inspections.length === 0) return scenes;
  const positions = await transaction
    .selectFrom("positions")
    .select(["inspection_id", "person_id", "excused_at"])
    .where("inspection_id", "in", ids)
    .where("scores", "=", 1)
    .execute();
  const stored = await transaction
    .selectFrom("submissions")
    .select(["id", "inspection_id", "author_id", "status", "stage"])
    .where("inspection_id", "in", ids)
    .execute();
  const appraised = new Set(stored.flatMap((row) => (row.stage === "appraisal" && row.status === "current" ? [row.inspection_id] : [])));
  const sheets = stored.filter((row) => row.stage !== "appraisal");
  const returned = await loadReturned(transaction, ids);
  for (const row of inspections) {
    scenes.set(row.id, {
      id: row.id,
      unit: v.parse(StoredUnit, row.unit_snapshot),
      form: row.form,
      visitedOn: row.visited_on,
      checklist: await checklists.get(row.checklist_id, row.checklist_version),
      concluded: row.state === "concluded",
      appraised: appraised.has(row.id),
      revealed: row.revealed_at !== null,
      settled: row.state === "settled",
      authors: new Set(sheets.filter((sheet) => sheet.inspection_id === row.id).map((sheet) => sheet.author_id)),
      returned,
      inspectors: new Map(
        positions.filter((p) => p.inspection_id === row.id).map((p) => [p.person_id, { excused: p.excused_at !== null }]),
      ),
      sheets: new Map(),
    });
  }
  for (const { id, inspection_id, author_id: personId, status, stage } of sheets) {
    if (status !== "current" && status !== "late") continue;
    const scene = scenes.get(inspection_id);
    const key = scene && sheetKey({ personId, unitId: stage === "self" ? scene.unit.id : undefined });
    if (key !== undefined) scene?.sheets.set(key, { ...scene.sheets.get(key), [status]: id });
  }
  return scenes;
}

/** Sheets of these inspections that the lead gave back, or whose "not applicable" was refused: their authors may replace them. */
async function loadReturned(transaction: Transaction<Tables>, inspectionIds: readonly string[]): Promise<Set<string>> {
  const given = await transaction.selectFrom("returns").select("submission_id").where("inspection_id", "in", inspectionIds).execute();
  const refused = await transaction
    .selectFrom("not_applicable_decisions as d")
    .innerJoin("submissions as s", "s.id", "d.submission_id")
    .select("d.submission_id")
    .where("s.inspection_id", "in", inspectionIds)
    .where("d.approved", "=", 0)
    .execute();
  return new Set([...given, ...refused].map((row) => row.submission_id));
}

/** What decides whether a sheet of an inspection is frozen, for one that is not sent but taken back. */
export async function loadFreeze(
  transaction: Transaction<Tables>,
  inspection: { id: string; revealed_at: string | null; state: string },
): Promise<Freeze> {
  const sent = await transaction
    .selectFrom("submissions")
    .select("author_id")
    .distinct()
    .where("inspection_id", "=", inspection.id)
    .where("stage", "in", ["inspector", "self"])
    .execute();
  return {
    revealed: inspection.revealed_at !== null,
    settled: inspection.state === "settled",
    authors: new Set(sent.map((row) => row.author_id)),
    returned: await loadReturned(transaction, [inspection.id]),
  };
}

/**
 * Opens the inspection that a sheet brings along: `plan-unknown`, `unit-unknown` (also where the plan lacks the unit), `unit-closed`,
 * `form-differs`. Nothing is written here. A day in no period of the plan is taken: the device may have had no network, and what was seen is
 * not thrown away. Such an inspection is listed as outside the periods until the lead adds one.
 */
export async function openSurprise(
  transaction: Transaction<Tables>,
  { read }: Pick<Database, "read">,
  submission: Submission & { surprise: NonNullable<Submission["surprise"]> },
  personId: string,
  at: string,
): Promise<{ scene: Scene; opening: Opening }> {
  const { surprise, inspectionId: id } = submission;
  const plan = await transaction.selectFrom("plans").selectAll().where("id", "=", surprise.planId).executeTakeFirst();
  if (!plan) throw new Refusal("plan-unknown");
  if (surprise.unitId !== submission.unitId) throw new Refusal("unit-unknown");
  if (surprise.form !== submission.form || surprise.visitedOn !== submission.visitedOn) throw new Refusal("form-differs");
  const units = await planUnitsOf(read).load(plan.id, surprise.visitedOn);
  const unit = units.find((candidate) => candidate.id === surprise.unitId);
  if (!unit) throw new Refusal("unit-unknown");
  if (unit.closedOn !== null && unit.closedOn <= surprise.visitedOn) throw new Refusal("unit-closed", { closedOn: unit.closedOn });
  const checklist = await checklistsOf(read).get(plan.checklist_id, plan.checklist_version);
  const { form, visitedOn, scorers = 1, announced = false } = surprise;
  const vacant = { inspection_id: id, scores: 1, excused_at: null, excused_by: null, excuse_reason: null };
  const others = Array.from({ length: scorers - 1 }, () => ({ ...vacant, person_id: newId(Date.parse(at)), position: "member" as const }));
  return {
    scene: {
      id,
      unit,
      form,
      visitedOn,
      checklist,
      concluded: false,
      appraised: false,
      revealed: false,
      settled: false,
      authors: new Set(),
      returned: new Set(),
      inspectors: new Map([[personId, { excused: false }]]),
      sheets: new Map(),
    },
    opening: {
      inspection: {
        id,
        plan_id: plan.id,
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
    },
  };
}
