import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
let other: Device;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-10-20T00:00:00Z") });
  other = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterEach(() => server.remove());

interface Read {
  readonly tag: string;
  readonly content: Record<string, unknown>;
}

async function reads(path: string, by: Device = server.asLead()): Promise<Read> {
  const answer = await by.fetch(path);
  return { tag: answer.headers.get("etag") ?? "", content: await answer.json() };
}

/** Without the key and tag that a test's device adds by itself. */
async function sends(method: string, path: string, body: unknown, tag: string | undefined, by: Device = server.asLead(), language = "vi") {
  const headers = { "content-type": "application/json", authorization: `Bearer ${by.token}`, "accept-language": language };
  const answer = await server.app.request(path, {
    method,
    headers: { ...headers, ...(tag === undefined ? {} : { "if-match": tag }) },
    body: JSON.stringify(body),
  });
  return { status: answer.status, tag: answer.headers.get("etag") ?? "", json: await answer.json() };
}

const scorer = (name: "an" | "binh" | "chi") => ({ personId: server.asInspector(name).personId, position: "member", scores: true });

describe("what two leads change at once", () => {
  test("is never lost: a plan changes only for who has read it as it is, and the refusal says what has changed", async () => {
    const path = `/api/plans/${server.planId}`;
    const [mine, theirs] = [await reads(path), await reads(path, other)];
    expect(mine.tag).toMatch(/^"[0-9a-f]+"$/);
    expect(theirs.tag).toBe(mine.tag);
    expect(await sends("PATCH", path, { title: "Kế hoạch của tôi" }, undefined)).toMatchObject({
      status: 428,
      json: { code: "match-missing" },
    });
    const first = await sends("PATCH", path, { title: "Kế hoạch của tôi", team: [scorer("binh")] }, mine.tag);
    expect(first).toMatchObject({ status: 200, json: { title: "Kế hoạch của tôi" } });
    const late = { targetPercent: 45, team: [scorer("chi")] };
    const refused = await sends("PATCH", path, late, theirs.tag, other);
    expect(refused).toMatchObject({ status: 412, json: { code: "changed-meanwhile", values: { fields: "team, title" } } });
    expect(refused.json.detail).toContain("đoàn kiểm tra, tên kế hoạch");
    expect((await sends("PATCH", path, late, theirs.tag, other, "en")).json.detail).toContain("Changed meanwhile: team, title.");
    expect((await reads(path)).content).toEqual(first.json);
    // Whoever reads again, or was just answered, goes on; a proxy may have weakened the tag.
    expect((await sends("PATCH", path, late, `W/${(await reads(path, other)).tag}`, other)).status).toBe(200);
    expect((await sends("PATCH", path, { title: "Khác" }, first.tag)).status).toBe(412);
    expect((await sends("PATCH", path, { title: "Khác" }, '"made up"')).status).toBe(412);
    expect((await sends("PATCH", path, { title: "Khác" }, "*")).status).toBe(200);
  });

  test("is never lost in an inspection: neither its team nor its areas", async () => {
    const { inspectionId } = await server.opens({ team: ["an"] });
    const path = `/api/inspections/${inspectionId}`;
    const { tag } = await reads(path);
    expect((await sends("PATCH", path, { team: [scorer("an"), scorer("binh")] }, undefined)).status).toBe(428);
    const first = await sends("PATCH", path, { team: [scorer("an"), scorer("binh")] }, tag);
    expect(first.status).toBe(200);
    const before = (await other.fetch("/api/checklists").then((answer) => answer.json())).checklists.length;
    const refused = await sends("PATCH", path, { team: [scorer("chi")], areas: ["DDCV"] }, tag, other);
    expect(refused).toMatchObject({ status: 412, json: { values: { fields: "team" } } });
    expect((await reads(path)).content).toEqual(first.json);
    // Nothing else of the refused change stays either.
    expect((await other.fetch("/api/checklists").then((answer) => answer.json())).checklists).toHaveLength(before);
    expect((await sends("PATCH", path, { announced: false }, first.tag)).status).toBe(200);
  });

  test("is never lost among bonuses and penalties", async () => {
    const bonus = { id: "initiative", kind: "bonus" as const, points: 150, title: { vi: "Sáng kiến", en: "Initiative" } };
    const checklist = { ...defaultChecklist, version: "2027", adjustments: { cap: { bonus: 900, penalty: 900 }, list: [bonus] } };
    await publishChecklist(server.context.database, checklist, "system", new Date());
    const opening = {
      planId: server.planId,
      unitIds: [server.unitIds[0] ?? ""],
      kind: "planned",
      form: "both",
      visitedOn: "2026-10-05",
      announced: true,
    } as const;
    const [id] = await openInspections(server.context.database, { ...opening, checklist }, "lan", new Date());
    const path = `/api/inspections/${id}/adjustments`;
    const gives = (times: number, reason: string) => ({ adjustments: [{ id: "initiative", times, reason }] });
    const { tag } = await reads(path);
    expect((await sends("PUT", path, gives(1, "Sáng kiến"), undefined)).status).toBe(428);
    const first = await sends("PUT", path, gives(2, "Hai sáng kiến"), tag);
    expect(first).toMatchObject({ status: 200, json: { bonus: 300 } });
    const refused = await sends("PUT", path, gives(1, "Một sáng kiến"), tag, other);
    expect(refused).toMatchObject({ status: 412, json: { values: { fields: "adjustments, bonus" } } });
    expect(refused.json.detail).toContain("điểm thưởng, điểm trừ, tổng điểm thưởng");
    expect((await reads(path)).content).toEqual(first.json);
    expect((await sends("PUT", path, gives(1, "Một sáng kiến"), first.tag, other)).status).toBe(200);
  });

  test("goes to one of them where both send at the same time", async () => {
    const path = `/api/plans/${server.planId}`;
    const { tag } = await reads(path);
    const titles = ["Một", "Hai", "Ba", "Bốn"];
    const all = await Promise.all(titles.map((title) => sends("PATCH", path, { title }, tag)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const won = all.find(({ status }) => status === 200)?.json.title;
    expect((await reads(path)).content["title"]).toBe(won);
  });

  test("says nothing of sheets before the reveal: who has sent does not touch the tag", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const path = `/api/inspections/${at.inspectionId}`;
    const { tag } = await reads(path);
    await server.asInspector("an").submits(makeSheet({ ...at, seed: 3 }));
    expect((await reads(path)).tag).toBe(tag);
    await server.asInspector("binh").submits(makeSheet({ ...at, seed: 5 }));
    const refused = await sends("PATCH", path, { announced: false }, tag);
    expect(refused).toMatchObject({ status: 412, json: { values: { fields: "state" } } });
  });
});
