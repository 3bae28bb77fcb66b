import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadInspection } from "../../server/desks/inspection-view.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { leadVerbs, refusalOf } from "../support/lead-verbs.ts";
import { browserOf } from "../support/newcomers.ts";
import { makeDevice, type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet, type SheetOf } from "../support/sheets.ts";
import { makeOffice } from "../support/visitor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  await server.remove();
});

const { as, conclude, history, post, sentByBoth, settle, settleByMean, stages } = leadVerbs(() => server);

describe("a late sheet", () => {
  const waiting = async () => (await (await server.asLead().fetch(`/api/late?plan=${server.planId}`)).json()).late;
  const word = (inspectionId: string, submissionId: string, accepted: boolean, reason = "Mạng hỏng, đã xác minh") =>
    post(inspectionId, "late", { submissionId, accepted, reason });
  const excuse = (inspectionId: string, name: PersonName, deed = "excuse") =>
    post(inspectionId, deed, { personId: as(name).personId, reason: "Nghỉ ốm" });
  const replacing = (sheet: Submission, of: SheetOf): Submission => ({ ...makeSheet(of), replaces: { id: sheet.id, reason: "Bổ sung" } });

  test("after the conclusion waits in a list, is declined in place, and is not accepted: a correction alone changes figures then", async () => {
    const { sheets, ...at } = await sentByBoth({ seed: 3 }, { seed: 8 });
    expect((await settle(at.inspectionId, { rest: { by: "mean", reason: "Chênh lệch nhỏ" } })).status).toBe(201);
    expect((await conclude(at.inspectionId)).status).toBe(200);
    const late = replacing(sheets.an, { ...at, seed: 0 });
    expect((await (await as("an").submits(late)).json()).receipt.status).toBe("late");
    const beside = { submissionId: late.id, why: "concluded", index: 10_000 };
    expect((await waiting()).at(-1)).toMatchObject({
      ...beside,
      personName: "Lê Thị An",
      unitName: "Sở Y tế",
      state: "concluded",
      stage: "inspector",
    });
    expect((await stages(at.inspectionId)).late).toMatchObject([{ ...beside, decision: null }]);
    const trace = async () => await (await server.asLead().fetch(`/api/results/trace?plan=${server.planId}&unit=${at.unitId}`)).json();
    const told = async () => (await history(at.inspectionId)).map(({ action }) => action);
    expect(await told()).toContain("submission.inspector.late");

    const before = server.counts();
    expect(await refusalOf(word(at.inspectionId, late.id, true, " "))).toEqual([400, "malformed"]);
    expect(await refusalOf(word(at.inspectionId, sheets.an.id, true))).toEqual([404, "not-found"]);
    expect(await refusalOf(word(newId(), late.id, true))).toEqual([404, "not-found"]);
    expect(server.counts()).toEqual(before);
    // After the conclusion a correction alone changes figures.
    expect(await refusalOf(word(at.inspectionId, late.id, true))).toEqual([409, "late-concluded"]);
    expect(server.counts()).toEqual(before);
    expect(await stages(at.inspectionId)).toMatchObject({ state: "concluded" });
    expect(await told()).not.toContain("submission.late.accepted");
    const lan = await browserOf(server, server.asLead().personId);
    const page = await (await lan.visits(`/inspections/${at.inspectionId}/settle`)).text();
    expect(page).toContain(`<a href="/inspections/${at.inspectionId}/correct">`);
    expect(page).toMatch(/<button class="btn" name="do" value="decline">/);
    expect(page).not.toMatch(/value="(accept|return|decide)"/);
    const form = { do: "decline", sheet: late.id, reason: "Quá hạn" };
    expect((await lan.sends(`/inspections/${at.inspectionId}/settle`, form)).status).toBe(303);
    expect((await waiting()).some(({ submissionId }: { submissionId: string }) => submissionId === late.id)).toBe(false);
    expect(await told()).toContain("submission.late.declined");
    expect((await trace()).sheets.some(({ submissionId }: { submissionId: string }) => submissionId === late.id)).toBe(false);
  });

  test("that is declined stays beside the others, decided, and changes nothing", async () => {
    const { sheets, ...at } = await sentByBoth({ seed: 3 }, { seed: 8 });
    await settleByMean(at.inspectionId);
    await conclude(at.inspectionId);
    const late = replacing(sheets.an, { ...at, seed: 0 });
    await as("an").submits(late);
    const before = (await stages(at.inspectionId)).sheets;
    expect((await word(at.inspectionId, late.id, false, "Quá hạn")).status).toBe(204);
    const shown = await stages(at.inspectionId);
    expect(shown).toMatchObject({
      state: "concluded",
      late: [{ submissionId: late.id, decision: { accepted: false, reason: "Quá hạn" } }],
    });
    expect(shown.sheets).toEqual(before);
    expect((await waiting()).some(({ submissionId }: { submissionId: string }) => submissionId === late.id)).toBe(false);
    expect((await history(at.inspectionId)).at(-1)).toMatchObject({ action: "submission.late.declined", reason: "Quá hạn", changes: [] });
    expect(await (await as("an").fetch(`/api/submissions/${late.id}`)).json()).toMatchObject({
      status: "late",
      late: { accepted: false, reason: "Quá hạn" },
    });
  });

  test("of the unit itself takes the place of a colleague's and opens nothing: it enters no result", async () => {
    const office = async (name: string) => {
      const { id } = await makeOffice(server, name, server.unitIds[0] ?? "");
      return await makeDevice(server, server.app, id, "unit");
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

  test("sent before the reveal and accepted after it is not blind either: who accepted it had seen the others' points", async () => {
    const at = await server.opens({ team: ["an", "binh", "chi"] });
    await as("an").submits(makeSheet({ ...at, seed: 3 }));
    await excuse(at.inspectionId, "binh");
    const late = makeSheet({ ...at, seed: 0 });
    expect((await (await as("binh").submits(late)).json()).receipt.flags).toEqual([]);
    await as("chi").submits(makeSheet({ ...at, seed: 5 }));
    expect((await word(at.inspectionId, late.id, true)).status).toBe(204);
    const shown = await stages(at.inspectionId);
    expect(shown.sheets.map(({ submissionId, blind }) => (submissionId === late.id ? blind : "other"))).toContain(false);
    const view = await loadInspection(server.context.database, at.inspectionId);
    expect(view.current.find(({ submissionId }) => submissionId === late.id)).toMatchObject({
      flags: ["replacesRevealed"],
      late: { accepted: true },
    });
  });
});
