import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import type { InspectionDetail } from "../../shared/plans/plan-changes.ts";
import { type Submission, Submission as SubmissionSchema } from "../../shared/sheets/submission.ts";
import { leadVerbs, refusalOf, send } from "../support/lead-verbs.ts";
import { type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  await server.remove();
});

const { as, conclude, history, post, settleByMean, stages } = leadVerbs(() => server);

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
        await send(lead, "PATCH", `/api/inspections/${inspectionId}`, {
          team: [{ personId: as("chi").personId, position: "member", scores: true }],
        })
      ).json(),
    ];
    return JSON.stringify(said)
      .replaceAll(inspectionId, "")
      .replaceAll(/"20\d\d-[^"]+Z"/g, "");
  }

  test("an excuse says nothing of who has sent: it is answered alike for one who has and one who has not, whose sheet stays", async () => {
    const worlds = [];
    for (const sender of ["an", "binh"] as const) {
      const at = await server.opens({ team: ["an", "binh", "chi"], visitedOn: "2026-11-10", unit: 2 });
      const sheet = makeSheet({ ...at, visitedOn: "2026-11-10", seed: 3 });
      expect((await as(sender).submits(sheet)).status).toBe(201);
      expect((await post(at.inspectionId, "excuse", { personId: as("an").personId, reason: "Ốm" })).status).toBe(204);
      worlds.push({ ...at, sender, sheet, said: await seen(at) });
    }
    expect(worlds[0]?.said).toBe(worlds[1]?.said);
    expect(worlds[0]?.said).toContain('"sheetsExpected":2,"sheetsSent":1');
    const [sent] = worlds;
    if (!sent) throw new Error("nobody has sent");
    // An, who was excused although they had sent, may still correct their sheet, and it counts.
    const again = { ...makeSheet({ ...sent, visitedOn: "2026-11-10", seed: 5 }), replaces: { id: sent.sheet.id, reason: "Đếm lại" } };
    expect((await (await as("an").submits(again)).json()).receipt.status).toBe("accepted");
    await as("binh").submits(makeSheet({ ...sent, visitedOn: "2026-11-10", seed: 6 }));
    // Two of two would say that somebody sent who is not waited for.
    expect(await stages(sent.inspectionId)).toMatchObject({ revealed: false, sheetsExpected: 2, sheetsSent: 1 });
    await as("chi").submits(makeSheet({ ...sent, visitedOn: "2026-11-10", seed: 7 }));
    const shown = await stages(sent.inspectionId);
    expect(shown).toMatchObject({ revealed: true, sheetsExpected: 3, sheetsSent: 3 });
    expect(shown.sheets.map(({ blind }) => blind)).toEqual([true, true, true]);
    const { inspections } = await (await server.asLead().fetch(`/api/inspections?plan=${server.planId}`)).json();
    expect(inspections.find(({ id }: { id: string }) => id === sent.inspectionId)).toMatchObject({ expected: 3, sent: 3 });
    expect(await refusalOf(post(sent.inspectionId, "excuse", { personId: as("binh").personId, reason: "Ốm" }))).toEqual([
      409,
      "already-scored",
    ]);
  });
});

describe("a surprise visit by two", () => {
  const opened = (more: object): Submission => {
    const unitId = server.unitIds[3] ?? "";
    const sheet = makeSheet({ inspectionId: newId(), unitId, form: "remote", seed: 3 });
    return {
      ...sheet,
      surprise: { planId: server.planId, unitId, form: "remote", visitedOn: sheet.visitedOn, openedAt: sheet.startedAt, ...more },
    };
  };
  const detail = async (inspectionId: string): Promise<InspectionDetail> =>
    await (await server.asLead().fetch(`/api/inspections/${inspectionId}`)).json();
  const scorer = (name: PersonName) => ({ personId: as(name).personId, position: "member", scores: true });
  const patch = (inspectionId: string, team: object[]) => send(server.asLead(), "PATCH", `/api/inspections/${inspectionId}`, { team });

  test("stays hidden until the lead has named the other, and they have sent", async () => {
    const sheet = opened({ scorers: 2, announced: true });
    const { inspectionId } = sheet;
    expect((await as("chi").submits(sheet)).status).toBe(201);
    expect((await as("chi").submits(sheet)).status).toBe(200);
    expect(await stages(inspectionId)).toMatchObject({ revealed: false, sheets: [], sheetsExpected: 2, sheetsSent: 1 });
    const before = await detail(inspectionId);
    expect(before).toMatchObject({ announced: true, state: "open" });
    const [vacant, ...more] = before.team.filter((member) => member.vacant);
    expect([vacant?.scores, vacant?.position, more]).toEqual([true, "member", []]);
    expect(await refusalOf(conclude(inspectionId))).toEqual([409, "not-all-sent"]);
    const field = await (await as("chi").fetch("/api/field")).json();
    expect(field.inspections.find(({ id }: { id: string }) => id === inspectionId)).toMatchObject({ otherInspectors: 1 });
    // The place is given to somebody, not dropped; nor is its place a way to drop the opener.
    const chi = { ...scorer("chi"), position: "head" };
    expect(await refusalOf(patch(inspectionId, [chi]))).toEqual([409, "inspection-begun"]);
    expect(await refusalOf(patch(inspectionId, [scorer("an"), scorer("binh")]))).toEqual([409, "inspection-begun"]);
    expect((await patch(inspectionId, [chi, scorer("binh")])).status).toBe(200);
    const told = await history(inspectionId);
    expect(
      told
        .at(-1)
        ?.changes.map(({ field: name }) => name)
        .sort(),
    ).toEqual([`team.${vacant?.personId}`, `team.${as("binh").personId}`].sort());
    expect((await detail(inspectionId)).team.map(({ personId, vacant: still }) => [personId, still]).sort()).toEqual(
      ["chi" as const, "binh" as const].map((name) => [as(name).personId, false]).sort(),
    );
    expect((await as("binh").submits(makeSheet({ inspectionId, unitId: sheet.unitId, form: "remote", seed: 5 }))).status).toBe(201);
    const shown = await stages(inspectionId);
    expect(shown).toMatchObject({ revealed: true, state: "submitted" });
    expect(shown.sheets.map(({ blind }) => blind)).toEqual([true, true]);
    expect(await refusalOf(conclude(inspectionId))).toEqual([409, "differences-open"]);
    await settleByMean(inspectionId);
    expect((await conclude(inspectionId)).status).toBe(200);
  });

  test("that was by one after all is revealed by an excuse with a reason; a team may be read and sent back with its empty place", async () => {
    const sheet = opened({ scorers: 3 });
    const { inspectionId } = sheet;
    await as("chi").submits(sheet);
    const { team } = await detail(inspectionId);
    const asRead = team.map(({ personId, position, scores }) => ({ personId, position, scores }));
    expect((await patch(inspectionId, asRead)).status).toBe(200);
    const places = team.filter(({ vacant }) => vacant);
    expect(places).toHaveLength(2);
    for (const [i, { personId }] of places.entries()) {
      expect(await stages(inspectionId)).toMatchObject({ revealed: false, sheetsExpected: 3 - i });
      expect((await post(inspectionId, "excuse", { personId, reason: "Chỉ một người đi" })).status).toBe(204);
    }
    expect(await stages(inspectionId)).toMatchObject({ revealed: true, state: "submitted" });
  });

  test("from a device that does not say how many is by its opener alone, and its bytes are what they were", async () => {
    const sheet = opened({});
    expect(canonicalJson(v.parse(SubmissionSchema, sheet))).toBe(canonicalJson(sheet));
    expect((await as("chi").submits(sheet)).status).toBe(201);
    expect(await detail(sheet.inspectionId)).toMatchObject({ announced: false, state: "submitted", team: [{ vacant: false }] });
    for (const [scorers, code] of [
      [0, "out-of-bounds"],
      [1.5, "malformed"],
      [21, "out-of-bounds"],
    ] as const)
      expect(await refusalOf(as("chi").submits(opened({ scorers })))).toEqual([400, code]);
  });
});
