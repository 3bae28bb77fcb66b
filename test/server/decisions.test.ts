import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFaults } from "../../server/database/verify.ts";
import type { Stages } from "../../shared/appraisal.ts";
import type { Checklist } from "../../shared/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/submission.ts";
import { type Device, makeDevice, type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet, type SheetOf } from "../support/sheets.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  await server.remove();
});

const as = (name: PersonName) => server.asInspector(name);
const send = (device: Device, method: string, path: string, body: unknown) =>
  device.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const post = (inspectionId: string, deed: string, body: unknown, device = server.asLead()) =>
  send(device, "POST", `/api/inspections/${inspectionId}/${deed}`, body);
const settle = (inspectionId: string, request: object = {}, device = server.asLead()) =>
  post(inspectionId, "appraisal", { id: newId(), decisions: {}, ...request }, device);
const giveBack = (inspectionId: string, name: PersonName) => post(inspectionId, "return", { personId: as(name).personId, reason: "Xem lại số liệu" });
const conclude = (inspectionId: string, device = server.asLead()) => post(inspectionId, "conclusion", {}, device);
const decide = (inspectionId: string, name: PersonName, approved: boolean, device = server.asLead()) =>
  post(inspectionId, "not-applicable", { personId: as(name).personId, criterion: "NYTT-10", approved, reason: "Đã xem hồ sơ" }, device);
const stages = async (inspectionId: string): Promise<Stages> => await (await server.asLead().fetch(`/api/inspections/${inspectionId}/stages`)).json();
interface Item {
  readonly action: string;
  readonly reason: string | null;
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
}
const history = async (inspectionId: string): Promise<Item[]> =>
  (await (await server.asLead().fetch(`/api/inspections/${inspectionId}/history`)).json()).history;

async function refusalOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await answer).json();
  return [status, code];
}

const notApplicable = { "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu" } } as const;

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

/** An inspection by An and Bình, both of whom have sent. */
async function sentByBoth(an: Partial<SheetOf> = { seed: 3 }, binh: Partial<SheetOf> = { seed: 3 }) {
  const at = await server.opens({ team: ["an", "binh"] });
  const sheets = { an: makeSheet({ ...at, ...an }), binh: makeSheet({ ...at, ...binh }) };
  for (const name of ["an", "binh"] as const) expect((await as(name).submits(sheets[name])).status).toBe(201);
  return { ...at, sheets };
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

  test("does not wait for one whose author is gone: the lead may approve what was refused", async () => {
    const at = await sentByBoth({ seed: 3, answers: notApplicable });
    await decide(at.inspectionId, "an", false);
    expect((await decide(at.inspectionId, "an", true)).status).toBe(204);
    expect((await conclude(at.inspectionId)).status).toBe(200);
  });

  test("does not wait for a sheet whose return the lead takes back with a reason", async () => {
    const at = await sentByBoth();
    const undo = (name: PersonName, reason = "Người chấm đã chuyển công tác") => post(at.inspectionId, "return/undo", { personId: as(name).personId, reason });
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
  const adjust = (inspectionId: string, device = server.asLead()) => send(device, "PUT", `/api/inspections/${inspectionId}/adjustments`, given);
  const row = async (unitId: string) => {
    const { rows } = await (await server.asLead().fetch("/api/results")).json();
    return rows.find((one: { unitId: string }) => one.unitId === unitId);
  };

  test("neither concludes it nor gives it a bonus nor approves their own “not applicable” while somebody else could; alone it is printed", async () => {
    const checklist = await publishAdjusted();
    const open = { planId: server.planId, kind: "planned", form: "both", visitedOn: "2026-11-05", announced: true, checklist: nameOf(checklist) };
    const team = [{ personId: as("lan").personId, position: "head", scores: true }];
    const opened = await send(server.asLead(), "POST", "/api/inspections", { ...open, unitIds: [server.unitIds[1]], team });
    const [inspectionId] = (await opened.json()).inspectionIds;
    // Waited for, they are one who scores already.
    expect(await refusalOf(adjust(inspectionId))).toEqual([409, "scorer-settles"]);
    const sheet = makeSheet({ inspectionId, unitId: server.unitIds[1] ?? "", visitedOn: "2026-11-05", seed: 4, checklist, answers: notApplicable });
    expect((await as("lan").submits(sheet)).status).toBe(201);
    const before = server.counts();
    expect(await refusalOf(decide(inspectionId, "lan", true))).toEqual([409, "scorer-settles"]);
    expect(await refusalOf(adjust(inspectionId))).toEqual([409, "scorer-settles"]);
    expect(await refusalOf(conclude(inspectionId))).toEqual([409, "scorer-settles"]);
    expect(server.counts()).toEqual(before);
    expect(await row(sheet.unitId)).toMatchObject({ settledByScorer: false });

    const alone = (disabled_at: string | null) =>
      server.context.database.write.updateTable("people").set({ disabled_at }).where("id", "=", as("quan").personId).execute();
    await alone(new Date().toISOString());
    expect((await adjust(inspectionId)).status).toBe(200);
    expect(await row(sheet.unitId)).toMatchObject({ settledByScorer: true, provisional: true });
    expect((await decide(inspectionId, "lan", true)).status).toBe(204);
    expect(await (await conclude(inspectionId)).json()).toEqual({ byScorer: true });
    await alone(null);
    expect(await row(sheet.unitId)).toMatchObject({ settledByScorer: true, provisional: false });
    expect((await history(inspectionId)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(["inspection.adjusted-by-scorer", "inspection.concluded-by-scorer"]),
    );
    // Asked again by somebody else it says who concluded, not who asks.
    const admin = await makeDevice(server, server.app, as("quan").personId, "lead", new Date());
    expect(await (await conclude(inspectionId, admin)).json()).toEqual({ byScorer: true });
    const csv = await (await server.asLead().fetch("/api/results.csv", { headers: { "accept-language": "en" } })).text();
    const [head = "", ...lines] = csv.split("\r\n");
    const at = head.split(";").indexOf("Settled, concluded or adjusted by one who scored");
    expect(lines.filter((line) => line.split(";")[at] === "yes").map((line) => line.includes(sheet.unitId))).toEqual([true]);
    const { email } = await makeAccount(server, "Reader", ["lead"]);
    const reader = await signedIn(server, email);
    const words = async (path: string) => await (await reader.visits(path)).text();
    expect(await words("/results?lang=en")).toContain("settled or concluded by one who scored it");
    const page = await words(`/units/${sheet.unitId}?plan=${server.planId}&lang=en`);
    expect(page).toContain("Who gave the bonus or penalty also scored this inspection.");
    expect(page).toContain("Who concluded also scored this inspection.");
  });
});

describe("a late sheet", () => {
  const waiting = async () => (await (await server.asLead().fetch(`/api/late?plan=${server.planId}`)).json()).late;
  const word = (inspectionId: string, submissionId: string, accepted: boolean, reason = "Mạng hỏng, đã xác minh") =>
    post(inspectionId, "late", { submissionId, accepted, reason });
  const excuse = (inspectionId: string, name: PersonName, deed = "excuse") => post(inspectionId, deed, { personId: as(name).personId, reason: "Nghỉ ốm" });
  const replacing = (sheet: Submission, of: SheetOf): Submission => ({ ...makeSheet(of), replaces: { id: sheet.id, reason: "Bổ sung" } });

  test("after the conclusion waits in a list; accepted, it stands, marked as not blind, and the inspection is open again", async () => {
    const { sheets, ...at } = await sentByBoth({ seed: 3 }, { seed: 8 });
    expect((await settle(at.inspectionId, { rest: { by: "mean", reason: "Chênh lệch nhỏ" } })).status).toBe(201);
    expect((await conclude(at.inspectionId)).status).toBe(200);
    const late = replacing(sheets.an, { ...at, seed: 0 });
    expect((await (await as("an").submits(late)).json()).receipt.status).toBe("late");
    const beside = { submissionId: late.id, why: "concluded", index: 10_000 };
    expect((await waiting()).at(-1)).toMatchObject({ ...beside, personName: "Lê Thị An", unitName: "Sở Y tế", state: "concluded", stage: "inspector" });
    expect((await stages(at.inspectionId)).late).toMatchObject([{ ...beside, decision: null }]);
    const trace = async () => await (await server.asLead().fetch(`/api/results/trace?plan=${server.planId}&unit=${at.unitId}`)).json();
    const told = async () => (await history(at.inspectionId)).map(({ action }) => action);
    expect(await told()).toContain("submission.inspector.late");

    const before = server.counts();
    expect(await refusalOf(word(at.inspectionId, late.id, true, " "))).toEqual([400, "malformed"]);
    expect(await refusalOf(word(at.inspectionId, sheets.an.id, true))).toEqual([404, "not-found"]);
    expect(await refusalOf(word(newId(), late.id, true))).toEqual([404, "not-found"]);
    expect(server.counts()).toEqual(before);
    expect((await word(at.inspectionId, late.id, true)).status).toBe(204);
    expect((await word(at.inspectionId, late.id, true)).status).toBe(204);
    expect(await refusalOf(word(at.inspectionId, late.id, false))).toEqual([404, "not-found"]);
    expect((await waiting()).some(({ submissionId }: { submissionId: string }) => submissionId === late.id)).toBe(false);
    const shown = await stages(at.inspectionId);
    expect(shown).toMatchObject({ state: "submitted", concludedByScorer: null, late: [] });
    expect(shown.sheets.map(({ stage, submissionId, blind, late: word }) => [stage, submissionId, blind, word?.reason])).toEqual([
      ["inspector", sheets.binh.id, true, undefined],
      ["inspector", late.id, false, "Mạng hỏng, đã xác minh"],
    ]);
    const accepted = (await history(at.inspectionId)).find(({ action }) => action === "submission.late.accepted");
    expect(accepted).toMatchObject({ reason: "Mạng hỏng, đã xác minh" });
    expect(accepted?.changes).toEqual(
      expect.arrayContaining([
        { field: "state", from: "concluded", to: "submitted" },
        { field: "current", from: sheets.an.id, to: late.id },
        { field: "index", from: sheets.an.index, to: 10_000 },
      ]),
    );
    expect(await told()).toContain("appraisal.dropped");
    expect(await (await as("an").fetch(`/api/submissions/${late.id}`)).json()).toMatchObject({ status: "current", late: { accepted: true } });
    expect((await conclude(at.inspectionId)).status).toBe(200);
    const back = (await trace()).sheets.find(({ submissionId }: { submissionId: string }) => submissionId === late.id);
    expect(back.late).toMatchObject({ accepted: true, reason: "Mạng hỏng, đã xác minh" });
  });

  test("that is declined stays beside the others, decided, and changes nothing", async () => {
    const { sheets, ...at } = await sentByBoth({ seed: 3 }, { seed: 8 });
    await conclude(at.inspectionId);
    const late = replacing(sheets.an, { ...at, seed: 0 });
    await as("an").submits(late);
    const before = (await stages(at.inspectionId)).sheets;
    expect((await word(at.inspectionId, late.id, false, "Quá hạn")).status).toBe(204);
    const shown = await stages(at.inspectionId);
    expect(shown).toMatchObject({ state: "concluded", late: [{ submissionId: late.id, decision: { accepted: false, reason: "Quá hạn" } }] });
    expect(shown.sheets).toEqual(before);
    expect((await waiting()).some(({ submissionId }: { submissionId: string }) => submissionId === late.id)).toBe(false);
    expect((await history(at.inspectionId)).at(-1)).toMatchObject({ action: "submission.late.declined", reason: "Quá hạn", changes: [] });
    expect(await (await as("an").fetch(`/api/submissions/${late.id}`)).json()).toMatchObject({ status: "late", late: { accepted: false, reason: "Quá hạn" } });
  });

  test("beside one that counts gives way to its author's next sheet, once the inspection is open again", async () => {
    const { sheets, ...at } = await sentByBoth({ seed: 3 }, { seed: 8 });
    await conclude(at.inspectionId);
    const lateAn = replacing(sheets.an, { ...at, seed: 0 });
    const lateBinh = replacing(sheets.binh, { ...at, seed: 2 });
    await as("an").submits(lateAn);
    await as("binh").submits(lateBinh);
    expect((await word(at.inspectionId, lateBinh.id, true)).status).toBe(204);
    expect(await refusalOf(as("an").submits(replacing(sheets.an, { ...at, seed: 5 })))).toEqual([409, "revealed"]);
    await giveBack(at.inspectionId, "an");
    // By the sheet that counts or by the late one: the device may know either as its latest.
    const next = replacing(lateAn, { ...at, seed: 5 });
    expect((await as("an").submits(next)).status).toBe(201);
    const rows = await server.context.database.read.selectFrom("submissions").select(["id", "status"]).where("inspection_id", "=", at.inspectionId).execute();
    expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(
      new Map([
        [sheets.an.id, "replaced"],
        [lateAn.id, "replaced"],
        [next.id, "current"],
        [sheets.binh.id, "replaced"],
        [lateBinh.id, "current"],
      ]),
    );
  });

  test("of the unit itself takes the place of a colleague's and opens nothing: it enters no result", async () => {
    const office = async (name: string) => {
      const { id } = await makeAccount(server, name, ["unit"]);
      await server.context.database.write
        .updateTable("people")
        .set({ unit_id: server.unitIds[0] ?? "" })
        .where("id", "=", id)
        .execute();
      return await makeDevice(server, server.app, id, "unit", new Date());
    };
    const [first, second] = [await office("Văn thư"), await office("Chánh văn phòng")];
    const at = await server.opens();
    const own = (sheet: Submission): Submission => ({ ...sheet, stage: "self" });
    const before = own(makeSheet({ ...at, seed: 5 }));
    await first.submits(before);
    await as("an").submits(makeSheet({ ...at, seed: 3 }));
    await settle(at.inspectionId);
    await conclude(at.inspectionId);
    const late = own({ ...makeSheet(at), replaces: { id: before.id, reason: "Bổ sung minh chứng" } });
    expect((await (await second.submits(late)).json()).receipt.status).toBe("late");
    expect((await waiting()).at(-1)).toMatchObject({ submissionId: late.id, stage: "self", why: "concluded" });
    expect((await word(at.inspectionId, late.id, true)).status).toBe(204);
    const shown = await stages(at.inspectionId);
    expect(shown.state).toBe("concluded");
    expect(shown.sheets.map(({ stage, submissionId, blind }) => [stage, stage === "self" ? submissionId : "", blind])).toEqual([
      ["self", late.id, false],
      ["inspector", "", true],
      ["appraisal", "", false],
    ]);
  });

  test("is not accepted by its own author, nor by one who scored, while another lead could decide", async () => {
    const at = await server.opens({ team: ["an", "lan"] });
    await as("an").submits(makeSheet({ ...at, seed: 3 }));
    expect(await refusalOf(excuse(at.inspectionId, "lan", "excuse/undo"))).toEqual([404, "not-found"]);
    await excuse(at.inspectionId, "lan");
    const late = makeSheet({ ...at, seed: 0 });
    expect((await (await as("lan").submits(late)).json()).receipt.status).toBe("late");
    expect(await refusalOf(word(at.inspectionId, late.id, true))).toEqual([409, "scorer-settles"]);
  });

  test("from one who was excused shows no points before the reveal; an excuse in error is taken back, and the sheet counts as blind", async () => {
    const at = await server.opens({ team: ["an", "binh", "chi"] });
    await as("an").submits(makeSheet({ ...at, seed: 3 }));
    await excuse(at.inspectionId, "binh");
    const late = makeSheet({ ...at, seed: 0 });
    expect((await (await as("binh").submits(late)).json()).receipt.status).toBe("late");
    expect((await waiting()).at(-1)).toMatchObject({ submissionId: late.id, why: "excused", index: null, state: "open" });
    expect(await stages(at.inspectionId)).toMatchObject({ revealed: false, late: [], sheetsExpected: 2, sheetsSent: 1 });
    expect((await history(at.inspectionId)).map(({ action }) => action)).toEqual(["inspection.opened", "inspector.excused"]);
    expect(await refusalOf(excuse(at.inspectionId, "chi", "excuse/undo"))).toEqual([404, "not-found"]);
    expect((await excuse(at.inspectionId, "binh", "excuse/undo")).status).toBe(204);
    expect(await stages(at.inspectionId)).toMatchObject({ revealed: false, sheetsExpected: 3, sheetsSent: 2 });
    expect((await history(at.inspectionId)).at(-1)).toMatchObject({
      action: "inspector.excuseUndone",
      changes: [{ field: "excused", from: "Nghỉ ốm", to: null }],
    });
    await as("chi").submits(makeSheet({ ...at, seed: 5 }));
    const shown = await stages(at.inspectionId);
    expect(shown).toMatchObject({ revealed: true, state: "submitted" });
    expect(shown.sheets.map(({ blind }) => blind)).toEqual([true, true, true]);
    // Points have been seen: from here on a late sheet can only be accepted as what it is.
    expect(await refusalOf(excuse(at.inspectionId, "binh", "excuse/undo"))).toEqual([409, "excuse-stands"]);
  });

  test("from one whose excuse revealed the points is accepted as not blind, and the excuse ends with it", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const an = makeSheet({ ...at, seed: 3 });
    await as("an").submits(an);
    await excuse(at.inspectionId, "binh");
    expect(await refusalOf(excuse(at.inspectionId, "binh", "excuse/undo"))).toEqual([409, "excuse-stands"]);
    const late = makeSheet({ ...at, seed: 0 });
    await as("binh").submits(late);
    expect((await word(at.inspectionId, late.id, true)).status).toBe(204);
    const shown = await stages(at.inspectionId);
    expect(shown).toMatchObject({ state: "submitted", sheetsExpected: 2, sheetsSent: 2 });
    expect(shown.sheets.map(({ submissionId, blind }) => [submissionId, blind])).toEqual([
      [an.id, true],
      [late.id, false],
    ]);
  });
});

describe("before the reveal", () => {
  /** Everything a lead can read and try, without what names the inspection. */
  async function seen({ inspectionId, unitId }: { inspectionId: string; unitId: string }): Promise<string> {
    const lead = server.asLead();
    const read = async (path: string) => await (await lead.fetch(path)).json();
    const refused = async (deed: string, body: object) => await (await post(inspectionId, deed, body)).json();
    const { inspections } = await read(`/api/inspections?plan=${server.planId}`);
    const { rows } = await read(`/api/results?plan=${server.planId}`);
    const said = [
      await read(`/api/inspections/${inspectionId}`),
      await read(`/api/inspections/${inspectionId}/stages`),
      await read(`/api/inspections/${inspectionId}/history`),
      inspections.find(({ id }: { id: string }) => id === inspectionId),
      rows.find((row: { unitId: string }) => row.unitId === unitId),
      await refused("appraisal", { id: newId(), decisions: {} }),
      await refused("return", { personId: as("an").personId, reason: "–" }),
      await refused("conclusion", {}),
      await refused("excuse", { personId: as("an").personId, reason: "Ốm" }),
      await (
        await send(lead, "PATCH", `/api/inspections/${inspectionId}`, { team: [{ personId: as("chi").personId, position: "member", scores: true }] })
      ).json(),
    ];
    return JSON.stringify(said)
      .replaceAll(inspectionId, "")
      .replaceAll(/"20\d\d-[^"]+Z"/g, "");
  }

  test("an excuse says nothing of who has sent: it is answered alike for one who has and one who has not, whose sheet stays", async () => {
    const worlds = [];
    for (const sender of ["an", "binh"] as const) {
      const at = await server.opens({ team: ["an", "binh", "chi"], visitedOn: "2026-12-10", unit: 2 });
      const sheet = makeSheet({ ...at, visitedOn: "2026-12-10", seed: 3 });
      expect((await as(sender).submits(sheet)).status).toBe(201);
      expect((await post(at.inspectionId, "excuse", { personId: as("an").personId, reason: "Ốm" })).status).toBe(204);
      worlds.push({ ...at, sender, sheet, said: await seen(at) });
    }
    expect(worlds[0]?.said).toBe(worlds[1]?.said);
    expect(worlds[0]?.said).toContain('"sheetsExpected":2,"sheetsSent":1');
    const [sent] = worlds;
    if (!sent) throw new Error("nobody has sent");
    // An, who was excused although they had sent, may still correct their sheet, and it counts.
    const again = { ...makeSheet({ ...sent, visitedOn: "2026-12-10", seed: 5 }), replaces: { id: sent.sheet.id, reason: "Đếm lại" } };
    expect((await (await as("an").submits(again)).json()).receipt.status).toBe("accepted");
    await as("binh").submits(makeSheet({ ...sent, visitedOn: "2026-12-10", seed: 6 }));
    // Two of two would say that somebody sent who is not waited for.
    expect(await stages(sent.inspectionId)).toMatchObject({ revealed: false, sheetsExpected: 2, sheetsSent: 1 });
    await as("chi").submits(makeSheet({ ...sent, visitedOn: "2026-12-10", seed: 7 }));
    const shown = await stages(sent.inspectionId);
    expect(shown).toMatchObject({ revealed: true, sheetsExpected: 3, sheetsSent: 3 });
    expect(shown.sheets.map(({ blind }) => blind)).toEqual([true, true, true]);
    expect(await refusalOf(post(sent.inspectionId, "excuse", { personId: as("binh").personId, reason: "Ốm" }))).toEqual([409, "already-scored"]);
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
      await write.insertInto("returns").values(row).execute();
      const again = { ...makeSheet({ ...at, seed: 9 }), replaces: { id: sheets.an.id, reason: "Đếm lại" } };
      const done = way === "replaced" ? await as("an").submits(again) : await as("an").withdraws(sheets.an.id);
      expect(done.status).toBe(way === "replaced" ? 201 : 200);
      const left = await read.selectFrom("summaries").select("stage").where("inspection_id", "=", at.inspectionId).where("stage", "=", "appraisal").execute();
      expect(left).toEqual([]);
      const shown = await stages(at.inspectionId);
      expect(shown.state).toBe(way === "replaced" ? "submitted" : "open");
      expect(shown.sheets.map(({ stage }) => stage)).toEqual(way === "replaced" ? ["inspector", "inspector"] : []);
      if (way === "withdrawn") continue;
      const told = await history(at.inspectionId);
      const states = told.flatMap(({ changes }) => changes.filter(({ field }) => field === "state").map(({ from, to }) => `${from} → ${to}`));
      expect(states).toEqual(["open → submitted", "submitted → settled", "settled → returned", "returned → submitted"]);
      expect(told.map(({ action }) => action)).toContain("appraisal.dropped");
    }
  });
});
