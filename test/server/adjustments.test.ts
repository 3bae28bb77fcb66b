import { readSheet } from "read-excel-file/node";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findBreak } from "../../server/ledger/audit.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { adjustmentOf, publishedIndex } from "../../shared/results/adjustments.ts";
import type { ResultRow } from "../../shared/results/results.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
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
  sends("PUT", `/api/inspections/${inspectionId}/adjustments`, {
    adjustments: adjustments.map((one) => ({ reason: "Theo hồ sơ", ...one })),
  });
const rowOf = async (name: string): Promise<ResultRow> => {
  const { rows }: { rows: ResultRow[] } = await (await server.asLead().fetch("/api/results?basis=live")).json();
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
    expect((await (await gives(inspectionId, { id: "initiative", times: 1 }, { id: "initiative", times: 1 })).json()).code).toBe(
      "adjustment-unknown",
    );
    expect((await gives(inspectionId, { id: "initiative", times: 1, reason: " " })).status).toBe(400);
    expect((await server.asInspector("an").fetch(`/api/inspections/${inspectionId}/adjustments`)).status).toBe(403);
    await sends("POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
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
    expect(await given.json()).toMatchObject({
      bonus: 150,
      penalty: 200,
      adjustments: [{ id: "initiative", reason: "Theo hồ sơ" }, { id: "late-report" }],
    });
    expect(await rowOf("Sở Y tế")).toMatchObject({
      rank: 2,
      tied: false,
      index: a.index - 50,
      adjustment: { bonus: 150, penalty: 200 },
      areas: before,
    });
    expect(await rowOf("Sở Xây dựng")).not.toHaveProperty("adjustment");
    expect(await rowOf("Sở Xây dựng")).toMatchObject({ rank: 1, index: b.index });
    await gives(a.inspectionId);
    expect(await rowOf("Sở Y tế")).toMatchObject({ rank: 1, tied: true, index: a.index });
  });

  test("say who gave them and when, and the history keeps what they were and why, field by field", async () => {
    const { inspectionId } = await scored(0, 3);
    const admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
    const path = `/api/inspections/${inspectionId}/adjustments`;
    const give = async (device: Device, ...adjustments: { id: string; times: number; reason: string }[]) => {
      const answer = await device.fetch(path, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ adjustments }),
      });
      return (await answer.json()).adjustments;
    };
    const [bonus, penalty] = [
      { id: "initiative", times: 1, reason: "Sáng kiến một cửa" },
      { id: "late-report", times: 1, reason: "Báo cáo chậm" },
    ];
    const [first, second] = await give(server.asLead(), bonus, penalty);
    expect([first, second]).toMatchObject([bonus, penalty]);
    expect(first).toMatchObject({ decidedBy: server.asInspector("lan").personId, decidedByName: "Phạm Ngọc Lan" });
    // What another lead leaves as it is stays whose it was.
    const [kept, changed] = await give(admin, bonus, { ...penalty, times: 2, reason: "Chậm hai kỳ" });
    expect(kept).toEqual(first);
    expect(changed).toMatchObject({ times: 2, decidedBy: server.asInspector("quan").personId });
    const before = server.counts();
    await give(server.asLead(), { ...penalty, times: 2, reason: "Chậm hai kỳ" }, bonus);
    expect(server.counts()).toEqual(before);
    await give(server.asLead(), bonus);
    const { history } = await (await server.asLead().fetch(`/api/inspections/${inspectionId}/history`)).json();
    const told = history.filter(({ action }: { action: string }) => action === "inspection.adjusted");
    const change = (id: string, field: string, from: unknown, to: unknown) => ({ field: `adjustments.${id}.${field}`, from, to });
    expect(told.map(({ changes }: { changes: unknown }) => changes)).toEqual([
      [
        change("initiative", "times", null, 1),
        change("initiative", "reason", null, "Sáng kiến một cửa"),
        change("late-report", "times", null, 1),
        change("late-report", "reason", null, "Báo cáo chậm"),
      ],
      [change("late-report", "times", 1, 2), change("late-report", "reason", "Báo cáo chậm", "Chậm hai kỳ")],
      [change("late-report", "times", 2, null), change("late-report", "reason", "Chậm hai kỳ", null)],
    ]);
    expect(await findBreak(server.context.database.read)).toBeUndefined();
  });

  test("have columns of their own beside the index, as CSV and as XLSX", async () => {
    const { inspectionId, index } = await scored(0, 3);
    await gives(inspectionId, { id: "late-report", times: 1 }, { id: "initiative", times: 1 });
    const language = { headers: { "accept-language": "en" } };
    const csv = await (await server.asLead().fetch("/api/results.csv", language)).text();
    const [head = "", ...lines] = csv.slice(1).split("\r\n");
    const columns = head.split(";");
    const cells = (name: string) => {
      const line = lines.find((one) => one.includes(name))?.split(";") ?? [];
      return ["Index", "Bonus", "Penalty"].map((title) => line[columns.indexOf(title)]);
    };
    expect(cells("Sở Y tế")).toEqual([((index - 50) / 100).toFixed(2), "1.50", "2.00"]);
    expect(cells("Sở Xây dựng")).toEqual(["", "", ""]);
    const rows = await readSheet(Buffer.from(await (await server.asLead().fetch("/api/results.xlsx", language)).arrayBuffer()));
    const row = rows.find((one) => one.includes("Sở Y tế")) ?? [];
    expect(["Bonus", "Penalty"].map((title) => row[rows[0]?.indexOf(title) ?? -1])).toEqual([1.5, 2]);
  });
});
