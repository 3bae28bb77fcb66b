// A disk of its own that is really full: a small file system in memory, which only root can make.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeVisitor, password } from "../support/visitor.ts";

const disk = mkdtempSync(join(tmpdir(), "phieu-cham-full-"));
const mounted = inject("postgres") === undefined && mounts();
if (!mounted && inject("postgres") === undefined)
  console.warn("!!! NO FILE SYSTEM COULD BE MOUNTED (root on Linux alone can): what a full disk does was not tried.");

function mounts(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Takes what is left, to the last byte. */
function fill(): () => void {
  const filler = join(disk, "filler");
  try {
    writeFileSync(filler, Buffer.alloc(30_000_000));
  } catch {
    // Full.
  }
  return () => rmSync(filler);
}

let server: TestServer;
const outside = process.env["TMPDIR"];
beforeAll(async () => {
  if (!mounted) return;
  process.env["TMPDIR"] = disk;
  server = await startTestServer();
});
afterAll(async () => {
  if (outside === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = outside;
  if (mounted) {
    await server.remove();
    execFileSync("umount", [disk]);
  }
  rmSync(disk, { recursive: true, force: true });
});

describe.runIf(mounted)("while the disk is full", () => {
  test("sheets and sign-ins are told to come again, files that there is no room, reading goes on; afterwards each is done once and nothing is broken", async () => {
    const an = server.asInspector("an");
    const { email } = await makeAccount(server, "Lead", ["lead"]);
    const sheets = [];
    for (let unit = 0; unit < 4; unit += 1) sheets.push(makeSheet({ ...(await server.opens({ unit })), seed: unit }));
    const empty = fill();
    const sent = await Promise.all([...sheets, ...sheets].map((sheet) => an.submits(sheet)));
    for (const answer of sent) {
      expect([answer.status, answer.headers.get("retry-after"), (await answer.json()).code]).toEqual([503, "5", "server-busy"]);
    }
    const bytes = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.alloc(1_000, 7)]);
    const file = await an.fetch(`/api/evidence/${createHash("sha256").update(bytes).digest("hex")}`, { method: "PUT", body: bytes });
    expect([file.status, (await file.json()).code]).toEqual([507, "storage-full"]);
    expect((await server.asLead().fetch(`/api/results?plan=${server.planId}`)).status).toBe(200);
    const signsIn = async () => (await makeVisitor(server.app).sends("/sign-in", { email, password, next: "/" })).status;
    expect([303, 503]).toContain(await signsIn());

    empty();
    for (const sheet of sheets) expect((await an.submits(sheet)).status).toBe(201);
    expect(await signsIn()).toBe(303);
    expect(server.counts()["submissions"]).toBe(4);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });
});
