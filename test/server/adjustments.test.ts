import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adjustmentOf, publishedIndex } from "../../shared/adjustments.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { Checklist } from "../../shared/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { ResultRow } from "../../shared/results.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

const title = { vi: "Sáng kiến", en: "Initiative" };
const list = [
  { id: "initiative", kind: "bonus" as const, points: 150, title },
  { id: "late-report", kind: "penalty" as const, points: 200, title },
];
const withAdjustments: Checklist = { ...defaultChecklist, version: "2027", adjustments: { cap: { bonus: 300, penalty: 500 }, list } };

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  const { id } = defaultChecklist;
  await sends("PUT", `/api/checklists/${id}/2027`, withAdjustments);
  await sends("POST", `/api/checklists/${id}/2027/publication`, {});
  await sends("PATCH", `/api/plans/${server.planId}`, { checklist: { id, version: "2027" } });
});
afterEach(() => server.remove());

const sends = (method: string, path: string, body: unknown) =>
  server.asLead().fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const gives = (inspectionId: string, ...adjustments: { id: string; times: number; reason?: string }[]) =>
  sends("PUT", `/api/inspections/${inspectionId}/adjustments`, { adjustments: adjustments.map((one) => ({ reason: "Theo hồ sơ", ...one })) });
const rowOf = async (name: string): Promise<ResultRow> => {
  const { rows }: { rows: ResultRow[] } = await (await server.asLead().fetch("/api/results")).json();
  const row = rows.find((one) => one.name === name);
  if (!row) throw new Error(`${name} is in no row`);
  return row;
};
/** An inspection of the n-th unit with one sheet. */
async function scored(unit: number, seed: number): Promise<{ inspectionId: string; index: number }> {
  const at = await server.opens({ unit });
  const sheet = makeSheet({ ...at, seed, checklist: withAdjustments });
  expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
  return { inspectionId: at.inspectionId, index: sheet.index ?? 0 };
}

describe("bonus and penalty", () => {
  test("change nothing of a checklist without them: it parses, and its bytes stay the same", () => {
    const parsed = v.parse(Checklist, JSON.parse(canonicalJson(defaultChecklist)));
    expect(canonicalJson(parsed)).toBe(canonicalJson(defaultChecklist));
    expect("adjustments" in parsed).toBe(false);
    expect(() => adjustmentOf(defaultChecklist, [{ id: "initiative", times: 1 }])).toThrow("initiative");
  });

  test("are refused where the checklist has none of that name, twice, without a reason, from an inspector, and after the conclusion", async () => {
    const { inspectionId } = await scored(0, 1);
    expect((await (await gives(inspectionId, { id: "other", times: 1 })).json()).code).toBe("adjustment-unknown");
    expect((await (await gives(inspectionId, { id: "initiative", times: 1 }, { id: "initiative", times: 1 })).json()).code).toBe("adjustment-unknown");
    expect((await gives(inspectionId, { id: "initiative", times: 1, reason: " " })).status).toBe(400);
    expect((await server.asInspector("an").fetch(`/api/inspections/${inspectionId}/adjustments`)).status).toBe(403);
    await sends("POST", `/api/inspections/${inspectionId}/conclusion`, {});
    expect((await (await gives(inspectionId, { id: "initiative", times: 1 })).json()).code).toBe("inspection-concluded");
  });

  test("are summed and capped, and the index with them stays within 0 and 100", () => {
    expect(adjustmentOf(withAdjustments, [])).toEqual({ bonus: 0, penalty: 0 });
    expect(
      adjustmentOf(withAdjustments, [
        { id: "initiative", times: 1 },
        { id: "late-report", times: 2 },
      ]),
    ).toEqual({ bonus: 150, penalty: 400 });
    expect(
      adjustmentOf(withAdjustments, [
        { id: "initiative", times: 9 },
        { id: "late-report", times: 9 },
      ]),
    ).toEqual({ bonus: 300, penalty: 500 });
    expect([
      publishedIndex(9_900, { bonus: 300, penalty: 0 }),
      publishedIndex(100, { bonus: 0, penalty: 500 }),
      publishedIndex(8_703, { bonus: 150, penalty: 400 }),
    ]).toEqual([10_000, 0, 8_453]);
  });

  test("are in the published index, its rank and the unit's page, and not in the areas; taken back they are gone", async () => {
    const [a, b] = [await scored(0, 3), await scored(1, 3)];
    expect(a.index).toBe(b.index);
    expect(await rowOf("Sở Y tế")).toMatchObject({ rank: 1, tied: true, index: a.index });
    const before = (await rowOf("Sở Y tế")).areas;
    const given = await gives(a.inspectionId, { id: "late-report", times: 1 }, { id: "initiative", times: 1 });
    expect(await given.json()).toMatchObject({ bonus: 150, penalty: 200, adjustments: [{ id: "initiative", reason: "Theo hồ sơ" }, { id: "late-report" }] });
    expect(await rowOf("Sở Y tế")).toMatchObject({ rank: 2, tied: false, index: a.index - 50, adjustment: { bonus: 150, penalty: 200 }, areas: before });
    expect(await rowOf("Sở Xây dựng")).not.toHaveProperty("adjustment");
    expect(await rowOf("Sở Xây dựng")).toMatchObject({ rank: 1, index: b.index });
    const { history } = await (await server.asLead().fetch(`/api/inspections/${a.inspectionId}/history`)).json();
    expect(history.at(-1).action).toBe("inspection.adjusted");
    await gives(a.inspectionId);
    expect(await rowOf("Sở Y tế")).toMatchObject({ rank: 1, tied: true, index: a.index });
  });
});
