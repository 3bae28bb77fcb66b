import { gunzipSync } from "node:zlib";
import { createApp } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import type { DatabaseKind } from "../support/databases.ts";
import { makeSheet } from "../support/sheets.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { openPlace } from "./place.ts";
import { makeProvince, type Province } from "./province.ts";
import { leadsBrowser } from "./sent.ts";

const inspectors = 5;
const pieces = 40;
const readings = 60;

/**
 * The page of settling where five inspectors list 40 quotations at each of 35 criteria, 7,000 in all: asked for by a lead's browser, in
 * processor time of the server's thread and in the bytes that are sent, and one decision after another through the API.
 */
export async function benchSettling(kind: DatabaseKind): Promise<string> {
  const place = await openPlace(kind);
  const province = await makeProvince(place.env("settling"), inspectors);
  try {
    const app = createApp(province.context);
    const { inspectionId, criteria } = await scored(province, app);
    const [drawn, page] = await draw(province, inspectionId, criteria);
    const decided = await decide(province, app, inspectionId, criteria);
    const [packed, plain] = [page.length / 1_000, gunzipSync(page).length / 1_000];
    const [median, stored] = [spread(drawn).median, spread(decided).median];
    return [
      `Settling on ${kind}: ${inspectors} inspectors × ${criteria.length} criteria × ${pieces} pieces of evidence; medians, and where nine of ten lie`,
      table(
        ["", "ms"],
        [
          ["the page, busy with it", withSpread(spread(drawn))],
          ["a decision, stored", withSpread(spread(decided))],
        ],
      ),
      aim("the page within 30 ms", median <= 30, `${figure(median)} ms`),
      aim("60 kB on the wire, without pictures", packed <= 60, `${figure(packed)} kB packed, ${figure(plain)} kB plain`),
      aim("a decision within 50 ms", stored <= 50, `${figure(stored)} ms`),
    ].join("\n");
  } finally {
    await province.close();
    await place.remove();
  }
}

type App = ReturnType<typeof createApp>;

async function scored(province: Province, app: App): Promise<{ inspectionId: string; criteria: string[] }> {
  const planId = await province.plan(2026);
  const team = province.inspectors.map(({ personId }) => personId);
  const visitedOn = "2026-03-02";
  const [inspectionId = ""] = await province.opens(planId, visitedOn, team);
  let criteria: string[] = [];
  for (const [n, { token }] of province.inspectors.entries()) {
    const sheet = makeSheet({ inspectionId, unitId: province.unitIds[0] ?? "", visitedOn, seed: 3 + n });
    criteria = Object.keys(sheet.entries);
    const entries = Object.fromEntries(
      Object.entries(sheet.entries).map(([id, entry]) => [
        id,
        { ...entry, evidence: Array.from({ length: pieces }, (_, i) => quote(n, id, i)) },
      ]),
    );
    const answer = await app.request(`/api/submissions/${sheet.id}`, {
      method: "PUT",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ ...sheet, entries }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  }
  return { inspectionId, criteria };
}

function quote(inspector: number, criterion: string, i: number) {
  return {
    type: "quote" as const,
    id: newId(),
    exact: `Mẫu ${i + 1} của ${criterion}: “Trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ hợp lệ, người ${inspector + 1}”`,
    prefix: "Cơ quan thực hiện: ",
    suffix: " Thời hạn giải quyết",
    url: `https://tinh.test/xa-1/thu-tuc/${criterion.toLowerCase()}/${i}`,
    title: "Cổng dịch vụ công xã",
    capturedAt: "2026-03-02T03:00:00Z",
  };
}

async function draw(province: Province, inspectionId: string, criteria: readonly string[]): Promise<[number[], Buffer]> {
  const sent = await leadsBrowser(province);
  const waited: number[] = [];
  let largest: Buffer = Buffer.alloc(0);
  for (let n = 0; n <= readings; n += 1) {
    const before = process.threadCpuUsage();
    const page = await sent(`/inspections/${inspectionId}/settle?criterion=${criteria[n % criteria.length]}`);
    // The first one finds nothing at hand yet.
    const { user, system } = process.threadCpuUsage(before);
    if (n > 0) waited.push((user + system) / 1_000);
    if (page.length > largest.length) largest = page;
  }
  return [waited, largest];
}

async function decide({ readToken }: Province, app: App, inspectionId: string, criteria: readonly string[]): Promise<number[]> {
  const waited: number[] = [];
  for (let n = 0; n < readings; n += 1) {
    const criterion = criteria[n % criteria.length];
    const seen = Math.floor(n / criteria.length);
    const decision = { by: "lead", points: 50, reason: `Lần ${n}` };
    const began = performance.now();
    const answer = await app.request(`/api/inspections/${inspectionId}/choices/${criterion}`, {
      method: "PUT",
      headers: { "content-type": "application/json", authorization: `Bearer ${readToken}` },
      body: JSON.stringify({ seen, decision }),
    });
    waited.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(await answer.text());
  }
  return waited;
}
