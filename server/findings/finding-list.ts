import type { Kysely } from "kysely";
import * as v from "valibot";
import { Finding, type FindingsQuery } from "../../shared/findings/finding.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { inParts } from "../database/in-parts.ts";
import type { Row, Tables } from "../database/tables.ts";
import { isKnownToUnit, knownAmong } from "../inspections/known-to-unit.ts";
import { StoredUnitName } from "../inspections/stored-sheets.ts";
import { toldToUnit } from "../inspections/told-to-unit.ts";
import { loadUnitIds } from "../people/people.ts";
import { describeThrough, findReach, type Reach, reachOfAccount, type Through } from "../people/unit-reach.ts";

/** Who asks: a lead sees every finding, a unit its own from the conclusion on, an inspector those of units they inspect. */
export interface FindingsReader {
  readonly personId: string;
  readonly as: "inspector" | "lead" | "unit";
}

/**
 * The findings that the reader may see, the earliest deadline first. A unit is answerable for those of units that ended in it, and an
 * inspector takes along what is carried into the inspections of their units.
 */
export async function loadFindings(
  read: Kysely<Tables>,
  query: FindingsQuery,
  { personId, as }: FindingsReader,
  now: Date,
): Promise<Finding[]> {
  const today = vietnamDay(now);
  const reaches: Reach[] = [];
  if (query.unit !== undefined) reaches.push(await findReach(read, new Map([[query.unit, today]]), { endedOnly: true }));
  if (as === "unit") reaches.push(await reachOfAccount(read, personId, now));
  if (as === "inspector") reaches.push(await findReach(read, await inspectedBy(read, personId)));
  let rows = read
    .selectFrom("findings as f")
    .innerJoin("inspections as i", "i.id", "f.inspection_id")
    .selectAll("f")
    .select(["i.unit_snapshot", "i.visited_on"]);
  for (const { unitIds } of reaches) rows = rows.where("f.unit_id", "in", unitIds);
  if (as === "unit") rows = rows.where(toldToUnit);
  if (query.plan !== undefined) rows = rows.where("i.plan_id", "=", query.plan);
  if (query.which !== "all") rows = rows.where("f.state", "<>", "fixed").where((e) => e.or([e("i.state", "<>", "cancelled"), toldToUnit]));
  if (query.which === "overdue") rows = rows.where("f.due_on", "<", today);
  const found = await rows.orderBy("f.due_on").orderBy("f.id").execute();
  const reached = found.flatMap((row): FindingRow[] => {
    const ways = reaches.map(({ through }) => through({ unitId: row.unit_id, visitedOn: row.visited_on }));
    if (ways.includes(undefined)) return [];
    return [{ ...row, through: ways.find((way) => way != null) ?? null }];
  });
  return await asSeen(read, await withSteps(read, reached.slice(0, mostFindings), today), as);
}

const mostFindings = 5_000;

/** The units that an inspector inspects, each up to the day of the latest visit. */
async function inspectedBy(read: Kysely<Tables>, personId: string): Promise<Map<string, string>> {
  const rows = await read
    .selectFrom("positions as p")
    .innerJoin("inspections as own", "own.id", "p.inspection_id")
    .select(["own.unit_id", "own.visited_on"])
    .where("p.person_id", "=", personId)
    .orderBy("own.visited_on")
    .execute();
  return new Map(rows.map((row) => [row.unit_id, row.visited_on]));
}

/**
 * The findings of an inspection: those raised from it, and those carried into it: raised from earlier visits to the unit, or to units that
 * went into it, and not fixed before the day of this one. `not-found`, also for an inspector of another team.
 */
export async function loadInspectionFindings(
  read: Kysely<Tables>,
  inspectionId: string,
  { personId, as }: FindingsReader,
  now: Date,
): Promise<{ raised: Finding[]; carried: Finding[] }> {
  const inspection = await read.selectFrom("inspections").selectAll().where("id", "=", inspectionId).executeTakeFirst();
  const position = await read
    .selectFrom("positions")
    .select("person_id")
    .where("inspection_id", "=", inspectionId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  const ofUnit = async () =>
    inspection?.unit_id === (await loadUnitIds(read, [personId])).get(personId) && (await isKnownToUnit(read, inspectionId));
  const concerned = as === "lead" || (as === "inspector" ? position !== undefined : await ofUnit());
  if (!inspection || !concerned) throw new Refusal("not-found");
  const day = inspection.visited_on;
  const reach = await findReach(read, new Map([[inspection.unit_id, day]]));
  let reached = read
    .selectFrom("findings as f")
    .innerJoin("inspections as i", "i.id", "f.inspection_id")
    .selectAll("f")
    .select(["i.unit_snapshot", "i.visited_on"])
    .where("f.unit_id", "in", reach.unitIds);
  if (as === "unit") reached = reached.where(toldToUnit);
  const rows = await reached.orderBy("f.due_on").orderBy("f.id").execute();
  const fixedOn = await loadFixedOn(read, reach.unitIds);
  const carried = rows.flatMap((row): FindingRow[] => {
    const through = reach.through({ unitId: row.unit_id, visitedOn: row.visited_on });
    const earlier = row.inspection_id !== inspection.id && row.visited_on <= day && (fixedOn.get(row.id) ?? day) >= day;
    return earlier && through !== undefined ? [{ ...row, through }] : [];
  });
  const raised = rows.filter((row) => row.inspection_id === inspection.id).map((row) => ({ ...row, through: null }));
  const today = vietnamDay(now);
  return {
    raised: await asSeen(read, await withSteps(read, raised, today), as),
    carried: await asSeen(read, await withSteps(read, carried, today), as),
  };
}

/** Of whom a unit is told nothing: who raised and who judged, and a later visit that it does not know of. */
async function asSeen(read: Kysely<Tables>, findings: readonly Finding[], as: FindingsReader["as"]): Promise<Finding[]> {
  if (as !== "unit") return [...findings];
  const known = await knownAmong(read, [...new Set(findings.flatMap(({ steps }) => steps.flatMap((step) => step.inspectionId ?? [])))]);
  return findings.map((finding) => ({
    ...finding,
    raisedBy: null,
    responsible: null,
    steps: finding.steps.map((step) => ({
      ...step,
      by: step.kind === "answer" ? step.by : null,
      inspectionId: step.inspectionId !== null && known.has(step.inspectionId) ? step.inspectionId : null,
    })),
  }));
}

/** The days on which findings of these units were fixed, by finding. */
async function loadFixedOn(read: Kysely<Tables>, unitIds: readonly string[]): Promise<Map<string, string>> {
  const fixed = await read
    .selectFrom("finding_steps as s")
    .innerJoin("findings as f", "f.id", "s.finding_id")
    .select(["s.finding_id", "s.done_at"])
    .where("f.unit_id", "in", unitIds)
    .where("s.kind", "=", "fixed")
    .execute();
  return new Map(fixed.map((step) => [step.finding_id, vietnamDay(new Date(step.done_at))]));
}

type FindingRow = Row<"findings"> & { readonly unit_snapshot: string; readonly through: Through | null };

async function withSteps(read: Kysely<Tables>, rows: readonly FindingRow[], today: string): Promise<Finding[]> {
  const steps: Row<"finding_steps">[] = [];
  const files: Row<"finding_evidence">[] = [];
  for (const part of inParts(rows)) {
    const ids = part.map(({ id }) => id);
    steps.push(
      ...(await read.selectFrom("finding_steps").selectAll().where("finding_id", "in", ids).orderBy("done_at").orderBy("id").execute()),
    );
    files.push(...(await read.selectFrom("finding_evidence").selectAll().where("finding_id", "in", ids).orderBy("content_hash").execute()));
  }
  const stepsOf = Map.groupBy(steps, (step) => step.finding_id);
  const filesOf = Map.groupBy(files, (file) => file.step_id);
  const described = await describeThrough(
    read,
    rows.map(({ through }) => through),
  );
  const shownSteps = (findingId: string) =>
    (stepsOf.get(findingId) ?? []).map((step) => ({
      id: step.id,
      kind: step.kind,
      by: step.done_by,
      at: step.done_at,
      text: step.text,
      dueOn: step.due_on,
      inspectionId: step.inspection_id,
      ...{ says: step.says, asksUntil: step.asks_until },
      evidence: (filesOf.get(step.id) ?? []).map((file) => file.content_hash),
    }));
  return rows.map((row) => v.parse(Finding, { ...shownFinding(row, today), through: described(row.through), steps: shownSteps(row.id) }));
}

function shownFinding(row: FindingRow, today: string): Omit<Finding, "through" | "steps"> {
  return {
    id: row.id,
    inspectionId: row.inspection_id,
    unitId: row.unit_id,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    criterion: row.criterion_id,
    text: row.text,
    noticeOn: row.notice_on,
    dueOn: row.due_on,
    state: row.state,
    overdue: row.state !== "fixed" && row.due_on < today,
    raisedBy: row.raised_by,
    raisedAt: row.raised_at,
    responsible: row.responsible,
  };
}
