import type { Transaction } from "kysely";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { checklistOfAreas, leavesOutAreas } from "../../shared/checklists/checklist-areas.ts";
import { formGroup } from "../../shared/plans/plan.ts";
import type { InspectionChange, InspectionsToOpen } from "../../shared/plans/plan-changes.ts";
import { Refusal } from "../../shared/problem.ts";
import { publishDraft, saveDraft } from "../checklists/checklist-versions.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { demandMembers } from "../plans/plan-changes.ts";
import { demandInPeriod } from "../plans/plans.ts";
import { getOpenOn, loadUnits } from "../units/units.ts";
import { amid } from "./amid.ts";
import { demandNoSecond, openInspections } from "./inspections.ts";
import { revealWhereAllSent } from "./reveal.ts";
import { demandNotConcluded } from "./states.ts";
import { saveSummaries, summariseAgain } from "./summaries.ts";
import { changeTeam } from "./team-changes.ts";

/** Opens inspections of the areas asked for. As `openInspections`, and `area-unknown`, `person-unknown`, `not-found` for the checklist. */
export async function openAsAsked(database: Database, asked: InspectionsToOpen, actorId: string, now: Date): Promise<string[]> {
  const { checklist: named, areas, team, ...of } = asked;
  if (team) await demandMembers(database.read, team);
  const plan = await database.read
    .selectFrom("plans")
    .select(["checklist_id", "checklist_version"])
    .where("id", "=", of.planId)
    .executeTakeFirst();
  if (!plan) throw new Refusal("plan-unknown");
  const checklist = await coveredBy(database, named ?? { id: plan.checklist_id, version: plan.checklist_version }, areas, actorId, now);
  return await openInspections(database, { ...of, ...(team ? { team } : {}), checklist }, actorId, now);
}

/** The published version that has just these areas; made where it is not there yet. */
async function coveredBy(
  database: Database,
  named: { readonly id: string; readonly version: string },
  areas: readonly string[] | undefined,
  actorId: string,
  now: Date,
): Promise<Checklist> {
  const whole = await checklistsOf(database.read).find(named.id, named.version);
  if (!whole) throw new Refusal("not-found");
  const part = areas ? checklistOfAreas(whole, areas) : whole;
  if (part !== whole) {
    // A draft somebody keeps under that name would be in the way.
    await saveDraft(database, part, undefined, actorId, now);
    await publishDraft(database, part.id, part.version, actorId, now);
  }
  return part;
}

/**
 * Changes an inspection that is still as it was `seen` (its tag): `changed-meanwhile`. What a sheet was made by (form, day, checklist) only
 * before the first one (a self-score is no beginning, and only its form and checklist stay): `inspection-begun`. The team as `changeTeam`
 * allows. `inspection-concluded`, `unit-closed`, `outside-periods`, `person-unknown`, `area-unknown`, `already-there`, `not-found`.
 */
export async function changeInspection(
  database: Database,
  id: string,
  change: InspectionChange,
  seen: string,
  actorId: string,
  now: Date,
): Promise<void> {
  await amid(database, id, { actorId, now, seen }, async ({ transaction, inspection: stored, at, tells, records }) => {
    const within = { ...database, write: transaction };
    demandNotConcluded(stored);
    const moved = change.checklist !== undefined || change.areas !== undefined;
    const named = change.checklist ?? { id: stored.checklist_id, version: stored.checklist_version };
    const checklist = moved ? await coveredBy(within, named, change.areas, actorId, now) : undefined;
    const plan = await transaction.selectFrom("plans").selectAll().where("id", "=", stored.plan_id).executeTakeFirstOrThrow();
    const plans = await checklistsOf(database.read).get(plan.checklist_id, plan.checklist_version);
    const sent = await transaction.selectFrom("submissions").select("stage").distinct().where("inspection_id", "=", id).execute();
    const begun = sent.some(({ stage }) => stage !== "self");
    // The unit's own score follows to another day; it was made by these criteria.
    if (begun && change.visitedOn !== undefined) throw new Refusal("inspection-begun");
    if (sent.length > 0 && (moved || change.form !== undefined)) throw new Refusal("inspection-begun");
    const next = await changed(transaction, stored, change, checklist, plans);
    const moves = (["visited_on", "form", "kind", "checklist_id", "checklist_version"] as const).some(
      (field) => next[field] !== stored[field],
    );
    if (moves && !change.again) await demandNoSecond(transaction, { ...stored, ...next }, [stored.unit_id], id);
    await transaction.updateTable("inspections").set(next).where("id", "=", id).execute();
    if (next.unit_snapshot !== stored.unit_snapshot) await summariseSelfScore(transaction, database, id);
    const inTeam = change.team ? await changeTeam(transaction, stored, change.team) : [];
    const changes = Object.entries(next)
      .filter(([field, to]) => field !== "unit_snapshot" && field !== "part_of_areas" && stored[field as keyof typeof next] !== to)
      .map(([field, to]) => ({ field, from: stored[field as keyof typeof next], to }));
    await tells("inspection.changed", { changes: [...changes, ...inTeam], ...(change.reason !== undefined && { reason: change.reason }) });
    if (change.team) await revealWhereAllSent(transaction, [id], at);
    await records("inspection.changed", id, change);
  });
}

/** Which criteria apply to the unit is told by its traits on the new day. */
async function summariseSelfScore(transaction: Transaction<Tables>, { read }: Pick<Database, "read">, inspectionId: string): Promise<void> {
  const sent = transaction.selectFrom("submissions").select("id").where("inspection_id", "=", inspectionId).where("stage", "=", "self");
  const current = await sent.where("status", "=", "current").execute();
  const ids = current.map(({ id }) => id);
  await saveSummaries(transaction, await summariseAgain(transaction, checklistsOf(read), ids));
}

async function changed(
  transaction: Transaction<Tables>,
  stored: Row<"inspections">,
  change: InspectionChange,
  checklist: Checklist | undefined,
  plans: Checklist,
) {
  const { kind = stored.kind, announced, form = stored.form, visitedOn: visited_on = stored.visited_on } = change;
  let unit_snapshot = stored.unit_snapshot;
  if (visited_on !== stored.visited_on) {
    await demandInPeriod(transaction, stored.plan_id, visited_on);
    const [unit] = await loadUnits(transaction, { ids: [stored.unit_id] }, visited_on);
    unit_snapshot = JSON.stringify(getOpenOn(unit, visited_on));
  }
  return {
    kind,
    announced: announced === undefined ? stored.announced : Number(announced),
    form,
    form_group: change.form === undefined ? stored.form_group : formGroup(change.form),
    visited_on,
    unit_snapshot,
    checklist_id: checklist?.id ?? stored.checklist_id,
    checklist_version: checklist?.version ?? stored.checklist_version,
    part_of_areas: checklist ? Number(leavesOutAreas(checklist, plans)) : stored.part_of_areas,
  };
}
