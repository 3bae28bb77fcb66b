import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDraft } from "../../server/documents/documents.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { boardWords } from "../../shared/words/board.ts";
import { concludeWords } from "../../shared/words/cycle/conclude.ts";
import { sendJson } from "../support/decided.ts";
import { printed } from "../support/documents.ts";
import { leadVerbs, refusalOf, send } from "../support/lead-verbs.ts";
import { browserOf } from "../support/newcomers.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeOffice } from "../support/visitor.ts";

let server: TestServer;
let office: Device;
let second: Device;
const { conclude, history, post, settleByMean, stages, as } = leadVerbs(() => server);
beforeAll(async () => {
  server = await startTestServer();
  office = await makeDevice(server, server.app, (await makeOffice(server, "Office", server.unitIds[0] ?? "")).id, "unit");
  second = await makeDevice(server, server.app, (await makeAccount(server, "Thu", ["lead"])).id, "lead");
});
afterAll(() => server.remove());

const found = () => findFaults(server.context.database, server.context.keys);
const set = (points: number) => ({ "NYTT-03": { by: "lead", points, reason: "Cộng lại theo sổ" } });
const propose = (id: string, body: object = {}, device = server.asLead(), correctionId = newId()) =>
  send(device, "PUT", `/api/inspections/${id}/corrections/${correctionId}`, { decisions: set(25), reason: "Cộng nhầm", ...body });
const answer = (id: string, body: object, device = server.asLead()) => send(device, "PUT", `/api/corrections/${id}/answer`, body);
const approve = (id: string, device = server.asLead(), sheet = newId()) => answer(id, { approved: true, id: sheet }, device);

async function sent(unit: number, team: readonly ("an" | "binh")[] = ["an"]) {
  const at = await server.opens({ unit, team });
  for (const [i, name] of team.entries()) expect((await as(name).submits(makeSheet({ ...at, seed: 3 + i * 5 }))).status).toBe(201);
  return at;
}

async function concluded(unit: number, team: readonly ("an" | "binh")[] = ["an"]) {
  const at = await sent(unit, team);
  if (team.length > 1) await settleByMean(at.inspectionId);
  expect((await conclude(at.inspectionId)).status).toBe(200);
  return at;
}

async function proposed(inspectionId: string, body: object = {}) {
  const id = newId();
  expect((await propose(inspectionId, body, undefined, id)).status).toBe(201);
  return id;
}

async function rowOf(unitId: string) {
  const { rows } = await (await server.asLead().fetch(`/api/results?plan=${server.planId}`)).json();
  return rows.find((row: { unitId: string }) => row.unitId === unitId);
}

describe("after a conclusion figures change", () => {
  test("by a correction that was approved: a new appraised sheet, the old one stays, results and ranks follow, the history tells", async () => {
    const at = await concluded(0, ["an", "binh"]);
    const other = await concluded(1);
    const before = await rowOf(at.unitId);
    const old = (await stages(at.inspectionId)).sheets.find(({ stage }) => stage === "appraisal");
    const id = await proposed(at.inspectionId, { decisions: set(0), reason: "Điểm ghi nhầm dòng" });
    // Proposed is nothing yet.
    expect(await rowOf(at.unitId)).toEqual(before);
    const sheet = newId();
    expect((await approve(id, second, sheet)).status).toBe(201);
    expect((await approve(id, second, sheet)).status).toBe(200);
    expect(await refusalOf(approve(id, second))).toEqual([409, "id-taken"]);
    const after = await rowOf(at.unitId);
    expect(after.index).toBeLessThan(before.index);
    expect(after.inspection.id).toBe(at.inspectionId);
    // Whatever the first was, nobody stands before the other whose index is lower.
    const rival = await rowOf(other.unitId);
    expect(Math.sign(after.rank - rival.rank)).toBe(Math.sign(rival.index - after.index));
    const shown = await stages(at.inspectionId);
    expect(shown.state).toBe("concluded");
    const appraised = shown.sheets.find(({ stage }) => stage === "appraisal");
    expect(appraised).toMatchObject({ submissionId: sheet, replaces: { id: old?.submissionId, reason: "Điểm ghi nhầm dòng" } });
    const criterion = shown.criteria.find((one) => one.criterion === "NYTT-03");
    expect(criterion?.given.find(({ submissionId }) => submissionId === sheet)).toMatchObject({ points: 0, by: "lead" });
    const told = await history(at.inspectionId);
    expect(told.slice(-3).map(({ action }) => action)).toEqual([
      "correction.proposed",
      "submission.appraisal.replaced",
      "inspection.corrected",
    ]);
    expect(told.at(-2)?.changes.map(({ field }) => field)).toEqual(expect.arrayContaining(["index", "NYTT-03.points"]));
    const { corrections } = await (await server.asLead().fetch(`/api/inspections/${at.inspectionId}/corrections`)).json();
    expect(corrections).toMatchObject([{ id, answer: { approved: true, submissionId: sheet, byName: "Thu", byScorer: false } }]);
    expect(await found()).toEqual([]);
  });

  test("and what stood before stays printable, whether or not it was ever issued, also before a second correction", async () => {
    const database = server.context.database;
    const browser = await browserOf(server, server.asLead().personId);
    const print = async (inspectionId: string, kind: "scoreAnnex" | "scoreSheet", before = "") => {
      const answer = await browser.visits(`/inspections/${inspectionId}/documents/draft/${kind}${before && `?before=${before}`}`);
      return { status: answer.status, text: answer.ok ? await printed(new Uint8Array(await answer.arrayBuffer())) : "" };
    };
    const figures = (text: string) =>
      text
        .replace(/DỰ THẢO|BẢN TRƯỚC ĐÍNH CHÍNH NGÀY [\d/]+|- Điểm như trước khi đính chính ngày [\d/]+\./g, "")
        .replace(/Số liệu[^\n]*|\d\d:\d\d[^\n]*/g, "")
        .replace(/\s+/g, " ");
    // Settled by a lead, and one inspector's sheet alone.
    for (const at of [await concluded(2, ["an", "binh"]), await concluded(3)]) {
      const kinds = ["scoreAnnex", "scoreSheet"] as const;
      const was = await Promise.all(kinds.map(async (kind) => figures((await print(at.inspectionId, kind)).text)));
      const first = await proposed(at.inspectionId, { decisions: set(0) });
      await approve(first, second);
      const between = figures((await print(at.inspectionId, "scoreAnnex")).text);
      const again = await proposed(at.inspectionId, { decisions: set(25) });
      await approve(again, second);
      for (const [i, kind] of kinds.entries()) {
        const { text } = await print(at.inspectionId, kind, first);
        expect(text).toMatch(/BẢN TRƯỚC ĐÍNH CHÍNH NGÀY \d\d\/\d\d\/\d{4}/);
        expect(figures(text)).toBe(was[i]);
      }
      expect(figures((await print(at.inspectionId, "scoreAnnex", again)).text)).toBe(between);
      expect(between).not.toBe(was[0]);
      const page = await (await browser.visits(`/inspections/${at.inspectionId}/documents`)).text();
      for (const id of [first, again]) expect(page).toContain(`draft/scoreAnnex?before=${id}"`);
      expect((await print(at.inspectionId, "scoreAnnex", newId())).status).toBe(404);
      const minutes = makeDraft({ database }, at.inspectionId, "minutes", new Date(), { corrected: first });
      await expect(minutes).rejects.toMatchObject({ code: "not-found" });
    }
  });

  test("also where one inspector's sheet alone was concluded, and again by a second correction", async () => {
    const { inspectionId, unitId } = await concluded(2);
    expect((await approve(await proposed(inspectionId, { decisions: set(0) }))).status).toBe(201);
    const low = await rowOf(unitId);
    expect(await refusalOf(propose(inspectionId, { decisions: set(0) }))).toEqual([422, "correction-same"]);
    expect((await approve(await proposed(inspectionId, { decisions: set(100) }))).status).toBe(201);
    expect((await rowOf(unitId)).index).toBeGreaterThan(low.index);
    expect(await found()).toEqual([]);
  });

  test("by an objection's correction that decides its criterion; one that was under way when it came counts too", async () => {
    const at = await concluded(0);
    const lead = await browserOf(server, server.asLead().personId);
    const waits = async () => (await (await lead.visits(`/inspections/${at.inspectionId}`)).text()).includes("Đề nghị đính chính (1)");
    const object = async (criterion: string, objectionId = newId()) => {
      await sendJson(office, "PUT", `/api/inspections/${at.inspectionId}/objections/${objectionId}`, { criterion, text: "Đã niêm yết" });
      await sendJson(server.asLead(), "PUT", `/api/objections/${objectionId}/answer`, { accepted: true, reason: "Đúng" });
      return objectionId;
    };
    const underWay = await proposed(at.inspectionId, { decisions: set(0) });
    const objectionId = await object("NYTT-03");
    expect(await waits()).toBe(false);
    await approve(underWay, second);
    expect(await waits()).toBe(false);
    const later = await object("NYTT-01");
    expect(await waits()).toBe(true);
    const other = { decisions: set(25), objectionId: later };
    expect(await refusalOf(propose(at.inspectionId, other))).toEqual([422, "objection-other"]);
    // Of the other criterion alone it clears nothing.
    await approve(await proposed(at.inspectionId, { decisions: set(25), objectionId }), second);
    expect(await waits()).toBe(true);
    const form = { "points-NYTT-01": "1,5", reason: "Theo kiến nghị", correction: newId() };
    for (const wrong of [
      { objection: "abc" },
      { objection: [later, later] as unknown as string },
      { objection: later, "why-NYTT-01": "\u200b" },
      { "why-NYTT-01": "dài ".repeat(600) },
    ])
      expect((await lead.sends(`/inspections/${at.inspectionId}/correct`, { ...form, ...wrong })).status).toBe(400);
    expect((await lead.sends(`/inspections/${at.inspectionId}/correct`, { ...form, objection: later })).status).toBe(303);
    expect(await waits()).toBe(false);
  });

  test("not before the conclusion, twice at a time, for what is not judged, nor of an objection that nobody accepted", async () => {
    const open = await sent(3);
    expect(await refusalOf(propose(open.inspectionId))).toEqual([409, "not-concluded"]);
    const { inspectionId } = await concluded(0);
    expect(await refusalOf(propose(inspectionId, { decisions: { "XYZ-1": { by: "lead", points: 0, reason: "Sai" } } }))).toEqual([
      422,
      "unknown-criterion",
    ]);
    expect(await refusalOf(propose(inspectionId, { decisions: set(9_999) }))).toEqual([422, "impossible-answer"]);
    expect(await refusalOf(propose(inspectionId, { decisions: {} }))).toEqual([400, "malformed"]);
    const objectionId = newId();
    const objection = { criterion: "NYTT-03", text: "Có bảng" };
    await sendJson(office, "PUT", `/api/inspections/${inspectionId}/objections/${objectionId}`, objection);
    expect(await refusalOf(propose(inspectionId, { objectionId }))).toEqual([409, "objection-unaccepted"]);
    await sendJson(server.asLead(), "PUT", `/api/objections/${objectionId}/answer`, { accepted: true, reason: "Đúng" });
    const id = await proposed(inspectionId, { objectionId, decisions: set(0) });
    expect((await propose(inspectionId, { objectionId, decisions: set(0) }, undefined, id)).status).toBe(200);
    expect(await refusalOf(propose(inspectionId))).toEqual([409, "correction-open"]);
    expect(await refusalOf(answer(id, { approved: false, reason: " " }))).toEqual([400, "malformed"]);
    const before = await rowOf(server.unitIds[0] ?? "");
    expect((await answer(id, { approved: false, reason: "Điểm đúng" })).status).toBe(201);
    expect(await refusalOf(approve(id))).toEqual([409, "id-taken"]);
    expect(await rowOf(server.unitIds[0] ?? "")).toEqual(before);
    expect((await history(inspectionId)).at(-1)).toMatchObject({ action: "correction.declined", reason: "Điểm đúng" });
    expect((await propose(inspectionId)).status).toBe(201);
  });
});

describe("who corrects", () => {
  test("is a lead: no unit, no inspector; the unit sees the new points and nobody's name", async () => {
    const { inspectionId } = await concluded(0);
    for (const device of [office, as("an")]) {
      expect((await propose(inspectionId, {}, device)).status).toBe(403);
      expect((await device.fetch(`/api/inspections/${inspectionId}/corrections`)).status).toBe(403);
    }
    const id = await proposed(inspectionId, { decisions: set(0), reason: "Chép nhầm từ sổ của An" });
    const unseen = await (await office.fetch(`/api/inspections/${inspectionId}/stages`)).text();
    expect((await approve(id, second)).status).toBe(201);
    const seen = await (await office.fetch(`/api/inspections/${inspectionId}/stages`)).json();
    const points = seen.conclusion.criteria.find((one: { criterion: string }) => one.criterion === "NYTT-03");
    expect(points).toMatchObject({ points: 0, reason: "Cộng lại theo sổ" });
    expect(unseen).not.toContain("Chép nhầm");
    expect(JSON.stringify(seen)).not.toMatch(/Chép nhầm|Thu/);
  });

  test("who scored it does not approve it while somebody else could", async () => {
    const scorer = await makeAccount(server, "Vừa Chấm", ["lead", "inspector"]);
    const { inspectionId } = await concluded(1);
    const device = await makeDevice(server, server.app, scorer.id, "lead");
    await server.context.database.write
      .updateTable("positions")
      .set({ person_id: scorer.id })
      .where("inspection_id", "=", inspectionId)
      .execute();
    const id = await proposed(inspectionId, { decisions: set(0) });
    expect(await refusalOf(approve(id, device))).toEqual([409, "scorer-settles"]);
  });

  test("its secretary is offered neither settling nor corrections, though they lead elsewhere", async () => {
    const { id: personId } = await makeAccount(server, "Vừa Ghi", ["lead", "inspector"]);
    const browser = await browserOf(server, personId);
    const team = [...(["an", "binh"] as const).map((name) => ({ personId: as(name).personId, position: "member", scores: true }))];
    const opened = await sendJson(server.asLead(), "POST", "/api/inspections", {
      ...{ planId: server.planId, unitIds: [server.unitIds[2]], kind: "planned", form: "both", visitedOn: "2026-10-05", again: true },
      ...{ announced: true, team: [...team, { personId, position: "secretary", scores: false }] },
    });
    const [inspectionId] = (await opened.json()).inspectionIds;
    for (const [i, name] of (["an", "binh"] as const).entries())
      await as(name).submits(makeSheet({ inspectionId, unitId: server.unitIds[2] ?? "", seed: 3 + i * 5 }));
    const page = async (path: string) => await (await browser.visits(path)).text();
    const board = await page("/inspections");
    expect(board).toContain(boardWords.youAreSecretary.vi);
    expect(board).not.toContain(`/inspections/${inspectionId}/settle"`);
    const device = await makeDevice(server, server.app, personId, "lead");
    const word = { personId: as("an").personId, reason: "Xem lại" };
    for (const [deed, body] of [
      ["return", word],
      ["conclusion", { waiveMinutes: "Nộp sau" }],
      ["appraisal", { id: newId(), decisions: {}, rest: { by: "mean", reason: "Gần nhau" } }],
    ] as const)
      expect([deed, await refusalOf(send(device, "POST", `/api/inspections/${inspectionId}/${deed}`, body))]).toEqual([
        deed,
        [403, "not-allowed"],
      ]);
    await settleByMean(inspectionId);
    expect(await page(`/inspections/${inspectionId}/conclude`)).toContain(concludeWords.openSecretary.vi);
    expect(await page("/inspections")).not.toContain(`/inspections/${inspectionId}/conclude"`);
    await conclude(inspectionId);
    const id = await proposed(inspectionId, { decisions: set(0) });
    const shown = await page(`/inspections/${inspectionId}/correct`);
    expect(shown).toContain(concludeWords.correctSecretary.vi);
    expect(shown).not.toContain('name="answer"');
    expect(await page("/inspections")).not.toContain(`/inspections/${inspectionId}/correct"`);
    expect(await refusalOf(approve(id, device))).toEqual([403, "not-allowed"]);
    expect(await refusalOf(propose(inspectionId, {}, device))).toEqual([403, "not-allowed"]);
  });

  test("of two at once one alone decides, and each is told", async () => {
    const { inspectionId } = await concluded(3);
    const both = await Promise.all([propose(inspectionId), propose(inspectionId, { decisions: set(0) }, second)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { corrections } = await (await second.fetch(`/api/inspections/${inspectionId}/corrections`)).json();
    const answers = await Promise.all([
      approve(corrections[0].id),
      answer(corrections[0].id, { approved: false, reason: "Chưa rõ" }, second),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await stages(inspectionId)).state).toBe("concluded");
  });
});

test("an inspection whose sheets differ is concluded once they are settled", async () => {
  const { inspectionId } = await sent(0, ["an", "binh"]);
  expect(await refusalOf(conclude(inspectionId))).toEqual([409, "differences-open"]);
  await settleByMean(inspectionId);
  expect((await conclude(inspectionId)).status).toBe(200);
  const same = await server.opens({ unit: 0, team: ["an", "binh"] });
  for (const name of ["an", "binh"] as const) await as(name).submits(makeSheet({ ...same, seed: 3 }));
  expect((await post(same.inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
});
