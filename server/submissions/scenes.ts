import type { Transaction } from "kysely";
import * as v from "valibot";
import type { Checklists } from "../checklists/checklists.ts";
import type { Row, Tables } from "../database/tables.ts";
import { knownAmong } from "../inspections/known-to-unit.ts";
import { StoredUnit } from "../inspections/stored-sheets.ts";
import { type Freeze, type Scene, sheetKey } from "./admission.ts";

/** The inspections that sheets arrived for, as they are inside the transaction; those that are not there are left out. */
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
  const returned = await loadReturned(transaction, ids);
  const known = await knownAmong(transaction, ids);
  for (const row of inspections) {
    const ofIt = <T extends { readonly inspection_id: string }>(rows: readonly T[]) => rows.filter((one) => one.inspection_id === row.id);
    scenes.set(row.id, {
      ...sceneOf(row, ofIt(positions), ofIt(stored)),
      checklist: await checklists.get(row.checklist_id, row.checklist_version),
      knownToUnit: known.has(row.id),
      returned,
    });
  }
  return scenes;
}

type Position = Pick<Row<"positions">, "person_id" | "excused_at">;
type Sent = Pick<Row<"submissions">, "id" | "author_id" | "status" | "stage">;

function sceneOf(
  row: Row<"inspections">,
  positions: readonly Position[],
  stored: readonly Sent[],
): Omit<Scene, "checklist" | "knownToUnit" | "returned"> {
  const unit = v.parse(StoredUnit, row.unit_snapshot);
  const own = stored.filter(({ stage }) => stage !== "appraisal");
  const sheets: Scene["sheets"] = new Map();
  for (const { id, author_id: personId, status, stage } of own) {
    if (status !== "current" && status !== "late") continue;
    const key = sheetKey({ personId, unitId: stage === "self" ? unit.id : undefined });
    sheets.set(key, { ...sheets.get(key), [status]: id });
  }
  return {
    id: row.id,
    unit,
    form: row.form,
    visitedOn: row.visited_on,
    concluded: row.state === "concluded",
    cancelled: row.state === "cancelled",
    appraised: stored.some(({ stage, status }) => stage === "appraisal" && status === "current"),
    revealed: row.revealed_at !== null,
    settled: row.state === "settled",
    authors: new Set(own.map((sheet) => sheet.author_id)),
    inspectors: new Map(positions.map((p) => [p.person_id, { excused: p.excused_at !== null }])),
    sheets,
  };
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
