import type { Transaction } from "kysely";
import * as v from "valibot";
import type { Checklist, InspectionForm } from "../../shared/checklists/checklist.ts";
import { leavesOutAreas } from "../../shared/checklists/checklist-areas.ts";
import { newId } from "../../shared/id.ts";
import { formGroup, type InspectionKind } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { formatDay } from "../../shared/text.ts";
import { Unit } from "../../shared/units/unit.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { demandAllDecided, demandNothingReturned } from "../decisions/open-questions.ts";
import { countOutstanding } from "../evidence/evidence.ts";
import { startDeadlines } from "../findings/findings-notice.ts";
import { deedsOf, hashOf, lockHead, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { wholeInspection } from "../ledger/records.ts";
import { inTransaction } from "../ledger/requests.ts";
import { demandInPeriod, loadTeam, type TeamMember } from "../plans/plans.ts";
import { inParts, loadUnits } from "../units/units.ts";
import { recordHistory } from "./history.ts";
import { revealWhereAllSent } from "./reveal.ts";
import { decidesAsScorer } from "./scorers.ts";
import { notAllSent } from "./sheet-counts.ts";

export interface NewInspections {
  readonly planId: string;
  readonly unitIds: readonly string[];
  readonly kind: InspectionKind;
  readonly form: InspectionForm;
  readonly visitedOn: string;
  readonly announced: boolean;
  /** Absent: the plan's usual team. */
  readonly team?: readonly TeamMember[];
  /** A published one; absent: the plan's. */
  readonly checklist?: Checklist;
  /** Also where the unit has such an inspection already. */
  readonly again?: boolean | undefined;
}

/**
 * Opens an inspection of each unit, all or none; their ids in the units' order. `plan-unknown`, `outside-periods`, `unit-unknown`,
 * `unit-closed`, and `already-there` where the plan has one of that unit, day, form, kind and checklist.
 */
export async function openInspections(database: Database, of: NewInspections, actorId: string, now: Date): Promise<string[]> {
  return await inTransaction(database.write, async (transaction) => {
    const plan = await transaction.selectFrom("plans").selectAll().where("id", "=", of.planId).executeTakeFirst();
    if (!plan) throw new Refusal("plan-unknown");
    await demandInPeriod(transaction, plan.id, of.visitedOn);
    const units = new Map((await loadUnits(transaction, { planId: plan.id }, of.visitedOn)).map((unit) => [unit.id, unit]));
    const team = of.team ?? (await loadTeam(transaction, plan.id));
    const plans = await database.checklists.get(plan.checklist_id, plan.checklist_version);
    const whole = { checklist: plans, ...of };
    const inspections = of.unitIds.map((unitId) => inspectionOf(whole, plans, units.get(unitId), actorId, now));
    const [any] = inspections;
    if (any && !of.again) await demandNoSecond(transaction, any, of.unitIds);
    const positions = inspections.flatMap(({ id }) =>
      team.map(({ personId, position, scores }) => ({
        inspection_id: id,
        person_id: personId,
        position,
        scores: Number(scores),
        excused_at: null,
        excused_by: null,
        excuse_reason: null,
      })),
    );
    for (const part of inParts(inspections)) await transaction.insertInto("inspections").values(part).execute();
    for (const part of inParts(positions)) await transaction.insertInto("positions").values(part).execute();
    await recordDeeds(
      transaction,
      now,
      await deedsOf(inspections, (row) => ({ actorId, action: "inspection.opened", subject: row.id, contentHash: hashOf({ ...row, team }) })),
    );
    return inspections.map(({ id }) => id);
  });
}

type Sight = Pick<Row<"inspections">, "plan_id" | "visited_on" | "form" | "kind" | "checklist_id" | "checklist_version">;

/**
 * One of another kind (a thematic beside a planned one), form or checklist is another visit; one that differs in nothing was made by mistake.
 * What a device opened by itself is never asked: its sheet must not be lost. `already-there`.
 */
export async function demandNoSecond(transaction: Transaction<Tables>, of: Sight, unitIds: readonly string[], except = ""): Promise<void> {
  for (const part of inParts(unitIds)) {
    const second = await transaction
      .selectFrom("inspections")
      .select("unit_snapshot")
      .where("plan_id", "=", of.plan_id)
      .where("unit_id", "in", part)
      .where("visited_on", "=", of.visited_on)
      .where("form", "=", of.form)
      .where("kind", "=", of.kind)
      .where("checklist_id", "=", of.checklist_id)
      .where("checklist_version", "=", of.checklist_version)
      .where("id", "<>", except)
      .executeTakeFirst();
    if (second) throw new Refusal("already-there", { what: `${v.parse(StoredUnit, second.unit_snapshot).name}, ${formatDay(of.visited_on)}` });
  }
}

const StoredUnit = v.pipe(v.string(), v.parseJson(), Unit);

type Whole = NewInspections & Required<Pick<NewInspections, "checklist">>;

function inspectionOf(of: Whole, plans: Checklist, unit: Unit | undefined, actorId: string, now: Date): Row<"inspections"> {
  if (!unit) throw new Refusal("unit-unknown");
  if (unit.closedOn !== null && unit.closedOn <= of.visitedOn) throw new Refusal("unit-closed", { closedOn: unit.closedOn });
  return {
    id: newId(now.getTime()),
    plan_id: of.planId,
    unit_id: unit.id,
    kind: of.kind,
    form: of.form,
    form_group: formGroup(of.form),
    visited_on: of.visitedOn,
    announced: Number(of.announced),
    checklist_id: of.checklist.id,
    checklist_version: of.checklist.version,
    part_of_areas: Number(leavesOutAreas(of.checklist, plans)),
    unit_snapshot: JSON.stringify(unit),
    state: "open",
    opened_by: actorId,
    opened_at: now.toISOString(),
    revealed_at: null,
    concluded_by: null,
    concluded_at: null,
  };
}

/**
 * Concludes an inspection; again changes nothing. `not-all-sent` while a sheet is waited for, `no-sheets` where nobody is waited for, `sheets-returned` while one is out with its
 * author, `not-applicable-pending` while the result would stand without a rank for want of a decision; `evidence-outstanding` while listed files have not come, unless `waiver` says why they are not waited for. Who scored it does not conclude it
 * alone: `scorer-settles`. Where nobody else could it is recorded as `inspection.concluded-by-scorer`, and `true` is returned.
 */
export async function concludeInspection(
  database: Database,
  inspectionId: string,
  actorId: string,
  now: Date,
  waiver?: string,
): Promise<{ readonly byScorer: boolean }> {
  return await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const inspection = await getInspection(transaction, inspectionId);
    const expected = await transaction.selectFrom("positions").selectAll().where("inspection_id", "=", inspectionId).where("scores", "=", 1).execute();
    const sheets = await transaction
      .selectFrom("summaries")
      .select(["author_id", "submission_id"])
      .where("inspection_id", "=", inspectionId)
      .where("stage", "=", "inspector")
      .execute();
    const authors = new Set(sheets.map((sheet) => sheet.author_id));
    if (inspection.state === "concluded") return { byScorer: authors.has(inspection.concluded_by ?? "") };
    const isMissing = expected.some((position) => position.excused_at === null && !authors.has(position.person_id));
    if (isMissing || authors.size === 0) throw await notAllSent(transaction, inspectionId);
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
    await demandNothingReturned(transaction, inspectionId);
    await demandAllDecided(transaction, inspectionId);
    const outstanding = await countOutstanding(transaction, inspectionId);
    if (outstanding > 0 && waiver === undefined) throw new Refusal("evidence-outstanding", { count: String(outstanding) });
    await transaction
      .updateTable("inspections")
      .set({ state: "concluded", concluded_by: actorId, concluded_at: now.toISOString() })
      .where("id", "=", inspectionId)
      .execute();
    const findings = await startDeadlines(transaction, inspectionId, now);
    const action = byScorer ? "inspection.concluded-by-scorer" : "inspection.concluded";
    const contentHash = hashOf(sheets.map((sheet) => sheet.submission_id).sort());
    await recordHistory(transaction, now.toISOString(), [
      { inspectionId, actorId, action, from: inspection.state, to: "concluded", ...waived(outstanding, waiver) },
    ]);
    await recordDeeds(transaction, now, [{ actorId, action, subject: inspectionId, contentHash }], findings);
    return { byScorer };
  });
}

/**
 * Waits no longer for an inspector's sheet. Before the reveal one who has sent is excused like one who has not, and their sheet stays: a
 * refusal would tell who has sent. (That an excuse does or does not bring the reveal about, tells it of the last ones all the same.)
 * `not-found` where that person does not score here or is excused, `already-scored` after the reveal where the sheet is in,
 * `inspection-concluded` after the conclusion.
 */
export async function excuseInspector(database: Database, inspectionId: string, personId: string, reason: string, actorId: string, now: Date): Promise<void> {
  await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const inspection = await getInspection(transaction, inspectionId);
    if (inspection.state === "concluded") throw new Refusal("inspection-concluded");
    const sheet = await transaction
      .selectFrom("summaries")
      .select("submission_id")
      .where("inspection_id", "=", inspectionId)
      .where("author_id", "=", personId)
      .where("stage", "=", "inspector")
      .executeTakeFirst();
    if (sheet && inspection.state !== "open") throw new Refusal("already-scored", { current: sheet.submission_id });
    const excused = await transaction
      .updateTable("positions")
      .set({ excused_at: now.toISOString(), excused_by: actorId, excuse_reason: reason })
      .where("inspection_id", "=", inspectionId)
      .where("person_id", "=", personId)
      .where("scores", "=", 1)
      .where("excused_at", "is", null)
      .returning("person_id")
      .execute();
    if (excused.length === 0) throw new Refusal("not-found");
    const { state } = inspection;
    await recordHistory(transaction, now.toISOString(), [{ inspectionId, actorId, action: "inspector.excused", from: state, to: state, personId, reason }]);
    await revealWhereAllSent(transaction, [inspectionId], now.toISOString());
    await recordDeeds(transaction, now, [{ actorId, action: "inspector.excused", subject: inspectionId, contentHash: hashOf({ personId, reason }) }]);
  });
}

/** A waiver is on record only where something was waited for. */
function waived(outstanding: number, waiver: string | undefined): { reason?: string } {
  return outstanding > 0 && waiver !== undefined ? { reason: waiver } : {};
}

/** `not-found` where there is no such inspection. */
export async function getInspection(transaction: Transaction<Tables>, id: string): Promise<Row<"inspections">> {
  const inspection = await transaction.selectFrom("inspections").selectAll().where("id", "=", id).executeTakeFirst();
  if (!inspection) throw new Refusal("not-found");
  return inspection;
}
