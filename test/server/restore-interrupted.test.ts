// A restore that ends before one of its lasting changes: in the quick run by an error there, in the long run by SIGKILL to its process.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { backUp } from "../../server/backup/backup.ts";
import { restore, resumeRestore, undoRestore } from "../../server/backup/restore.ts";
import { lockAlone } from "../../server/database/lock.ts";
import { DatabaseInUse } from "../../server/database/postgres-lock.ts";
import { UnfinishedRestore } from "../../server/database/restore-marker.ts";
import { openContext } from "../../server/serve.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { runCommand } from "../support/command.ts";
import { noDump } from "../support/dumps.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

const long = process.env["LONG"] !== undefined;
const killed = fileURLToPath(new URL("../support/restore-killed.ts", import.meta.url));

let server: TestServer;
let place: string;
const folder = () => join(place, "backup");

beforeEach(async () => {
  server = await startTestServer();
  place = mkdtempSync(join(tmpdir(), "phieu-cham-interrupted-"));
  expect((await server.asInspector("an").submits(makeSheet(await server.opens()))).status).toBe(201);
  writeFileSync(join(server.dataDir, "auth-secret"), "the secret of then", { mode: 0o600 });
  await backUp(server.context.env, folder(), new Date());
  // What came after the backup.
  expect((await server.asInspector("an").submits(makeSheet(await server.opens({ unit: 1 })))).status).toBe(201);
});
afterEach(async () => {
  await server.remove();
  rmSync(place, { recursive: true, force: true });
});

type Way = "--resume" | "--undo";

/** Runs a restore that is stopped before its n-th lasting change; whether it was, or had fewer. */
async function stopsAt(asked: string, n: number): Promise<boolean> {
  const { dataDir, databaseUrl } = server.context.env;
  if (long) {
    const child = spawn(process.execPath, [killed, JSON.stringify({ dataDir, databaseUrl }), asked, String(n)], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.once("close", (...end) => resolve(end)));
    expect([0, null]).toContain(code);
    await isFree();
    return signal === "SIGKILL";
  }
  let steps = 0;
  const stop = new Error("stopped here");
  const onStep = () => {
    steps += 1;
    if (steps === n) throw stop;
  };
  const env = server.context.env;
  const work =
    asked === "--undo"
      ? undoRestore(env, onStep)
      : asked === "--resume"
        ? resumeRestore(env, new Date(), onStep)
        : restore(env, asked, new Date(), onStep);
  return await work.then(
    () => false,
    (problem) => {
      if (problem === stop) return true;
      throw problem;
    },
  );
}

/** PostgreSQL gives a killed process's lock back when it notices that the connection is gone. */
async function isFree(): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const unlock = await lockAlone(server.context.env).catch((problem: unknown) => {
      if (!(problem instanceof DatabaseInUse) || tries > 100) throw problem;
      return undefined;
    });
    if (unlock) return await unlock();
    await setTimeout(100);
  }
}

interface Seen {
  readonly epoch: number;
  readonly sheets: number;
}

/** What a server finds that starts now. */
async function starts(): Promise<Seen> {
  const opened = await openContext(server.context.env, { log: pino({ level: "silent" }) });
  try {
    expect(await findFaults(opened.context.database, opened.context.keys)).toEqual([]);
    expect(opened.context.instance.instanceId).toBe(server.context.instance.instanceId);
    expect(await opened.context.identity.makeSetupLink()).toBe(undefined);
    return { epoch: opened.context.instance.epoch, sheets: server.counts()["submissions"] ?? 0 };
  } finally {
    await opened.close();
  }
}

const isMarked = () => existsSync(join(server.dataDir, "restore.json"));

/** Ends it one way or the other, itself interrupted once on the way. */
async function ends(way: Way, n: number): Promise<void> {
  await stopsAt(way, 1 + (n % 5));
  if (!isMarked()) return;
  await expect(openContext(server.context.env, { log: pino({ level: "silent" }) })).rejects.toThrow("interrupted");
  if (way === "--resume") await resumeRestore(server.context.env, new Date());
  else await undoRestore(server.context.env);
}

/** Whether nothing but its traces is left of it. */
function isThrough(): boolean {
  return isMarked() && JSON.parse(readFileSync(join(server.dataDir, "restore.json"), "utf8")).step === "done";
}

describe.skipIf(noDump)("a restore that is interrupted before any of its changes", () => {
  test("is finished or taken back, and no server starts in between", async () => {
    await server.close();
    let before = await starts();
    expect(before.sheets).toBe(2);
    const stopped: string[] = [];
    for (let n = 1; ; n += 1) {
      if (!(await stopsAt(folder(), n))) break;
      if (!isMarked()) {
        // Nothing had begun, or all was done.
        const now = await starts();
        expect([before.epoch, before.epoch + 1]).toContain(Math.min(now.epoch, before.epoch + 1));
        stopped.push(now.epoch === before.epoch ? "before" : "after");
        if (now.epoch === before.epoch) expect(now).toEqual(before);
        before = now;
        continue;
      }
      await expect(openContext(server.context.env, { log: pino({ level: "silent" }) })).rejects.toThrow("interrupted");
      const way = n % 2 === 0 || isThrough() ? "--resume" : "--undo";
      await ends(way, n);
      const now = await starts();
      stopped.push(way);
      if (way === "--undo") expect(now).toEqual(before);
      else expect(now).toMatchObject({ sheets: 1, epoch: expect.toSatisfy((epoch: number) => epoch > before.epoch) });
      expect(readdirSync(server.dataDir)).not.toContain("restoring");
      before = now;
    }
    expect(stopped.slice(0, 2)).toEqual(["before", "before"]);
    expect(stopped.filter((way) => way.startsWith("--")).length).toBeGreaterThan(5);
    expect(await starts()).toMatchObject({ sheets: 1 });
  }, 600_000);

  test("is said by every command that would use the data, with what to do", async () => {
    await server.close();
    // Before the marker there are two: the copies, and the marker itself.
    expect(await stopsAt(folder(), 4)).toBe(true);
    expect(isMarked()).toBe(true);
    const { dataDir, databaseUrl = "" } = server.context.env;
    const env = { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, AUTH_SECRET: server.context.env.authSecret ?? "x".repeat(40) };
    for (const [name, args] of [
      ["verify", []],
      ["backup", [join(place, "another")]],
      ["rebuild", []],
      ["rotate-key", []],
      ["remove-evidence", []],
      ["restore", [folder()]],
    ] as const) {
      const command = runCommand(name, { args, env });
      expect([name, await command.ended]).toEqual([name, 1]);
      expect(command.said).toContain("npm run restore -- --resume");
    }
    const undo = runCommand("restore", { args: ["--undo"], env });
    expect(await undo.ended).toBe(0);
    expect((await starts()).sheets).toBe(2);
    const again = runCommand("restore", { args: ["--undo"], env });
    expect(await again.ended).toBe(1);
    expect(again.said).toContain("No restore was interrupted");
  });
});

test.skipIf(noDump || inject("postgres") === undefined)(
  "a server with another folder does not start on the database either, from before what is there is kept",
  async () => {
    await server.close();
    const elsewhere = { ...server.context.env, dataDir: join(place, "another folder") };
    const startsElsewhere = () =>
      openContext(elsewhere, { log: pino({ level: "silent" }) }).then(
        (opened) => opened.close().then(() => true),
        (problem: unknown) => !(problem instanceof UnfinishedRestore),
      );
    const seen: string[] = [];
    for (let n = 1; await stopsAt(folder(), n); n += 1) {
      if (!isMarked()) continue;
      // With the marker alone nothing has been kept yet: what comes in meanwhile is kept with the rest.
      const started = seen.length > 0 && (await startsElsewhere());
      seen.push(started ? "starts" : "waits");
      if (isThrough()) {
        // Its traces alone are left, and others may have begun: it is not taken back any more.
        await expect(undoRestore(server.context.env)).rejects.toThrow("through");
        await resumeRestore(server.context.env, new Date());
        break;
      }
      expect(started, `stopped before step ${n}`).toBe(false);
      await undoRestore(server.context.env);
      expect(await starts()).toMatchObject({ sheets: 2 });
    }
    expect(seen.length).toBeGreaterThan(5);
    expect(await starts()).toMatchObject({ sheets: 1 });
  },
  300_000,
);

test.skipIf(noDump || inject("postgres") === undefined)("a restore onto a newer version's database can be taken back", async () => {
  await server.close();
  server.tampers((database) => database.exec("insert into kysely_migration (name, timestamp) values ('9999-unknown', '–')"));
  expect(await stopsAt(folder(), 5)).toBe(true);
  expect(isMarked()).toBe(true);
  await undoRestore(server.context.env);
  expect(isMarked()).toBe(false);
  await expect(openContext(server.context.env, { log: pino({ level: "silent" }) })).rejects.toThrow("9999-unknown");
});

describe.skipIf(noDump)("a backup's folder", () => {
  test.each(["a link to a file", "a link to a folder", "a link in a folder"])(
    "with %s is refused, and nothing is read through it",
    async (what) => {
      await server.close();
      const outside = join(place, "outside");
      writeFileSync(outside, "not of this backup");
      if (what === "a link to a file") symlinkSync(outside, join(folder(), "auth-secret-2"));
      else if (what === "a link to a folder") symlinkSync(place, join(folder(), "evidence-2"));
      else symlinkSync(outside, join(folder(), "keys", "one.pem"));
      await expect(restore(server.context.env, folder(), new Date())).rejects.toThrow("is a link or no file at all");
      expect(await starts()).toMatchObject({ sheets: 2 });
    },
  );
});
