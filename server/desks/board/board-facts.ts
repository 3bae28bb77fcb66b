import type { Kysely } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { selectReminders } from "../../inspections/reminders/reminders.ts";
import type { HistoryName } from "../../ledger/deeds.ts";

/** Everything of a plan's inspections that the board is made of, each asked once however many there are. */
export async function loadFacts(read: Kysely<Tables>, planId: string) {
  const inspections = await read
    .selectFrom("inspections as i")
    .innerJoin("units as u", "u.id", "i.unit_id")
    .select(["i.id", "i.unit_id", "i.unit_snapshot", "i.kind", "i.form", "i.visited_on", "i.announced", "i.state"])
    .select(["i.revealed_at", "i.concluded_at", "u.closed_on"])
    .where("i.plan_id", "=", planId)
    .orderBy("i.visited_on")
    .orderBy("i.id")
    .execute();
  const positions = await read
    .selectFrom("inspections as i")
    .innerJoin("positions as p", "p.inspection_id", "i.id")
    .leftJoin("people as w", "w.id", "p.person_id")
    .select(["p.inspection_id", "p.person_id", "p.position", "p.scores", "p.excused_at", "w.name"])
    .where("i.plan_id", "=", planId)
    .orderBy("w.name")
    .orderBy("p.person_id")
    .execute();
  const sheets = await read
    .selectFrom("inspections as i")
    .innerJoin("summaries as s", "s.inspection_id", "i.id")
    .leftJoin("returns as r", "r.submission_id", "s.submission_id")
    .select(["s.inspection_id", "s.author_id", "s.stage", "s.pending", "s.points"])
    // A sheet is out with its author where it was given back, and where a “not applicable” on it was refused.
    .select((e) =>
      e.fn
        .coalesce(
          "r.returned_at",
          e
            .selectFrom("not_applicable_decisions as d")
            .whereRef("d.submission_id", "=", "s.submission_id")
            .where("d.approved", "=", 0)
            .select((f) => f.fn.max("d.decided_at").as("at")),
        )
        .as("returned_at"),
    )
    // The first sending: that a sheet was replaced is not told before the reveal.
    .select((e) =>
      e
        .selectFrom("submissions as f")
        .whereRef("f.inspection_id", "=", "s.inspection_id")
        .whereRef("f.author_id", "=", "s.author_id")
        .whereRef("f.stage", "=", "s.stage")
        .where("f.replaces_id", "is", null)
        .select((f) => f.fn.min("f.received_at").as("first"))
        .as("received_at"),
    )
    .where("i.plan_id", "=", planId)
    .where("i.state", "not in", ["concluded", "cancelled"])
    .execute();
  const late = await read
    .selectFrom("inspections as i")
    .innerJoin("submissions as x", "x.inspection_id", "i.id")
    .leftJoin("late_decisions as d", "d.submission_id", "x.id")
    .select("x.inspection_id")
    .where("i.plan_id", "=", planId)
    .where("x.status", "=", "late")
    .where("d.submission_id", "is", null)
    .execute();
  const reminders = await selectReminders(read)
    .where("i.plan_id", "=", planId)
    .where("i.state", "not in", ["concluded", "cancelled"])
    .execute();
  const cancelled = await read
    .selectFrom("inspections as i")
    .innerJoin("inspection_history as h", "h.inspection_id", "i.id")
    .select(["h.inspection_id", "h.reason", "h.at"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "=", "cancelled")
    .where("h.action", "=", "inspection.cancelled" satisfies HistoryName)
    .execute();
  const choices = await read
    .selectFrom("inspections as i")
    .innerJoin("settling_choices as c", "c.inspection_id", "i.id")
    .select(["c.inspection_id", "c.criterion_id", "c.how"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "not in", ["concluded", "cancelled"])
    .orderBy("c.revision")
    .execute();
  // What leads still have to answer after a conclusion.
  const objections = await read
    .selectFrom("inspections as i")
    .innerJoin("objections as o", "o.inspection_id", "i.id")
    .leftJoin("objection_answers as a", "a.objection_id", "o.id")
    .select(["o.inspection_id", "o.raised_at"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "=", "concluded")
    .where("a.objection_id", "is", null)
    .orderBy("o.raised_at")
    .execute();
  const corrections = await read
    .selectFrom("inspections as i")
    .innerJoin("corrections as c", "c.inspection_id", "i.id")
    .leftJoin("correction_answers as a", "a.correction_id", "c.id")
    .select(["c.inspection_id", "c.objection_id", "c.decisions", "a.approved", "a.answered_at"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "=", "concluded")
    .execute();
  const accepted = await read
    .selectFrom("inspections as i")
    .innerJoin("objection_answers as a", "a.inspection_id", "i.id")
    .innerJoin("objections as o", "o.id", "a.objection_id")
    .select(["o.inspection_id", "o.id", "o.criterion_id", "o.raised_at"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "=", "concluded")
    .where("a.accepted", "=", 1)
    .execute();
  return { inspections, positions, sheets, late, reminders, cancelled, choices, objections, corrections, accepted };
}

export type Facts = Awaited<ReturnType<typeof loadFacts>>;
