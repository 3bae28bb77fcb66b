import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import { removeUnreferenced } from "../../server/evidence/evidence-retention.ts";
import { type EvidenceStore, openEvidenceStore } from "../../server/evidence/evidence-store.ts";
import { UploadQuota } from "../../server/evidence/upload-quota.ts";
import { openContext } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";

/** Windows opens no folder. */
vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof import("node:fs/promises")>();
  const open: typeof fs.open = async (path, ...how) => {
    if (process.platform === "win32" && (await fs.stat(path).catch(() => undefined))?.isDirectory())
      throw Object.assign(new Error(`EPERM: ${String(path)}`), { code: "EPERM" });
    return await fs.open(path, ...how);
  };
  return { ...fs, open };
});
const { platform } = process;

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
});
async function start(env: Record<string, string> = {}, now?: () => Date): Promise<TestServer> {
  const server = await startTestServer({ env, ...(now && { now }) });
  servers.push(server);
  return server;
}

const picture = (bytes = 100) => Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(newId()), Buffer.alloc(bytes - 40, 7)]);
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const put = (device: Device, bytes: Uint8Array<ArrayBuffer>) =>
  device.fetch(`/api/evidence/${hashOf(bytes)}`, { method: "PUT", body: bytes });
const placeOf = ({ dataDir }: TestServer, bytes: Uint8Array) =>
  join(dataDir, "evidence", hashOf(bytes).slice(0, 2), hashOf(bytes).slice(2));
const arriving = ({ dataDir }: TestServer) => join(dataDir, "evidence", "arriving");

/** A PUT whose body ends when it is told to. */
function putSlowly(device: Device, bytes: Uint8Array): { readonly answer: Promise<Response>; end(): void } {
  const gate = Promise.withResolvers<void>();
  const body = new ReadableStream({
    async pull(controller) {
      await gate.promise;
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const init = { method: "PUT", body, duplex: "half" };
  return { answer: device.fetch(`/api/evidence/${hashOf(bytes)}`, init), end: gate.resolve };
}

/** Bytes that come when they are told to, of a length that is not announced. */
function slowUpload(store: EvidenceStore, bytes: Buffer): { readonly answer: Promise<string>; end(): void } {
  const gate = Promise.withResolvers<void>();
  const body = async function* () {
    await gate.promise;
    yield bytes;
  };
  const answer = store.receive(hashOf(bytes), body()).then(
    () => "there",
    (problem: Refusal) => problem.code,
  );
  return { answer, end: gate.resolve };
}

async function deletes(server: TestServer, bytes: Uint8Array): Promise<number> {
  const admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ reason: "Lộ mặt người dân" }) };
  return (await admin.fetch(`/api/evidence/${hashOf(bytes)}/deletion`, init)).status;
}

describe("the disk", () => {
  // Only Linux tells which files a process holds open.
  test.skipIf(!existsSync("/proc/self/fd"))("has no file held open by those who only ask whether it is there", async () => {
    const server = await start();
    const bytes = picture(200_000);
    const an = server.asInspector("an");
    await put(an, bytes);
    const held = () => readdirSync("/proc/self/fd").filter((fd) => isOpen(fd, placeOf(server, bytes)));
    for (let n = 0; n < 20; n += 1) {
      const answer = await an.fetch(`/api/evidence/${hashOf(bytes)}`, { method: "HEAD" });
      expect([answer.status, answer.headers.get("content-length"), answer.headers.get("content-type")]).toEqual([
        200,
        "200000",
        "image/jpeg",
      ]);
    }
    await setTimeout(50);
    expect(held()).toEqual([]);
    expect((await an.fetch(`/api/evidence/${hashOf(picture())}`, { method: "HEAD" })).status).toBe(404);
    expect((await server.asInspector("chi").fetch(`/api/evidence/${hashOf(bytes)}`, { method: "HEAD" })).status).toBe(404);
  });

  test("takes files on Windows too, which opens no folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "phieu-cham-windows-"));
    const bytes = picture();
    Object.defineProperty(process, "platform", { value: "win32" });
    try {
      const received = openEvidenceStore(folder).receive(hashOf(bytes), Readable.from([bytes]));
      expect(await received).toEqual({ size: bytes.length, mediaType: "image/jpeg" });
    } finally {
      Object.defineProperty(process, "platform", { value: platform });
      rmSync(folder, { recursive: true });
    }
  });

  test("keeps room for all that is on its way together", async () => {
    const folder = mkdtempSync(join(tmpdir(), "phieu-cham-room-"));
    // Room for two files of the largest size and a half.
    const store = openEvidenceStore(folder, 200_000_000, () => Promise.resolve(250_000_000));
    const uploads = Array.from({ length: 5 }, (_, n) => slowUpload(store, picture(100 + n)));
    // Those who come together count each other, so that two find room.
    const answers: string[] = [];
    for (const upload of uploads) answers.push(await Promise.race([upload.answer, setTimeout(100, "on its way")]));
    expect(answers.toSorted()).toEqual(["on its way", "on its way", "storage-full", "storage-full", "storage-full"]);
    // What says that it is small needs little, and what has come or failed gives its place back.
    const small = picture();
    const come = (bytes: Buffer) =>
      store.receive(hashOf(bytes), [bytes] as never, bytes.byteLength).then(
        () => "there",
        (problem: Refusal) => problem.code,
      );
    expect(await come(small)).toBe("there");
    for (const upload of uploads) upload.end();
    expect((await Promise.all(uploads.map(({ answer }) => answer))).filter((answer) => answer === "there")).toHaveLength(2);
    expect((await Promise.all(Array.from({ length: 2 }, () => store.receive(hashOf(small), [small] as never)))).length).toBe(2);
    rmSync(folder, { recursive: true, force: true });
  });

  test("loses what arrives while the administrator deletes it", async () => {
    const server = await start();
    const bytes = picture();
    await put(server.asInspector("an"), bytes);
    const upload = putSlowly(server.asInspector("binh"), bytes);
    while (readdirSync(arriving(server)).length === 0) await setTimeout(5);
    expect(await deletes(server, bytes)).toBe(204);
    upload.end();
    expect((await upload.answer).status).toBe(410);
    expect(existsSync(placeOf(server, bytes))).toBe(false);
    expect(readdirSync(arriving(server))).toEqual([]);
  });

  test("loses what a process that died between the two has left of a deleted file, however young it is", async () => {
    const server = await start();
    const [bytes, kept] = [picture(), picture()];
    for (const one of [bytes, kept]) await put(server.asInspector("an"), one);
    await deletes(server, bytes);
    writeFileSync(placeOf(server, bytes), bytes);
    expect(await removeUnreferenced(server.context.database, openEvidenceStore(server.dataDir), new Date())).toBe(1);
    expect([bytes, kept].map((one) => existsSync(placeOf(server, one)))).toEqual([false, true]);
  });

  test("loses at the next start what was arriving in a process that died; where others share the folder, what is older than a day", async () => {
    const server = await start();
    mkdirSync(arriving(server), { recursive: true });
    const [old, young] = ["old", "young"].map((name) => join(arriving(server), name)) as [string, string];
    for (const path of [old, young]) writeFileSync(path, "half a pict");
    const before = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(old, before, before);
    await server.close();
    const again = await openContext(server.context.env, { log: pino({ level: "silent" }) });
    await again.close();
    expect([old, young].map((path) => existsSync(path))).toEqual([false, server.stored.kind === "postgres"]);
  });

  test("is not filled to the last byte: the database needs room too", async () => {
    const server = await start();
    const full = openEvidenceStore(server.dataDir, Number.MAX_SAFE_INTEGER);
    const bytes = picture();
    const refused = await full.receive(hashOf(bytes), new Blob([bytes]).stream()).catch((problem: unknown) => problem);
    expect(refused instanceof Refusal && [refused.code, refused.status]).toEqual(["storage-full", 507]);
    expect(readdirSync(arriving(server))).toEqual([]);
  });
});

describe("one account", () => {
  const refusalOf = async (answer: Response) => {
    const { status, code, detail } = await answer.json();
    return [status, code, detail];
  };

  test("sends so many files a day and no more; what is sent again counts once, and others are not kept from sending", async () => {
    let now = new Date("2026-10-05T16:00:00Z");
    const server = await start({ UPLOAD_FILES_PER_DAY: "3" }, () => now);
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const sent = [picture(), picture(), picture()];
    for (const bytes of sent.slice(0, 2)) expect([(await put(an, bytes)).status, (await put(an, bytes)).status]).toEqual([201, 200]);
    expect((await put(an, sent[2] ?? picture())).status).toBe(201);
    const answer = await put(an, picture());
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3600"]);
    expect(await refusalOf(answer)).toEqual([
      429,
      "upload-quota",
      expect.stringContaining("đã gửi 3 tệp bằng chứng (1 MB); mỗi ngày được 3 tệp"),
    ]);
    // A known hash says nothing of the bytes that come under it: they are metered too.
    expect((await put(an, sent[0] ?? picture())).status).toBe(429);
    expect((await put(binh, picture())).status).toBe(201);
    // Deleted ones were sent all the same; and the day is Việt Nam's.
    await deletes(server, sent[1] ?? picture());
    expect((await put(an, picture())).status).toBe(429);
    now = new Date("2026-10-05T17:00:00Z");
    expect((await put(an, picture())).status).toBe(201);
  });

  test("sends no more under wrong hashes than under right ones, and then no more at all", async () => {
    const server = await start({ UPLOAD_MB_PER_DAY: "1" });
    const an = server.asInspector("an");
    const wrong = async () => (await an.fetch(`/api/evidence/${hashOf(picture())}`, { method: "PUT", body: picture(400_000) })).status;
    expect([await wrong(), await wrong(), await wrong(), await wrong()]).toEqual([422, 422, 422, 429]);
    expect((await put(an, picture(400_000))).status).toBe(429);
    expect((await put(server.asInspector("binh"), picture(400_000))).status).toBe(201);
  });

  test("sends so much a day and no more, also in many files at once, and nothing of what was refused stays", async () => {
    const server = await start({ UPLOAD_MB_PER_DAY: "1" });
    const an = server.asInspector("an");
    const files = Array.from({ length: 4 }, () => picture(300_000));
    const uploads = files.map((bytes) => putSlowly(an, bytes));
    for (const { end } of uploads) end();
    const answers = await Promise.all(uploads.map(({ answer }) => answer));
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(3);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]));
    const there = files.filter((bytes) => existsSync(placeOf(server, bytes)));
    expect(there).toHaveLength(answers.filter(({ status }) => status === 201).length);
    expect(readdirSync(arriving(server))).toEqual([]);
    for (let n = there.length; n < 3; n += 1) expect((await put(an, picture(300_000))).status).toBe(201);
    expect(await refusalOf(await put(an, picture(300_000)))).toEqual([429, "upload-quota", expect.stringContaining("1 MB")]);
    // What fits into what is left still goes.
    expect((await put(an, picture(90_000))).status).toBe(201);
  });

  test("has four files on their way at once and no more, so that others find room; who has waited gets in", async () => {
    const server = await start();
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    mkdirSync(arriving(server), { recursive: true });
    const hanging = Array.from({ length: 4 }, () => putSlowly(an, picture()));
    while (readdirSync(arriving(server)).length < 4) await setTimeout(5);
    const more = await Promise.all(Array.from({ length: 36 }, () => put(an, picture())));
    expect(new Set(more.map(({ status }) => status))).toEqual(new Set([429]));
    expect(more[0]?.headers.get("retry-after")).toBe("5");
    expect(await refusalOf(more[0] as Response)).toEqual([
      429,
      "uploads-at-once",
      expect.stringContaining("4 tệp bằng chứng cùng một lúc"),
    ]);
    expect((await put(binh, picture())).status).toBe(201);
    for (const { end } of hanging) end();
    expect(await Promise.all(hanging.map(async ({ answer }) => (await answer).status))).toEqual([201, 201, 201, 201]);
    expect((await put(an, picture())).status).toBe(201);
  });

  test("is not believed that more will come when nothing has for long: its place is free again, and what had come is gone", async () => {
    const server = await start();
    const quota = new UploadQuota({ files: 10, bytes: 1_000_000 }, 20);
    const store = openEvidenceStore(server.dataDir);
    const begin = () => quota.begin("an", { files: 0, bytes: 0 }, new Date(0), new Date(86_400_000));
    for (let n = 0; n < 6; n += 1) {
      const upload = begin();
      const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(picture()) });
      const refused = await store.receive("0".repeat(64), upload.meter(body as never)).catch((problem: unknown) => problem);
      expect(refused instanceof Refusal && [refused.code, refused.status]).toEqual(["upload-stalled", 408]);
      upload.end(false);
    }
    expect(readdirSync(arriving(server))).toEqual([]);
  });
});

function isOpen(fd: string, path: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`) === path;
  } catch {
    return false;
  }
}
