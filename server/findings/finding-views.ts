import type { Kysely } from "kysely";
import * as v from "valibot";
import { daysBetween, type Finding, type FindingTurn, turnOf } from "../../shared/findings/finding.ts";
import { Refusal } from "../../shared/problem.ts";
import { type Bilingual, vietnamDay } from "../../shared/text.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import type { Tables } from "../database/tables.ts";
import { StoredUnitName } from "../inspections/stored-sheets.ts";
import { toldToUnit } from "../inspections/told-to-unit.ts";
import { loadFindings, loadInspectionFindings } from "./finding-list.ts";

/** A finding for leads, with what stands around it. */
export interface FindingView extends Finding {
  readonly turn: FindingTurn;
  /** Days until its deadline; below 0: since. */
  readonly daysLeft: number;
  /** When it was fixed. */
  readonly fixedOn: string | null;
  readonly area: string;
  readonly areaTitle: Bilingual;
  /** The conclusion sets its deadline no more: it has, or a lead named a day. */
  readonly dueNamed: boolean;
  readonly criterionTitle: Bilingual;
  readonly responsibleName: string | null;
}

/** All findings of a plan, by whose turn it is and then by deadline; of `unit` alone where that is given, and of those that ended in it. */
export async function loadFindingViews(
  read: Kysely<Tables>,
  query: { readonly plan: string; readonly unit?: string | undefined },
  personId: string,
  now: Date,
): Promise<FindingView[]> {
  const { plan, unit } = query;
  const findings = await loadFindings(read, { plan, which: "all", ...(unit !== undefined && { unit }) }, { personId, as: "lead" }, now);
  return await withSurroundings(read, findings, now);
}

/** One of them. `not-found`. */
export async function loadFindingView(read: Kysely<Tables>, id: string, personId: string, now: Date): Promise<FindingView> {
  const row = await read.selectFrom("findings").select("inspection_id").where("id", "=", id).executeTakeFirst();
  if (!row) throw new Refusal("not-found");
  const { raised } = await loadInspectionFindings(read, row.inspection_id, { personId, as: "lead" }, now);
  const [view] = await withSurroundings(
    read,
    raised.filter((one) => one.id === id),
    now,
  );
  if (!view) throw new Refusal("not-found");
  return view;
}

/** The same for findings that somebody has already. */
export async function withSurroundings(read: Kysely<Tables>, findings: readonly Finding[], now: Date): Promise<FindingView[]> {
  const today = vietnamDay(now);
  const around = await loadAround(
    read,
    findings.map(({ id }) => id),
  );
  const names = await loadNames(
    read,
    findings.flatMap(({ responsible }) => responsible ?? []),
  );
  const checklists = checklistsOf(read);
  const views = findings.map(async (finding): Promise<FindingView> => {
    const { checklistId = "", checklistVersion = "", told = false, waits = false } = around.get(finding.id) ?? {};
    const checklist = await checklists.get(checklistId, checklistVersion);
    const criterion = checklist.criteria.find(({ id }) => id === finding.criterion);
    const area = checklist.areas.find(({ id }) => id === criterion?.area);
    const nothing = { vi: "", en: "" };
    return {
      ...finding,
      turn: turnOf(finding, told),
      dueNamed: !waits,
      daysLeft: daysBetween(today, finding.dueOn),
      fixedOn: finding.steps.findLast(({ kind }) => kind === "fixed")?.at ?? null,
      ...{ area: area?.id ?? "", areaTitle: area?.short ?? nothing, criterionTitle: criterion?.title ?? nothing },
      responsibleName: finding.responsible && (names.get(finding.responsible) ?? finding.responsible),
    };
  });
  return await Promise.all(views);
}

interface Around {
  readonly checklistId: string;
  readonly checklistVersion: string;
  /** Its unit knows of it. */
  readonly told: boolean;
  /** The conclusion will set its deadline. */
  readonly waits: boolean;
}

async function loadAround(read: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Around>> {
  const found = new Map<string, Around>();
  for (const part of inParts(ids)) {
    const those = read.selectFrom("findings as f").innerJoin("inspections as i", "i.id", "f.inspection_id").where("f.id", "in", part);
    const rows = await those
      .leftJoin("finding_notices as n", "n.finding_id", "f.id")
      .select(["f.id", "i.checklist_id", "i.checklist_version", "n.sets"])
      .execute();
    const told = new Set((await those.select("f.id").where(toldToUnit).execute()).map(({ id }) => id));
    for (const { id, checklist_id: checklistId, checklist_version: checklistVersion, sets } of rows)
      found.set(id, { checklistId, checklistVersion, told: told.has(id), waits: sets === "notice and due" });
  }
  return found;
}

async function loadNames(read: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const part of inParts([...new Set(ids)])) {
    for (const { id, name } of await read.selectFrom("people").select(["id", "name"]).where("id", "in", part).execute())
      names.set(id, name);
  }
  return names;
}

/** A later visit in which a finding can be looked at again. */
export interface LaterVisit {
  readonly id: string;
  readonly unitName: string;
  readonly visitedOn: string;
}

/** The latest visits to the finding's unit since, and to what it came to. */
export async function loadLaterVisits(read: Kysely<Tables>, finding: Finding): Promise<LaterVisit[]> {
  const own = await read.selectFrom("inspections").select("visited_on").where("id", "=", finding.inspectionId).executeTakeFirst();
  const rows = await read
    .selectFrom("inspections")
    .select(["id", "unit_snapshot", "visited_on"])
    .where("unit_id", "in", [finding.unitId, ...(finding.through?.toUnits ?? [])])
    .where("id", "<>", finding.inspectionId)
    .where("visited_on", ">=", own?.visited_on ?? "")
    .where("state", "<>", "cancelled")
    .orderBy("visited_on", "desc")
    .limit(20)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    visitedOn: row.visited_on,
  }));
}
