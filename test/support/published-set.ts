import * as v from "valibot";
import type { Band, Checklist } from "../../shared/checklists/checklist.ts";
import { newId } from "../../shared/id.ts";
import { PlanDetail } from "../../shared/plans/plan-changes.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import type { UnitKind } from "../../shared/units/unit.ts";
import { sendJson } from "./decided.ts";
import { type Device, makeDevice, type TestServer } from "./server.ts";
import { makeSheet } from "./sheets.ts";
import { checklistOf, counted, criterion, ratio } from "./small-plan.ts";

/** A unit with the points that were published of each area. */
export interface PublishedUnit {
  readonly unit: string;
  readonly block: string;
  readonly kind?: UnitKind;
  readonly points: readonly number[];
}

/** What a province or ministry published. */
export interface PublishedSet {
  /** The checklist's version, and the plan's title. */
  readonly name: string;
  readonly year: number;
  /** The most points of each area. */
  readonly maxima: readonly number[];
  /** Absent: the default checklist's. */
  readonly bands?: readonly Band[];
  readonly units: readonly PublishedUnit[];
  /** The same units in an earlier plan; absent: new ones. */
  readonly unitIds?: readonly string[];
}

export interface SentSet {
  readonly planId: string;
  readonly unitIds: readonly string[];
  readonly rows: Results["rows"];
}

/** A published figure of at most two decimals as hundredths, without a binary fraction on the way. */
export function hundredths(published: number): number {
  const [whole = "", part = ""] = String(published).split(".");
  if (part.length > 2) throw new Error(`${published} has more than two places`);
  return Number(whole + part.padEnd(2, "0"));
}

/** A total as points of the areas, each filled before the next: for sets of which only totals are published. */
export function spread(maxima: readonly number[], total: number): number[] {
  let left = hundredths(total);
  return maxima.map((max) => {
    const own = Math.min(left, hundredths(max));
    left -= own;
    return own / 100;
  });
}

const Ids = v.object({ unitIds: v.array(v.string()) });
const Opened = v.object({ inspectionIds: v.array(v.string()) });

/** Sends published results the way a province's own would go: every step over HTTP, with a token of the role whose step it is. */
export async function openPublication(server: TestServer): Promise<(set: PublishedSet) => Promise<SentSet>> {
  const [lead, inspector] = [server.asLead(), server.asInspector("an")];
  const administrator = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  return async (set) => {
    const checklist = await publishes(lead, set);
    const unitIds = set.unitIds ?? (await registers(administrator, set));
    const team = [{ personId: inspector.personId, position: "head", scores: true }];
    const { id, version } = checklist;
    const { year, name: title } = set;
    const plan = { year, title, checklist: { id, version }, unitIds, team };
    const { id: planId } = v.parse(PlanDetail, await (await sendJson(lead, "POST", "/api/plans", plan)).json());
    const visitedOn = `${year}-06-01`;
    const opening = { planId, unitIds, kind: "planned", form: "both", visitedOn, announced: true };
    const { inspectionIds } = v.parse(Opened, await (await sendJson(lead, "POST", "/api/inspections", opening)).json());
    for (const [i, { points }] of set.units.entries()) {
      const [inspectionId = "", unitId = ""] = [inspectionIds[i], unitIds[i]];
      const sheet = makeSheet({ inspectionId, unitId, visitedOn, checklist, answers: answersOf(set.maxima, points) });
      await sendJson(inspector, "PUT", `/api/submissions/${sheet.id}`, sheet);
      await sendJson(lead, "POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    }
    const { rows }: Results = await (await lead.fetch(`/api/results?plan=${planId}`)).json();
    return { planId, unitIds, rows };
  };
}

/** One criterion for each area, which earns exactly the share that is counted. */
async function publishes(lead: Device, { name, maxima, bands }: PublishedSet): Promise<Checklist> {
  const criteria = maxima.map((max, i) => criterion(`C${i + 1}`, `L${i + 1}`, hundredths(max), ratio("điểm đạt", "điểm tối đa")));
  const checklist = checklistOf(name, criteria, bands && { bands: [...bands] });
  const path = `/api/checklists/${checklist.id}/${checklist.version}`;
  await sendJson(lead, "PUT", path, checklist);
  await sendJson(lead, "POST", `${path}/publication`, {});
  return checklist;
}

async function registers(administrator: Device, { units }: PublishedSet): Promise<readonly string[]> {
  // Sets name the same offices: each has its own, told by a code.
  const rows = units.map(({ unit: name, kind = "department", block }) => ({ name, kind, block, code: newId() }));
  return v.parse(Ids, await (await sendJson(administrator, "POST", "/api/units", { units: rows })).json()).unitIds;
}

/** The points of each area, as the inspector counts them; 0 needs a note, which every test sheet has. */
function answersOf(maxima: readonly number[], points: readonly number[]): Record<string, Answer> {
  return Object.fromEntries(maxima.map((max, i) => [`C${i + 1}`, counted(hundredths(points[i] ?? Number.NaN), hundredths(max))]));
}
