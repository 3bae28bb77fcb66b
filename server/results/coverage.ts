import { setImmediate } from "node:timers/promises";
import type { Kysely } from "kysely";
import * as v from "valibot";
import { isInPeriod } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { type Coverage, coverageOf, isListed, type PlanToCount, togetherOf, type Visit, yearOf } from "../../shared/results/coverage.ts";
import { vietnamDay } from "../../shared/text.ts";
import { UnitKind } from "../../shared/units/unit.ts";
import { inParts } from "../database/in-parts.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { StoredUnitName } from "../inspections/stored-sheets.ts";

/**
 * Direct inspections against the target, plan by plan and year by year. Where a plan is named, that plan, and its year with all of the
 * year's plans: a year's line is never a part of it. `not-found`. Others are answered between the questions to the database.
 */
export async function loadCoverage({ read }: Pick<Database, "read">, planId: string | undefined, now: Date): Promise<Coverage> {
  const today = vietnamDay(now);
  const rows = await read.selectFrom("plans").selectAll().orderBy("year").orderBy("id").execute();
  const named = rows.find(({ id }) => id === planId);
  if (planId !== undefined && !named) throw new Refusal("not-found");
  const existed = loaderOfExisting(read);
  const counted: PlanToCount[] = [];
  for (const plan of rows.filter(({ year }) => !named || year === named.year)) counted.push(await toCount(read, plan, existed));
  const plans = counted.filter(({ plan }) => !named || plan.id === named.id);
  const names = await loadNames(
    read,
    plans.flatMap(({ visits }) => visits.filter((visit) => isListed(visit, today))),
  );
  const coverage: Coverage = { plans: [], years: [], together: togetherOf(plans.flatMap(({ visits }) => visits)) };
  for (const plan of plans) {
    await setImmediate();
    coverage.plans.push(coverageOf(plan, today, (id) => names.get(id) ?? ""));
  }
  for (const [year, own] of Map.groupBy(counted, ({ plan }) => plan.year)) {
    await setImmediate();
    coverage.years.push(yearOf(year, own, today));
  }
  return coverage;
}

type Existing = { readonly id: string; readonly kind: UnitKind }[];

async function toCount(read: Kysely<Tables>, plan: Row<"plans">, existed: (day: string) => Promise<Existing>): Promise<PlanToCount> {
  const kinds = await read
    .selectFrom("plan_units as p")
    .innerJoin("units as u", "u.id", "p.unit_id")
    .select("u.kind")
    .distinct()
    .where("p.plan_id", "=", plan.id)
    .execute();
  const planned = new Set(kinds.map(({ kind }) => kind));
  await setImmediate();
  const units = (await existed(plan.units_as_of)).filter(({ kind }) => planned.has(kind));
  return {
    plan: { id: plan.id, title: plan.title, year: Number(plan.year) },
    asOf: plan.units_as_of,
    targetPercent: Number(plan.target_percent),
    units,
    visits: await loadVisits(read, plan.id),
  };
}

/**
 * Every unit, in a plan or not, that had a name and was not closed on a
 * day: nobody is left out by not being planned. Each day is asked once.
 */
function loaderOfExisting(read: Kysely<Tables>): (day: string) => Promise<Existing> {
  const loaded = new Map<string, Existing>();
  return async (day) => {
    const known = loaded.get(day);
    if (known) return known;
    const rows = await read
      .selectFrom("units as u")
      .select(["u.id", "u.kind"])
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
    await setImmediate();
    const units = rows.map(({ id, kind }) => ({ id, kind: v.parse(UnitKind, kind) }));
    loaded.set(day, units);
    return units;
  };
}

async function loadVisits(read: Kysely<Tables>, planId: string): Promise<Visit[]> {
  const rows = await read
    .selectFrom("inspections as i")
    .innerJoin("units as u", "u.id", "i.unit_id")
    .select(["i.id", "i.unit_id", "u.kind as unit_kind", "i.kind", "i.form_group", "i.visited_on", "i.state"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "<>", "cancelled")
    .execute();
  await setImmediate();
  const begun = await loadBegun(read, planId);
  const periods = await read.selectFrom("periods").select(["from_day as from", "to_day as to"]).where("plan_id", "=", planId).execute();
  await setImmediate();
  return rows.map((row) => ({
    inspectionId: row.id,
    unitId: row.unit_id,
    unitKind: v.parse(UnitKind, row.unit_kind),
    kind: row.kind,
    onsite: row.form_group === "onsite",
    visitedOn: row.visited_on,
    concluded: row.state === "concluded",
    begun: row.state === "concluded" || begun.has(row.id),
    inPeriod: isInPeriod(periods, row.visited_on),
  }));
}

/** The inspections that wait for their conclusion with a sheet. */
async function loadBegun(read: Kysely<Tables>, planId: string): Promise<ReadonlySet<string>> {
  const rows = await read
    .selectFrom("inspections as i")
    .innerJoin("submissions as s", "s.inspection_id", "i.id")
    .select("i.id")
    .distinct()
    .where("i.plan_id", "=", planId)
    .where("i.state", "not in", ["concluded", "cancelled"])
    .where("s.stage", "=", "inspector")
    .where("s.status", "<>", "withdrawn")
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** The units' names as they were on the day, by inspection. */
async function loadNames(read: Kysely<Tables>, visits: readonly Visit[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const part of inParts(visits.map(({ inspectionId }) => inspectionId))) {
    const rows = await read.selectFrom("inspections").select(["id", "unit_snapshot"]).where("id", "in", part).execute();
    for (const { id, unit_snapshot } of rows) names.set(id, v.parse(StoredUnitName, unit_snapshot).name);
    await setImmediate();
  }
  return names;
}
