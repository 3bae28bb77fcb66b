import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../shared/id.ts";
import { accepts, linkOn, signsDeviceIn } from "../support/newcomers.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
let page: Visitor;
let api: Device;
beforeAll(async () => {
  server = await startTestServer();
  const root = await makeAccount(server, "Root", ["admin"]);
  page = await signedIn(server, root.email);
  api = await makeDevice(server, server.app, root.id, "lead");
  // Two communes of one name: told apart by their parents.
  const add = async (units: object[]) => (await (await send("POST", "/api/units", { units })).json()).unitIds;
  const provinces = await add(["Tỉnh Đông", "Tỉnh Tây"].map((name) => ({ name, kind: "department", block: "Tỉnh" })));
  expect(
    await add([0, 1].map((i) => ({ name: "Xã Tân Lập", kind: "commune", block: "Cấp xã", code: `X${i}`, parentId: provinces[i] }))),
  ).toHaveLength(2);
});
afterAll(() => server.remove());

const send = (method: string, path: string, body: unknown) =>
  api.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const invite = (more: Record<string, string | string[]>) =>
  page.sends("/admin/people/invitation", { name: "UBND xã", email: `${newId()}@tinh.test`, roles: "unit", ...more });
const accountOf = async (name: string) => {
  const { accounts } = await (await api.fetch("/api/people/units")).json();
  return accounts.find((account: { name: string }) => account.name === name);
};
const asked = (token: string, path: string, init: RequestInit = {}) =>
  server.app.request(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
const ownUnit = async (token: string) => await (await asked(token, "/api/self-scores")).json();
const deeds = async (subject: string) =>
  (
    await server.context.database.read.selectFrom("audit").select("action").where("subject", "=", subject).orderBy("position").execute()
  ).map(({ action }) => action);
const scoresItself = async (token: string, unit: number) => {
  const sheet = { ...makeSheet(await server.opens({ unit })), stage: "self" };
  return await asked(token, `/api/submissions/${sheet.id}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sheet),
  });
};

describe("an account of a unit, by the administrator's page", () => {
  test("is invited, scores its unit, moves to another and ends, all on record", async () => {
    const link = await linkOn(await invite({ unit: "sở y tế" }), "invitation");
    expect(await (await page.visits("/admin/people")).text()).toContain("Đơn vị: Sở Y tế (");
    const office = await accepts(server.app, link, "Nguyễn Thị Văn Thư");
    const { id, unitId } = await accountOf("Nguyễn Thị Văn Thư");
    expect(unitId).toBe(server.unitIds[0]);
    const token = await signsDeviceIn(server.app, office);
    expect((await scoresItself(token, 0)).status).toBe(201);
    expect((await scoresItself(token, 1)).status).toBe(422);

    const moved = await page.sends(`/admin/people/${id}/unit`, { unit: "Sở Xây dựng", end: "no" });
    expect(moved.headers.get("location")).toBe("/admin/people?said=unit");
    expect((await ownUnit(token)).unitId).toBe(server.unitIds[1]);
    expect((await scoresItself(token, 1)).status).toBe(201);
    expect((await scoresItself(token, 0)).status).toBe(422);

    const ended = await page.sends(`/admin/people/${id}/unit`, { unit: "", end: "yes" });
    expect(ended.headers.get("location")).toBe("/admin/people?said=ended");
    expect((await asked(token, "/api/self-scores")).status).toBe(401);
    expect((await accountOf("Nguyễn Thị Văn Thư")).unitId).toBeNull();
    expect(await (await page.visits("/admin/people")).text()).toContain("hiện không thay mặt đơn vị nào");
    expect((await deeds(id)).filter((action) => action.startsWith("account."))).toEqual(["account.made", "account.unit", "account.unit"]);
  });

  test("needs a unit that is meant alone, and no other role beside it", async () => {
    const unchosen = await invite({});
    expect([unchosen.status, await unchosen.text()]).toEqual([400, expect.stringContaining('id="unit-error"')]);
    expect(await (await invite({ unit: "Sở Không Có" })).text()).toContain("Không có đơn vị nào");
    expect(await (await invite({ unit: "Xã Tân Lập" })).text()).toContain("Nhiều đơn vị cùng tên");
    expect((await invite({ unit: "Xã Tân Lập (Xã, Tỉnh Tây)" })).status).toBe(200);
    expect(await (await invite({ unit: "Sở Y tế", roles: ["unit", "lead"] })).text()).toContain("không đi cùng quyền khác");
  });

  test("comes from another role and goes to one, by the form of the roles", async () => {
    const { id } = await makeAccount(server, "Changing", ["inspector"]);
    const set = (form: Record<string, string | string[]>) => page.sends(`/admin/people/${id}/roles`, form);
    expect((await set({ roles: "unit" })).status).toBe(400);
    expect((await set({ roles: ["unit", "inspector"], unit: "Sở Y tế" })).status).toBe(400);
    expect((await set({ roles: "unit", unit: "Sở Y tế" })).status).toBe(303);
    expect((await accountOf("Changing")).unitId).toBe(server.unitIds[0]);
    expect((await set({ roles: "unit" })).status).toBe(303);
    expect((await accountOf("Changing")).unitId).toBe(server.unitIds[0]);
    expect((await set({ roles: "inspector" })).status).toBe(303);
    expect(await accountOf("Changing")).toBeUndefined();
  });
});

describe("an account of a unit, by the API", () => {
  test("is invited, moves to another unit and ends, all on record", async () => {
    const email = "phong@tinh.test";
    const answer = await send("POST", "/api/people/invitations", { name: "Phòng", email, roles: ["unit"], unitId: server.unitIds[2] });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const { address } = await answer.json();
    const token = await signsDeviceIn(server.app, await accepts(server.app, new URL(address).pathname, "Phòng"));
    expect((await ownUnit(token)).unitId).toBe(server.unitIds[2]);
    const { id } = await accountOf("Phòng");
    expect((await send("PUT", `/api/people/${id}/unit`, { unitId: server.unitIds[3] })).status).toBe(204);
    expect((await ownUnit(token)).unitId).toBe(server.unitIds[3]);
    expect((await send("PUT", `/api/people/${id}/unit`, { unitId: null })).status).toBe(204);
    expect((await asked(token, "/api/self-scores")).status).toBe(401);
    expect((await deeds(id)).filter((action) => action.startsWith("account."))).toEqual(["account.made", "account.unit", "account.unit"]);
    const invitations = await server.context.database.read
      .selectFrom("audit")
      .select("actor_id")
      .where("action", "=", "account.invited")
      .execute();
    expect(invitations.at(-1)?.actor_id).toBe(api.personId);
  });

  test("is refused without a unit, for a unit that is not there, beside another role, and for a known address", async () => {
    const given = { name: "Phòng", email: "moi@tinh.test", roles: ["unit"], unitId: server.unitIds[0] };
    const refusal = async (more: object) => {
      const answer = await send("POST", "/api/people/invitations", { ...given, ...more });
      return [answer.status, (await answer.json()).code];
    };
    expect(await refusal({ unitId: null })).toEqual([400, "malformed"]);
    expect(await refusal({ roles: ["inspector"] })).toEqual([400, "malformed"]);
    expect(await refusal({ roles: ["unit", "inspector"] })).toEqual([400, "malformed"]);
    expect(await refusal({ unitId: newId() })).toEqual([422, "unit-unknown"]);
    expect(await refusal({ email: "ROOT@tinh.test" })).toEqual([409, "already-there"]);
  });
});
