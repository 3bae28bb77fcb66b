import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Coverage, coverageOf, togetherOf, type Visit } from "../../shared/coverage.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { UnitKind } from "../../shared/unit.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./tables.ts";

const Snapshot = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string() }));

/** Direct inspections against the target, plan by plan; of one plan where it is named. `not-found`. */
export async function loadCoverage({ read }: Pick<Database, "read">, planId: string | undefined, now: Date): Promise<Coverage> {
  let query = read.selectFrom("plans").selectAll().orderBy("year").orderBy("id");
  if (planId !== undefined) query = query.where("id", "=", planId);
  const plans = await query.execute();
  if (planId !== undefined && plans.length === 0) throw new Refusal("not-found");
  const years: Coverage["years"] = [];
  const all: Visit[] = [];
  for (const plan of plans) {
    const visits = await loadVisits(read, plan.id);
    const units = await loadExisting(read, plan.id, plan.units_as_of);
    all.push(...visits);
    years.push(
      coverageOf({
        plan: { id: plan.id, title: plan.title, year: Number(plan.year) },
        asOf: plan.units_as_of,
        targetPercent: Number(plan.target_percent),
        units,
        visits,
        today: vietnamDay(now),
      }),
    );
  }
  return { years, together: togetherOf(all) };
}

/** Every unit, in the plan or not, that had a name and was not closed on the day, of the kinds that the plan has: nobody is left out by not being planned. */
async function loadExisting(read: Kysely<Tables>, planId: string, day: string): Promise<{ id: string; kind: UnitKind }[]> {
  const rows = await read
    .selectFrom("units as u")
    .select(["u.id", "u.kind"])
    .where("u.kind", "in", (e) =>
      e.selectFrom("plan_units as p").innerJoin("units as own", "own.id", "p.unit_id").select("own.kind").where("p.plan_id", "=", planId),
    )
    .where((e) => e.or([e("u.closed_on", "is", null), e("u.closed_on", ">", day)]))
    .where((e) =>
      e.exists(
        e
          .selectFrom("unit_facts as f")
          .select("f.id")
          .whereRef("f.unit_id", "=", "u.id")
          .where("f.fact", "=", "name")
          .where("f.valid_from", "<=", day)
          .where((own) => own.or([own("f.valid_to", "is", null), own("f.valid_to", ">", day)])),
      ),
    )
    .execute();
  return rows.map(({ id, kind }) => ({ id, kind: v.parse(UnitKind, kind) }));
}

async function loadVisits(read: Kysely<Tables>, planId: string): Promise<Visit[]> {
  const rows = await read
    .selectFrom("inspections as i")
    .innerJoin("units as u", "u.id", "i.unit_id")
    .select(["i.id", "i.unit_id", "i.unit_snapshot", "u.kind as unit_kind", "i.kind", "i.form_group", "i.visited_on", "i.state"])
    .select((e) =>
      e
        .selectFrom("submissions as s")
        .whereRef("s.inspection_id", "=", "i.id")
        .where("s.stage", "=", "inspector")
        .where("s.status", "<>", "withdrawn")
        .select((f) => f.fn.countAll<number | string>().as("n"))
        .as("sheets"),
    )
    .where("i.plan_id", "=", planId)
    .orderBy("i.visited_on")
    .orderBy("i.id")
    .execute();
  return rows.map((row) => ({
    inspectionId: row.id,
    unitId: row.unit_id,
    // Names are told of what is overdue; reading ten thousand of them for nothing would keep others waiting.
    unitName: row.state === "open" ? v.parse(Snapshot, row.unit_snapshot).name : "",
    unitKind: v.parse(UnitKind, row.unit_kind),
    kind: row.kind,
    onsite: row.form_group === "onsite",
    visitedOn: row.visited_on,
    concluded: row.state === "concluded",
    begun: Number(row.sheets) > 0,
  }));
}
