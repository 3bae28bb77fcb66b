import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeUnreferenced } from "../../server/evidence/evidence-retention.ts";
import { openEvidenceStore } from "../../server/evidence/evidence-store.ts";
import { newId } from "../../shared/id.ts";
import { maxEvidenceBytes } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
let admin: Device;
beforeAll(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterAll(() => server.remove());

const starts = { jpeg: "ffd8ffe0", png: "89504e470d0a1a0a", webp: "5249464600000000574542505650", pdf: "255044462d312e37" } as const;
const fileOf = (kind: keyof typeof starts, rest = newId()) => Buffer.concat([Buffer.from(starts[kind], "hex"), Buffer.from(rest)]);
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const put = (device: Device, bytes: Uint8Array<ArrayBuffer>, hash = hashOf(bytes)) =>
  device.fetch(`/api/evidence/${hash}`, { method: "PUT", body: bytes });
const get = (device: Device, hash: string) => device.fetch(`/api/evidence/${hash}`);
const placeOf = (hash: string) => join(server.dataDir, "evidence", hash.slice(0, 2), hash.slice(2));
const post = (device: Device, path: string, body: unknown) =>
  device.fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

async function refusalOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await answer).json();
  return [status, code];
}

/** A sheet that lists a file at its first criterion. */
function listing(sheet: Submission, bytes: Uint8Array): Submission {
  const [id = ""] = Object.keys(sheet.entries);
  const entry = sheet.entries[id];
  if (!entry) throw new Error("the sheet is empty");
  const item = {
    type: "file" as const,
    id: newId(),
    sha256: hashOf(bytes),
    mediaType: "image/jpeg" as const,
    size: bytes.byteLength,
    name: "Bảng “TTHC”.jpg",
  };
  return { ...sheet, entries: { ...sheet.entries, [id]: { ...entry, evidence: [{ ...item, capturedAt: sheet.sentAt }] } } };
}

describe("a list", () => {
  test("lets nobody read a file of somebody else, nor tells that there is one: its lister's own bytes do", async () => {
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const bytes = fileOf("jpeg");
    expect((await put(an, bytes)).status).toBe(201);
    const at = await server.opens({ unit: 2, team: ["binh"] });
    expect((await binh.submits(listing(makeSheet(at), bytes))).status).toBe(201);
    // Revealed: he is the only one.
    for (const reader of [binh, server.asLead()]) expect(await refusalOf(get(reader, hashOf(bytes)))).toEqual([404, "not-found"]);
    const listed = async () => (await (await server.asLead().fetch(`/api/inspections/${at.inspectionId}/evidence`)).json()).evidence[0];
    expect(await listed()).toMatchObject({ receivedAt: null });

    expect((await put(binh, bytes)).status).toBe(201);
    expect((await put(binh, bytes)).status).toBe(200);
    for (const reader of [an, binh, server.asLead()]) expect((await get(reader, hashOf(bytes))).status).toBe(200);
    expect(await listed()).toMatchObject({ receivedAt: expect.any(String) });
    expect(await refusalOf(get(server.asInspector("chi"), hashOf(bytes)))).toEqual([404, "not-found"]);
  });

  test("of what proves a remedy takes only what its author may read already", async () => {
    const at = await server.opens({ unit: 3, team: ["an"] });
    await server.asInspector("an").submits(makeSheet(at));
    await post(server.asLead(), `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    const finding = newId();
    const raise = (path: string, body: unknown) =>
      server.asLead().fetch(path, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    expect(
      (await raise(`/api/findings/${finding}`, { inspectionId: at.inspectionId, criterion: "DDCV-01", text: "Chưa công khai quy tắc" }))
        .status,
    ).toBe(201);
    const secret = fileOf("png");
    await put(server.asInspector("chi"), secret);
    const verdict = { fixed: false, reason: "Chưa khắc phục xong", evidence: [hashOf(secret)] };
    expect(await refusalOf(raise(`/api/findings/${finding}/verdicts/${newId()}`, verdict))).toEqual([422, "evidence-unknown"]);
    expect(await refusalOf(get(server.asLead(), hashOf(secret)))).toEqual([404, "not-found"]);
  });
});

describe("a file is refused, and nothing of it stays,", () => {
  test("under another hash, too large, of another kind, without a token, at a wrong address", async () => {
    const an = server.asInspector("an");
    const bytes = fileOf("jpeg");
    expect(await refusalOf(put(an, bytes, hashOf(Buffer.from("other"))))).toEqual([422, "hash-differs"]);
    const large = Buffer.concat([fileOf("png"), Buffer.alloc(maxEvidenceBytes)]);
    expect(await refusalOf(put(an, large))).toEqual([413, "too-large"]);
    for (const text of [
      "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
      "<!doctype html><script>1</script>",
      "GIF89a",
      "PK\u0003\u0004",
      "",
    ]) {
      expect(await refusalOf(put(an, Buffer.from(text)))).toEqual([415, "evidence-type"]);
    }
    expect(await refusalOf(put(an, bytes, "abc"))).toEqual([400, "malformed"]);
    expect(await refusalOf(put(an, bytes, hashOf(bytes).toUpperCase()))).toEqual([400, "malformed"]);
    expect((await server.anonymous(`/api/evidence/${hashOf(bytes)}`, { method: "PUT", body: bytes })).status).toBe(401);
    expect(readdirSync(join(server.dataDir, "evidence", "arriving"))).toEqual([]);
    expect(existsSync(placeOf(hashOf(bytes)))).toBe(false);
    expect(await refusalOf(get(an, hashOf(bytes)))).toEqual([404, "not-found"]);
  });
});

describe("a file that is kept", () => {
  test("comes back byte by byte, once however often it was sent, in an answer that no browser runs", async () => {
    const an = server.asInspector("an");
    for (const kind of ["jpeg", "png", "webp", "pdf"] as const) {
      const bytes = fileOf(kind);
      const answers = await Promise.all([put(an, bytes), put(an, bytes), put(an, bytes)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect((await put(an, bytes)).status).toBe(200);
      const answer = await get(an, hashOf(bytes));
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
      expect(answer.headers.get("content-type")).toMatch(kind === "pdf" ? "application/pdf" : `image/${kind}`);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("content-disposition")).toMatch(/^attachment;/);
      expect(answer.headers.get("content-security-policy")).toContain("sandbox");
      expect(readFileSync(placeOf(hashOf(bytes))).equals(bytes)).toBe(true);
    }
  });

  test("is shown to its author at once, to the team and the lead after the reveal, to nobody else", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const bytes = fileOf("jpeg");
    const [an, binh, chi] = [server.asInspector("an"), server.asInspector("binh"), server.asInspector("chi")];
    const hash = hashOf(bytes);
    await put(an, bytes);
    await an.submits(listing(makeSheet(at), bytes));
    for (const device of [binh, chi, server.asLead(), admin]) expect(await refusalOf(get(device, hash))).toEqual([404, "not-found"]);
    const listed = async () => (await (await server.asLead().fetch(`/api/inspections/${at.inspectionId}/evidence`)).json()).evidence;
    expect(await listed()).toEqual([]);
    await binh.submits(makeSheet(at));
    expect(await listed()).toMatchObject([{ sha256: hash, deleted: null, size: bytes.byteLength }]);
    for (const device of [an, binh, server.asLead()]) {
      const answer = await get(device, hash);
      expect([answer.status, answer.headers.get("content-disposition")]).toEqual([
        200,
        "attachment; filename*=UTF-8''B%E1%BA%A3ng%20%E2%80%9CTTHC%E2%80%9D.jpg",
      ]);
    }
    expect(await refusalOf(get(chi, hash))).toEqual([404, "not-found"]);
  });

  test("is told as outstanding until it has come; the conclusion waits for it, or says why not", async () => {
    const an = server.asInspector("an");
    const conclude = (inspectionId: string, body: object) =>
      post(server.asLead(), `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau", ...body });
    const own = async (id: string) => (await (await an.fetch(`/api/submissions/${id}`)).json()).outstanding;
    const sent = async (bytes: Uint8Array) => {
      const at = await server.opens();
      const sheet = listing(makeSheet(at), bytes);
      expect((await an.submits(sheet)).status).toBe(201);
      return { ...at, sheet };
    };
    const bytes = fileOf("jpeg");
    const first = await sent(bytes);
    expect(await own(first.sheet.id)).toEqual([hashOf(bytes)]);
    expect(await refusalOf(conclude(first.inspectionId, {}))).toEqual([409, "evidence-outstanding"]);
    await put(an, bytes);
    expect(await own(first.sheet.id)).toEqual([]);
    expect((await conclude(first.inspectionId, {})).status).toBe(200);
    const lost = await sent(fileOf("jpeg"));
    expect(await refusalOf(conclude(lost.inspectionId, { waiveEvidence: " " }))).toEqual([400, "malformed"]);
    expect((await conclude(lost.inspectionId, { waiveEvidence: "Máy ảnh hỏng" })).status).toBe(200);
    const { history } = await (await server.asLead().fetch(`/api/inspections/${lost.inspectionId}/history`)).json();
    expect(history.at(-1)).toMatchObject({ action: "inspection.concluded", reason: "Máy ảnh hỏng" });
    // A file that came first is not waited for.
    const before = await sent(bytes);
    expect(await own(before.sheet.id)).toEqual([]);
  });

  test("is deleted by the administrator with a reason: a tombstone stays, and it does not come back", async () => {
    const an = server.asInspector("an");
    const bytes = fileOf("jpeg");
    const path = `/api/evidence/${hashOf(bytes)}/deletion`;
    const at = await server.opens();
    await put(an, bytes);
    await an.submits(listing(makeSheet(at), bytes));
    expect(await refusalOf(post(server.asLead(), path, { reason: "Lộ mặt người dân" }))).toEqual([403, "not-allowed"]);
    expect(await refusalOf(post(admin, path, { reason: "" }))).toEqual([400, "out-of-bounds"]);
    expect(await refusalOf(post(admin, `/api/evidence/${hashOf(Buffer.from("x"))}/deletion`, { reason: "–" }))).toEqual([404, "not-found"]);
    expect((await post(admin, path, { reason: "Lộ mặt người dân" })).status).toBe(204);
    expect((await post(admin, path, { reason: "Lần nữa" })).status).toBe(204);
    expect(existsSync(placeOf(hashOf(bytes)))).toBe(false);
    expect(await refusalOf(get(an, hashOf(bytes)))).toEqual([410, "evidence-deleted"]);
    expect(await refusalOf(put(an, bytes))).toEqual([410, "evidence-deleted"]);
    expect(await refusalOf(get(server.asInspector("chi"), hashOf(bytes)))).toEqual([404, "not-found"]);
    const { evidence } = await (await server.asLead().fetch(`/api/inspections/${at.inspectionId}/evidence`)).json();
    expect(evidence).toMatchObject([{ deleted: { reason: "Lộ mặt người dân" } }]);
  });

  test("is removed after 90 days where no sheet lists it", async () => {
    const an = server.asInspector("an");
    const [listed, unlisted, young] = [fileOf("png"), fileOf("png"), fileOf("png")];
    for (const bytes of [listed, unlisted, young]) await put(an, bytes);
    await an.submits(listing(makeSheet(await server.opens()), listed));
    const store = openEvidenceStore(server.dataDir);
    const { database } = server.context;
    expect(await removeUnreferenced(database, store, new Date())).toBe(0);
    const old = new Date(Date.now() - 91 * 86_400_000);
    for (const bytes of [listed, unlisted]) {
      utimesSync(placeOf(hashOf(bytes)), old, old);
      await database.write
        .updateTable("evidence_files")
        .set({ received_at: old.toISOString() })
        .where("content_hash", "=", hashOf(bytes))
        .execute();
    }
    expect(await removeUnreferenced(database, store, new Date())).toBe(1);
    expect([listed, unlisted, young].map((bytes) => existsSync(placeOf(hashOf(bytes))))).toEqual([true, false, true]);
    expect((await put(an, unlisted)).status).toBe(201);
  });
});
