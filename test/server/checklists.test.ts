import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.remove());

const { id } = defaultChecklist;
const path = (version: string) => `/api/checklists/${id}/${version}`;
const draft = (change: Partial<Checklist> = {}): Checklist => ({ ...defaultChecklist, version: "2027", ...change });
const keeps = (checklist: Checklist, headers: Record<string, string> = {}, version = "2027") =>
  server
    .asLead()
    .fetch(path(version), { method: "PUT", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(checklist) });
const publishes = (version = "2027") => server.asLead().fetch(`${path(version)}/publication`, { method: "POST" });
const asks = async (to: string) => await (await server.asLead().fetch(to)).json();
const plans = (version: string) =>
  server.asLead().fetch(`/api/plans/${server.planId}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ checklist: { id, version } }),
  });

describe("a checklist", () => {
  test("cannot be changed by an inspector, kept under another name, published where there is none, or hold what does not fit", async () => {
    expect((await server.asInspector("an").fetch("/api/checklists")).status).toBe(403);
    expect((await (await keeps(draft(), {}, "2028")).json()).code).toBe("id-differs");
    expect((await publishes("2028")).status).toBe(404);
    const [first, ...others] = defaultChecklist.criteria;
    if (!first) throw new Error("the default list has criteria");
    const broken = await (await keeps(draft({ criteria: [{ ...first, maxPoints: 1 }, ...others] }))).json();
    expect([broken.code, broken.values.why]).toEqual(["malformed", "maxPoints is not what the method can reach"]);
    expect((await asks("/api/checklists")).checklists).toHaveLength(1);
  });

  test("is a draft that changes and cannot be used, until it is published and changes no more", async () => {
    expect((await keeps(draft())).status).toBe(201);
    expect((await plans("2027")).status).toBe(404);
    const title = { vi: "Bộ tiêu chí 2027", en: "Checklist 2027" };
    expect((await keeps(draft({ title }))).status).toBe(200);
    expect(await (await publishes()).json()).toMatchObject({ version: "2027", state: "published", title });
    expect((await plans("2027")).status).toBe(200);
    const refused = await keeps(draft());
    expect([refused.status, (await refused.json()).code]).toEqual([409, "checklist-published"]);
    expect([(await keeps(draft({ title }))).status, (await publishes()).status]).toEqual([200, 200]);
    const { checklists } = await asks("/api/checklists");
    expect(checklists.map(({ version, state }: { version: string; state: string }) => `${version} ${state}`).sort()).toEqual(
      ["2027 published", `${defaultChecklist.version} published`].sort(),
    );
    const inspections = await server.opens({ unit: 2 });
    expect((await asks(`/api/inspections/${inspections.inspectionId}`)).checklist).toEqual({ id, version: "2027" });
  });

  test("of two people who change one draft, the second hears of the first", async () => {
    await keeps(draft());
    const etag = (await server.asLead().fetch(path("2027"))).headers.get("etag") ?? "";
    expect((await keeps(draft({ minimumApplicable: 50 }), { "if-match": etag })).status).toBe(200);
    const late = await keeps(draft({ minimumApplicable: 70 }), { "if-match": etag });
    expect([late.status, (await late.json()).code]).toEqual([412, "draft-changed"]);
    expect((await asks(path("2027"))).minimumApplicable).toBe(50);
  });

  test("goes out and comes in at another server as it is", async () => {
    const other = await startTestServer();
    try {
      await keeps(draft({ minimumApplicable: 55 }));
      const out = await server.asLead().fetch(path("2027"));
      const body = await out.text();
      const headers = { "content-type": "application/json" };
      expect((await other.asLead().fetch(path("2027"), { method: "PUT", headers, body })).status).toBe(201);
      const there = await other.asLead().fetch(path("2027"));
      expect([await there.text(), there.headers.get("etag")]).toEqual([body, out.headers.get("etag")]);
    } finally {
      await other.remove();
    }
  });

  test("shows what a new version changed", async () => {
    await keeps(draft({ minimumApplicable: 50, criteria: defaultChecklist.criteria.slice(1) }));
    const changes = await asks(`${path("2027")}/changes?since=${defaultChecklist.version}`);
    expect(changes).toMatchObject({
      criteria: { removed: [defaultChecklist.criteria[0]?.id], added: [], changed: [] },
      fields: [{ field: "minimumApplicable", from: defaultChecklist.minimumApplicable, to: 50 }],
    });
    expect((await server.asLead().fetch(`${path("2027")}/changes?since=1999`)).status).toBe(404);
  });
});
