import type { Kysely } from "kysely";
import * as v from "valibot";
import { InspectionDetail } from "../../shared/plans/plan-changes.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { demandUnchanged } from "../ledger/content-tag.ts";
import { getInspection } from "./inspections.ts";
import { StoredUnit } from "./stored-sheets.ts";
import { loadTeamHeld } from "./team-changes.ts";

/** `not-found`. */
export async function loadInspectionDetail({ read }: Pick<Database, "read">, id: string): Promise<InspectionDetail> {
  const row = await getInspection(read, id);
  const team = await loadTeamHeld(read, id);
  const { areas } = await checklistsOf(read).get(row.checklist_id, row.checklist_version);
  return v.parse(InspectionDetail, {
    id,
    planId: row.plan_id,
    unitId: row.unit_id,
    unitName: v.parse(StoredUnit, row.unit_snapshot).name,
    kind: row.kind,
    form: row.form,
    formGroup: row.form_group,
    visitedOn: row.visited_on,
    announced: Number(row.announced) === 1,
    state: row.state,
    checklist: { id: row.checklist_id, version: row.checklist_version },
    areas: areas.map((area) => area.id),
    partOfAreas: Number(row.part_of_areas) === 1,
    team: team.map(({ person_id: personId, position, scores, excused_at, account }) => ({
      personId,
      position,
      scores: Number(scores) === 1,
      excused: excused_at !== null,
      vacant: account === null,
    })),
  });
}

/** `changed-meanwhile` where the inspection is no longer as it was `seen` (its tag). */
export async function demandSeen(read: Kysely<Tables>, id: string, seen: string): Promise<void> {
  demandUnchanged({ ...(await loadInspectionDetail({ read }, id)) }, seen);
}
