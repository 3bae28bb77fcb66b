import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOf, recordDeeds } from "../../server/ledger/audit.ts";
import { findFaults } from "../../server/verify/verify.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { leadVerbs, notApplicable, refusalOf, send } from "../support/lead-verbs.ts";
import { makeDevice, type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { comesBack, leavesAlone, makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  await server.remove();
});

const { as, conclude, decide, giveBack, history, post, sentByBoth, settle, settleByMean, stages } = leadVerbs(() => server);

const title = { vi: "Sáng kiến", en: "Initiative" };
const adjusted: Checklist = {
  ...defaultChecklist,
  id: "adjusted",
  adjustments: {
    cap: { bonus: 300, penalty: 500 },
    list: [
      { id: "initiative", kind: "bonus", points: 100, title },
      { id: "late-report", kind: "penalty", points: 200, title },
    ],
  },
};
const nameOf = ({ id, version }: Checklist) => ({ id, version });

async function publishAdjusted(): Promise<Checklist> {
  const path = `/api/checklists/${adjusted.id}/${adjusted.version}`;
  await send(server.asLead(), "PUT", path, adjusted);
  await send(server.asLead(), "POST", `${path}/publication`, {});
  return adjusted;
}

describe("concluding", () => {
  test("waits for the word on every “not applicable”, and for the sheet of one that was refused", async () => {
    const { sheets, ...at } = await sentByBoth({ seed: 3, answers: notApplicable });
    const before = server.counts();
    expect(await refusalOf(conclude(at.inspectionId))).toEqual([409, "not-applicable-pending"]);
    expect(server.counts()).toEqual(before);
    await decide(at.inspectionId, "an", false);
    expect(await refusalOf(conclude(at.inspectionId))).toEqual([409, "sheets-returned"]);
    const again = { ...makeSheet({ ...at, seed: 3 }), replaces: { id: sheets.an.id, reason: "Theo ý kiến trưởng đoàn" } };
    expect((await (await as("an").submits(again)).json()).receipt.status).toBe("accepted");
    expect((await conclude(at.inspectionId)).status).toBe(200);
  });

  test("of a visit on site asks what became of its minutes, whoever asks; a lead's waiver is on record as on the page", async () => {
    const at = await sentByBoth();
    await settleByMean(at.inspectionId);
    const before = server.counts();
    for (const body of [{}, { waiveEvidence: "Không có tệp" }])
      expect(await refusalOf(post(at.inspectionId, "conclusion", body))).toEqual([409, "minutes-missing"]);
    expect(server.counts()).toEqual(before);
    expect(await refusalOf(post(at.inspectionId, "conclusion", { waiveMinutes: " " }))).toEqual([400, "malformed"]);
    expect((await post(at.inspectionId, "conclusion", { waiveMinutes: "Đơn vị mất điện" })).status).toBe(200);
    const told = (await history(at.inspectionId)).slice(-2).map(({ action, reason }) => [action, reason]);
    expect(told).toEqual([
      ["minutes.waived", "Đơn vị mất điện"],
      ["inspection.concluded", null],
    ]);
    const remote = await server.opens({ form: "remote", unit: 2 });
    await as("an").submits(makeSheet({ ...remote, form: "remote" }));
    expect((await post(remote.inspectionId, "conclusion", { waiveMinutes: "Không cần" })).status).toBe(200);
    expect((await history(remote.inspectionId)).filter(({ action }) => action === "minutes.waived")).toEqual([]);
  });

  test("does not wait for one whose author is gone: the lead may approve what was refused", async () => {
    const at = await sentByBoth({ seed: 3, answers: notApplicable });
    await decide(at.inspectionId, "an", false);
    expect((await decide(at.inspectionId, "an", true)).status).toBe(204);
    // Bình gave points to what is not applicable to An.
    const taken = { by: "inspector", personId: as("an").personId };
    expect((await settle(at.inspectionId, { rest: taken })).status).toBe(201);
    expect((await conclude(at.inspectionId)).status).toBe(200);
  });

  test("does not wait for a sheet whose return the lead takes back with a reason", async () => {
    const at = await sentByBoth();
    const undo = (name: PersonName, reason = "Người chấm đã chuyển công tác") =>
      post(at.inspectionId, "return/undo", { personId: as(name).personId, reason });
    expect(await refusalOf(undo("an"))).toEqual([404, "not-found"]);
    await giveBack(at.inspectionId, "an");
    await giveBack(at.inspectionId, "binh");
    expect(await refusalOf(undo("an", " "))).toEqual([400, "malformed"]);
    expect((await undo("an")).status).toBe(204);
    expect(await stages(at.inspectionId)).toMatchObject({ state: "returned" });
    expect(await refusalOf(undo("an"))).toEqual([404, "not-found"]);
    expect((await undo("binh")).status).toBe(204);
    expect(await stages(at.inspectionId)).toMatchObject({ state: "submitted" });
    expect((await history(at.inspectionId)).filter(({ action }) => action === "submission.returnUndone")).toMatchObject([
      { reason: "Người chấm đã chuyển công tác" },
      { reason: "Người chấm đã chuyển công tác" },
    ]);
    expect((await conclude(at.inspectionId)).status).toBe(200);
    expect(await refusalOf(undo("an"))).toEqual([409, "inspection-concluded"]);
  });

  test("follows an appraisal that settled the criterion in another way, and a refusal does not take it away afterwards", async () => {
    const at = await sentByBoth({ seed: 3, answers: notApplicable });
    const rest = { rest: { by: "inspector", personId: as("binh").personId, reason: "Bình xem tại chỗ" } };
    expect((await settle(at.inspectionId, rest)).status).toBe(201);
    expect((await conclude(at.inspectionId)).status).toBe(200);
    expect(await refusalOf(decide(at.inspectionId, "an", false))).toEqual([409, "inspection-concluded"]);
    expect(await stages(at.inspectionId)).toMatchObject({ state: "concluded" });
  });
});

describe("one who scored an inspection", () => {
  const given = { adjustments: [{ id: "initiative", times: 2, reason: "Sáng kiến" }] };
  const adjust = (inspectionId: string, device = server.asLead()) =>
    send(device, "PUT", `/api/inspections/${inspectionId}/adjustments`, given);
  const row = async (unitId: string) => {
    const { rows } = await (await server.asLead().fetch("/api/results")).json();
    return rows.find((one: { unitId: string }) => one.unitId === unitId);
  };

  test("neither concludes it nor gives it a bonus nor approves their own “not applicable” while somebody else could; alone it is printed", async () => {
    const checklist = await publishAdjusted();
    const open = {
      planId: server.planId,
      kind: "planned",
      form: "both",
      visitedOn: "2026-11-05",
      announced: true,
      checklist: nameOf(checklist),
    };
    const team = [{ personId: as("lan").personId, position: "head", scores: true }];
    const opened = await send(server.asLead(), "POST", "/api/inspections", { ...open, unitIds: [server.unitIds[1]], team });
    const [inspectionId] = (await opened.json()).inspectionIds;
    // Waited for, they are one who scores already.
    expect(await refusalOf(adjust(inspectionId))).toEqual([409, "scorer-settles"]);
    const sheet = makeSheet({
      inspectionId,
      unitId: server.unitIds[1] ?? "",
      visitedOn: "2026-11-05",
      seed: 4,
      checklist,
      answers: notApplicable,
    });
    expect((await as("lan").submits(sheet)).status).toBe(201);
    const before = server.counts();
    expect(await refusalOf(decide(inspectionId, "lan", true))).toEqual([409, "scorer-settles"]);
    expect(await refusalOf(adjust(inspectionId))).toEqual([409, "scorer-settles"]);
    expect(await refusalOf(conclude(inspectionId))).toEqual([409, "scorer-settles"]);
    expect(server.counts()).toEqual(before);
    expect(await row(sheet.unitId)).toMatchObject({ settledByScorer: false });

    await leavesAlone(server, "lan", ["quan"]);
    expect((await adjust(inspectionId)).status).toBe(200);
    expect(await row(sheet.unitId)).toMatchObject({ settledByScorer: true, provisional: true });
    expect((await decide(inspectionId, "lan", true)).status).toBe(204);
    expect(await (await conclude(inspectionId)).json()).toEqual({ byScorer: true });
    await comesBack(server, "lan", ["quan"]);
    expect(await row(sheet.unitId)).toMatchObject({ settledByScorer: true, provisional: false });
    expect((await history(inspectionId)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(["inspection.adjusted-by-scorer", "inspection.concluded-by-scorer"]),
    );
    // Asked again by somebody else it says who concluded, not who asks.
    const admin = await makeDevice(server, server.app, as("quan").personId, "lead");
    expect(await (await conclude(inspectionId, admin)).json()).toEqual({ byScorer: true });
    const csv = await (await server.asLead().fetch("/api/results.csv", { headers: { "accept-language": "en" } })).text();
    const lines: Record<string, string>[] = parse(csv, { bom: true, delimiter: ";", columns: true });
    const said = lines.filter((line) => line["Settled, concluded or adjusted by one who scored"] === "yes");
    expect(said.map((line) => Object.values(line).includes(sheet.unitId))).toEqual([true]);
    const { email } = await makeAccount(server, "Reader", ["lead"]);
    const reader = await signedIn(server, email);
    const words = async (path: string) => await (await reader.visits(path)).text();
    expect(await words("/results?lang=en")).toContain("settled or concluded by one who scored it");
    const page = await words(`/units/${sheet.unitId}?plan=${server.planId}&lang=en`);
    expect(page).toContain("Who gave the bonus or penalty also scored this inspection.");
    expect(page).toContain("Who concluded also scored this inspection.");
  });
});

describe("settling", () => {
  test("is refused while a sheet is out with its author, or a refused “not applicable” waits for one", async () => {
    const { sheets, ...at } = await sentByBoth();
    await giveBack(at.inspectionId, "an");
    const before = server.counts();
    expect(await refusalOf(settle(at.inspectionId))).toEqual([409, "sheets-returned"]);
    expect(server.counts()).toEqual(before);
    const again = { ...makeSheet({ ...at, seed: 9 }), replaces: { id: sheets.an.id, reason: "Đếm lại" } };
    expect((await as("an").submits(again)).status).toBe(201);
    expect(await refusalOf(settle(at.inspectionId))).toEqual([422, "incomplete"]);

    const other = await sentByBoth({ seed: 3, answers: notApplicable });
    expect((await decide(other.inspectionId, "an", false)).status).toBe(204);
    const rest = { rest: { by: "inspector", personId: as("binh").personId, reason: "Theo Bình" } };
    expect(await refusalOf(settle(other.inspectionId, rest))).toEqual([409, "sheets-returned"]);
  });

  test("that stands on a sheet falls with it, whichever way the sheet goes; its figures stay where they were stored, and the history says so", async () => {
    const rest = { rest: { by: "mean", reason: "Chênh lệch nhỏ" } };
    const { sheets, ...at } = await sentByBoth({ seed: 3 }, { seed: 8 });
    const { submissionId, index } = await (await settle(at.inspectionId, rest)).json();
    expect((await giveBack(at.inspectionId, "an")).status).toBe(204);
    expect((await history(at.inspectionId)).find(({ action }) => action === "appraisal.dropped")).toMatchObject({
      submissionId,
      changes: [
        { field: "appraisal", from: submissionId, to: null },
        { field: "appraisal.index", from: index, to: null },
      ],
    });
    const stored = await server.context.database.read
      .selectFrom("submissions")
      .select(["status", "document"])
      .where("id", "=", submissionId)
      .executeTakeFirst();
    expect([stored?.status, JSON.parse(stored?.document ?? "{}").index]).toEqual(["withdrawn", index]);
    expect(sheets.an.id).not.toBe(submissionId);
  });

  test("done while a sheet was out, as an earlier server allowed it, falls when the sheet is replaced or withdrawn", async () => {
    for (const way of ["replaced", "withdrawn"] as const) {
      const { sheets, ...at } = await sentByBoth();
      expect((await settle(at.inspectionId)).status).toBe(201);
      // What the earlier server left behind: settled, with a return that nobody has answered.
      const { read, write } = server.context.database;
      const [an, reason] = [as("an").personId, "Xem lại"];
      const row = {
        submission_id: sheets.an.id,
        inspection_id: at.inspectionId,
        person_id: an,
        reason,
        returned_by: "lan",
        returned_at: "2026-10-06T00:00:00.000Z",
      };
      await write.transaction().execute(async (transaction) => {
        await transaction.insertInto("returns").values(row).execute();
        const deed = { actorId: "lan", action: "submission.returned" as const, subject: sheets.an.id, contentHash: hashOf({ reason }) };
        await recordDeeds(transaction, new Date(), [deed]);
      });
      const again = { ...makeSheet({ ...at, seed: 9 }), replaces: { id: sheets.an.id, reason: "Đếm lại" } };
      const done = way === "replaced" ? await as("an").submits(again) : await as("an").withdraws(sheets.an.id);
      expect(done.status).toBe(way === "replaced" ? 201 : 200);
      const left = await read
        .selectFrom("summaries")
        .select("stage")
        .where("inspection_id", "=", at.inspectionId)
        .where("stage", "=", "appraisal")
        .execute();
      expect(left).toEqual([]);
      const shown = await stages(at.inspectionId);
      expect(shown.state).toBe(way === "replaced" ? "submitted" : "open");
      expect(shown.sheets.map(({ stage }) => stage)).toEqual(way === "replaced" ? ["inspector", "inspector"] : []);
      if (way === "withdrawn") continue;
      const told = await history(at.inspectionId);
      const states = told.flatMap(({ changes }) =>
        changes.filter(({ field }) => field === "state").map(({ from, to }) => `${from} → ${to}`),
      );
      expect(states).toEqual(["open → submitted", "submitted → settled", "settled → returned", "returned → submitted"]);
      expect(told.map(({ action }) => action)).toContain("appraisal.dropped");
    }
  });
});
