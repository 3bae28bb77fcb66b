import { afterEach, beforeEach, expect, test } from "vitest";
import { addPartOfAreas } from "../../server/database/migrations/part-of-areas.ts";
import { computeResults } from "../../server/results/results.ts";
import { checklistOfAreas } from "../../shared/checklists/checklist-areas.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { ResultRow } from "../../shared/results/results.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { CriteriaResults } from "../../shared/results/results-criteria.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-11-20T00:00:00Z") });
});
afterEach(() => server.remove());

const areas = ["DDCV", "VHCS", "NYTT"];
const sends = (method: string, path: string, body: unknown) =>
  server.asLead().fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const asks = async (path: string) => await (await server.asLead().fetch(path)).json();

interface Visit {
  readonly visitedOn: string;
  readonly areas?: readonly string[];
  readonly seed?: number;
  readonly kind?: string;
  readonly planId?: string;
  /** Nobody has sent. */
  readonly open?: boolean;
}

/** An inspection of the n-th unit, scored by An and concluded. */
async function visits(
  unit: number,
  { visitedOn, areas: some, seed = 0, kind = "thematic", planId = server.planId, open = false }: Visit,
): Promise<string> {
  const unitId = server.unitIds[unit] ?? "";
  const team = [{ personId: server.asInspector("an").personId, position: "member", scores: true }];
  const asked = { planId, unitIds: [unitId], kind, form: "both", visitedOn, announced: true, team, ...(some ? { areas: some } : {}) };
  const answer = await sends("POST", "/api/inspections", asked);
  expect(answer.status).toBe(201);
  const inspectionId = (await answer.json()).inspectionIds[0];
  if (open) return inspectionId;
  const { checklist: named } = await asks(`/api/inspections/${inspectionId}`);
  const checklist =
    named.version === defaultChecklist.version
      ? defaultChecklist
      : checklistOfAreas(defaultChecklist, named.version.split("-").at(-1).split("_"));
  const sheet = makeSheet({ inspectionId, unitId, visitedOn, checklist, seed });
  expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
  expect((await sends("POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
  return inspectionId;
}

/** A unit's row, as anybody reads it and as it is computed anew. */
async function rowOf(unit: number): Promise<ResultRow | undefined> {
  const { rows }: Results = await asks(`/api/results?plan=${server.planId}`);
  expect(rows).toEqual((await computeResults(server.context.database, { plan: server.planId }, new Date())).rows);
  return rows.find(({ unitId }) => unitId === server.unitIds[unit]);
}

test("an inspection of some areas never takes the place of a full one, whenever it was and whatever it found", async () => {
  const full = await visits(0, { visitedOn: "2026-03-02", seed: 7 });
  await visits(1, { visitedOn: "2026-03-02", seed: 3 });
  const before = [await rowOf(0), await rowOf(1)];
  const part = await visits(0, { visitedOn: "2026-09-01", areas: ["DDCV"] });
  expect([await rowOf(0), await rowOf(1)]).toEqual(before);
  expect(before[0]).toMatchObject({ unranked: null, inspection: { id: full } });

  const { rows }: CriteriaResults = await asks(`/api/results/criteria?plan=${server.planId}`);
  expect(rows.find(({ unitId }) => unitId === server.unitIds[0])?.checklist).toBe(`${defaultChecklist.id}@${defaultChecklist.version}`);
  const of = `plan=${server.planId}&unit=${server.unitIds[0]}`;
  const sheets = (trace: { sheets: { checklist: string }[] }) => trace.sheets.map(({ checklist }) => checklist);
  expect(sheets(await asks(`/api/results/trace?${of}`))).toEqual([`${defaultChecklist.id}@${defaultChecklist.version}`]);

  const listed: { id: string; partOfAreas: boolean }[] = (await asks(`/api/inspections?plan=${server.planId}`)).inspections;
  expect(listed.filter(({ partOfAreas }) => partOfAreas).map(({ id }) => id)).toEqual([part]);
  const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
  const page = async (more = "") => (await lead.visits(`/units/${server.unitIds[0]}?plan=${server.planId}${more}`)).text();
  expect(await page()).toContain("02/03/2026 · bộ tiêu chí");
  const own = await page(`&inspection=${part}`);
  expect(own).toContain("Cuộc này chỉ kiểm tra một phần lĩnh vực");
  expect(own).not.toContain("Xuất sắc");
});

test("a full inspection that still waits for sheets counts before one of some areas that is concluded", async () => {
  await visits(0, { visitedOn: "2026-03-02", areas: ["DDCV"] });
  const open = await visits(0, { visitedOn: "2026-09-01", open: true });
  expect(await rowOf(0)).toMatchObject({ unranked: "waitingForSheets", index: null, inspection: { id: open } });
});

test("where there is no other, the unit is listed with its areas' figures and the reason, without band and rank", async () => {
  const part = await visits(0, { visitedOn: "2026-09-01", areas: ["DDCV", "NYTT"], kind: "combined" });
  await visits(1, { visitedOn: "2026-09-01", kind: "combined", areas });
  expect(await rowOf(0)).toMatchObject({ rank: null, band: null, unranked: "partOfAreas", index: 10_000, inspection: { id: part } });
  expect((await rowOf(0))?.areas).toEqual([
    { area: "DDCV", index: 10_000 },
    { area: "NYTT", index: 10_000 },
  ]);
  expect(await rowOf(1)).toMatchObject({ rank: 1, unranked: null });

  const place = `plan=${server.planId}`;
  const own = ({ unitId }: { unitId: string }) => unitId === server.unitIds[0];
  expect((await asks(`/api/results/sensitivity?${place}`)).units.filter(own)).toEqual([]);
  const cells = (await asks(`/api/results/criteria?${place}`)).rows.find(own).cells;
  expect(cells.filter((cell: number | null) => cell !== null)).toHaveLength(
    checklistOfAreas(defaultChecklist, ["DDCV", "NYTT"]).criteria.length,
  );
  expect((await asks(`/api/results/trace?${place}&unit=${server.unitIds[0]}`)).sheets).toHaveLength(1);
  expect((await asks(`/api/results/ranking?${place}&area=DDCV`)).rows.find(own)).toMatchObject({ rank: null, unranked: "partOfAreas" });
  expect((await asks(`/api/results?${place}&under=10000`)).rows.filter(own)).toEqual([]);
  const [head = "", ...lines] = (await (await server.asLead().fetch(`/api/results.csv?${place}`)).text()).split("\r\n");
  const column = head.split(";").indexOf("Lý do chưa xếp hạng");
  expect(lines.map((line) => line.split(";")[column])).toContain("chỉ kiểm tra một phần lĩnh vực");
  const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
  const page = await (await lead.visits(`/results?${place}`)).text();
  expect(page).toContain("1 mới kiểm tra một phần lĩnh vực");
  expect(await (await lead.visits(`/results?${place}&lang=en`)).text()).toMatch(/Inspected only: (?!,)\S+/);
});

test("a plan whose own checklist is narrow ranks by it, also what was opened when it was a wider one", async () => {
  const narrow = checklistOfAreas(defaultChecklist, ["DDCV"]);
  await visits(2, { visitedOn: "2026-02-02", areas: ["DDCV"] });
  await visits(3, { visitedOn: "2026-02-02", areas: ["NYTT"] });
  expect([(await rowOf(2))?.unranked, (await rowOf(3))?.unranked]).toEqual(["partOfAreas", "partOfAreas"]);
  // The plan's checklist becomes the narrow one: what covers it is whole now.
  const { status } = await sends("PATCH", `/api/plans/${server.planId}`, { checklist: { id: narrow.id, version: narrow.version } });
  expect(status).toBe(200);
  expect([(await rowOf(2))?.unranked, (await rowOf(3))?.unranked]).toEqual([null, "partOfAreas"]);
  await visits(0, { visitedOn: "2026-09-01" });
  expect(await rowOf(0)).toMatchObject({ unranked: null, inspection: { checklist: `${defaultChecklist.id}@${narrow.version}` } });
});

test("an inspection that is changed to some areas before its first sheet is a part from then on, and back", async () => {
  const full = await visits(0, { visitedOn: "2026-03-02", seed: 7 });
  const other = await visits(0, { visitedOn: "2026-09-01", open: true });
  const counts = async () => (await rowOf(0))?.inspection?.id;
  expect(await counts()).toBe(full);
  const changes = (change: object) => sends("PATCH", `/api/inspections/${other}`, change);
  expect(await (await changes({ areas: ["VHCS"] })).json()).toMatchObject({ partOfAreas: true, areas: ["VHCS"] });
  const { id, version } = defaultChecklist;
  expect(await (await changes({ checklist: { id, version } })).json()).toMatchObject({ partOfAreas: false, areas });
  await changes({ areas: ["VHCS"] });
  const checklist = checklistOfAreas(defaultChecklist, ["VHCS"]);
  await server
    .asInspector("an")
    .submits(makeSheet({ inspectionId: other, unitId: server.unitIds[0] ?? "", visitedOn: "2026-09-01", checklist }));
  await sends("POST", `/api/inspections/${other}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  expect(await counts()).toBe(full);
});

test("databases from before learn which of their inspections leave out areas", async () => {
  const part = await visits(0, { visitedOn: "2026-09-01", areas: ["DDCV"] });
  const full = await visits(1, { visitedOn: "2026-09-01" });
  server.tampers(({ exec }) => exec("alter table inspections drop column part_of_areas"));
  const { read, write } = server.context.database;
  // A connection notices what another one did to the tables at its next question, and not by itself.
  await write.introspection.getTables();
  await addPartOfAreas(write);
  const rows = await read.selectFrom("inspections").select(["id", "part_of_areas"]).execute();
  expect(new Map(rows.map((row) => [row.id, Number(row.part_of_areas)]))).toEqual(
    new Map([
      [part, 1],
      [full, 0],
    ]),
  );
});
