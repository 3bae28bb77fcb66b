import * as v from "valibot";
import { checklistName } from "../../shared/checklists/checklist.ts";
import type { Field } from "../../shared/field.ts";
import { Inspection } from "../../shared/plans/plan.ts";
import { vietnamDay } from "../../shared/text.ts";
import { isOpenOn, type Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { loadFindings } from "../findings/finding-list.ts";
import { loadReminders } from "../inspections/reminders/reminders.ts";
import type { HistoryName } from "../ledger/deeds.ts";
import { loadPlans } from "../plans/plans.ts";
import { planUnitsOf } from "../units/units.ts";

/*
 * What a device takes along to work with no network: the inspections of its owner, with plans, units, checklists and unfixed findings, and
 * for an account of a unit what it scores itself by (own-unit.ts). Nothing of anybody else's sheets is in it.
 */

/** Devices keep what they sent for 90 days after the conclusion, and have to hear of it. */
const concludedFor = 120 * 24 * 60 * 60 * 1000;

/** What one inspector takes along: their own inspections, and the units, plans and checklists to work with. */
export async function loadField({ read }: Database, personId: string, now: Date): Promise<Omit<Field, "server" | "me">> {
  const checklists = checklistsOf(read);
  const planUnits = planUnitsOf(read);
  const today = vietnamDay(now);
  const plans = await loadPlans(read);
  const inspections = await loadInspections(read, personId, now);
  const units = new Map<string, Unit>();
  for (const plan of plans) {
    for (const unit of await planUnits.load(plan.id, today)) {
      if (isOpenOn(unit, today)) units.set(unit.id, unit);
    }
  }
  const used = new Map([...plans, ...inspections].map(({ checklist }) => [checklistName(checklist), checklist]));
  const own = await read
    .selectFrom("summaries")
    .select(["inspection_id", "submission_id"])
    .where("author_id", "=", personId)
    .where("stage", "=", "inspector")
    .where("inspection_id", "in", (e) => e.selectFrom("positions").select("inspection_id").where("person_id", "=", personId))
    .orderBy("inspection_id")
    .execute();
  const findings = await loadFindings(read, { which: "unfixed" }, { personId, as: "inspector" }, now);
  const listed = new Set(inspections.map(({ id }) => id));
  return {
    plans,
    units: [...units.values()],
    inspections,
    cancelled: await loadCancelled(read, personId, now),
    reminders: (await loadReminders(read, personId)).flatMap(({ awaited, inspectionId, count, lastAt }) =>
      awaited === "sheet" ? [{ inspectionId, count, lastAt }] : [],
    ),
    checklists: await Promise.all([...used.values()].map(({ id, version }) => checklists.get(id, version))),
    findings: findings.map(({ id, unitId, inspectionId, criterion, text, dueOn, state, through }) => ({
      ...{ id, unitId, inspectionId, criterion, text, dueOn, state },
      ...(through && { through: { toUnits: through.toUnits, label: through.label } }),
    })),
    current: own
      .filter((row) => listed.has(row.inspection_id))
      .map((row) => ({ inspectionId: row.inspection_id, submissionId: row.submission_id })),
  };
}

/** Devices may hold a draft of them: they are told why it leads nowhere, and so long that they have heard of it. */
async function loadCancelled(read: Database["read"], personId: string, now: Date): Promise<NonNullable<Field["cancelled"]>> {
  const since = new Date(now.getTime() - concludedFor).toISOString();
  const rows = await read
    .selectFrom("positions as p")
    .innerJoin("inspections as i", "i.id", "p.inspection_id")
    .innerJoin("inspection_history as h", "h.inspection_id", "i.id")
    .select(["i.id", "h.reason", "h.at"])
    .where("p.person_id", "=", personId)
    .where("p.scores", "=", 1)
    .where("i.state", "=", "cancelled")
    .where("h.action", "=", "inspection.cancelled" satisfies HistoryName)
    .where("h.at", ">", since)
    .orderBy("h.at")
    .orderBy("i.id")
    .execute();
  return rows.map(({ id, reason, at }) => ({ inspectionId: id, reason: reason ?? "", at }));
}

async function loadInspections(read: Database["read"], personId: string, now: Date): Promise<Inspection[]> {
  const rows = await read
    .selectFrom("positions as p")
    .innerJoin("inspections as i", "i.id", "p.inspection_id")
    .selectAll("i")
    .select("p.position")
    .select((e) =>
      e
        .selectFrom("positions as others")
        .select((o) => o.fn.countAll().as("n"))
        .whereRef("others.inspection_id", "=", "i.id")
        .where("others.person_id", "<>", personId)
        .where("others.scores", "=", 1)
        .where("others.excused_at", "is", null)
        .as("others"),
    )
    .where("p.person_id", "=", personId)
    .where("p.scores", "=", 1)
    .where("i.state", "<>", "cancelled")
    .where((e) => e.or([e("i.state", "<>", "concluded"), e("i.concluded_at", ">", new Date(now.getTime() - concludedFor).toISOString())]))
    .orderBy("i.visited_on", "desc")
    .orderBy("i.id")
    .execute();
  return rows.map((row) =>
    v.parse(Inspection, {
      id: row.id,
      planId: row.plan_id,
      kind: row.kind,
      form: row.form,
      visitedOn: row.visited_on,
      state: row.state,
      checklist: { id: row.checklist_id, version: row.checklist_version },
      unit: JSON.parse(row.unit_snapshot),
      position: row.position,
      otherInspectors: Number(row.others),
      concludedAt: row.concluded_at,
    }),
  );
}
