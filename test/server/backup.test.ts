import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { backUp } from "../../server/backup/backup.ts";
import { restore } from "../../server/backup/restore.ts";
import { type Opened, openContext } from "../../server/serve.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { findSchemaFaults } from "../../server/verify/verify-schema.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { noDump } from "../support/dumps.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, password, signedIn } from "../support/visitor.ts";

let server: TestServer;
let place: string;
const folder = () => join(place, "backup");
beforeEach(async () => {
  server = await startTestServer();
  place = mkdtempSync(join(tmpdir(), "phieu-cham-backup-"));
});
afterEach(async () => {
  await server.remove();
  rmSync(place, { recursive: true, force: true });
});

const reopen = async (): Promise<Opened & { app: TestServer["app"] }> => {
  const opened = await openContext(server.context.env, { log: pino({ level: "silent" }) });
  return { ...opened, app: createApp(opened.context) };
};
const submit = async (app: TestServer["app"], sheet: Submission) => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${server.asInspector("an").token}` };
  const answer = await app.request(`/api/submissions/${sheet.id}`, { method: "PUT", headers, body: JSON.stringify(sheet) });
  return { status: answer.status, receipt: (await answer.json()).receipt };
};

describe("a backup is refused", () => {
  test("into a folder that holds something", async () => {
    writeFileSync(join(place, "note"), "");
    await expect(backUp(server.context.env, place, new Date())).rejects.toThrow("is not empty");
  });
});

describe("a restore is refused, and changes nothing,", () => {
  test.skipIf(noDump)("while a server has the data", async () => {
    await backUp(server.context.env, folder(), new Date());
    await expect(restore(server.context.env, folder(), new Date())).rejects.toThrow(/server is running on/);
  });

  test.skipIf(noDump)("of a folder that is no backup, lacks a file, holds another one, or one that was changed", async () => {
    const { files } = await backUp(server.context.env, folder(), new Date());
    await server.close();
    const before = server.counts();
    const refuses = (why: string) => expect(restore(server.context.env, folder(), new Date())).rejects.toThrow(why);
    const [first] = files.map(({ path }) => join(folder(), path));
    const bytes = readFileSync(first ?? "");
    appendFileSync(first ?? "", "x");
    await refuses("its hash differs");
    rmSync(first ?? "");
    await refuses("is missing in the backup");
    writeFileSync(first ?? "", bytes);
    writeFileSync(join(folder(), "more"), "");
    await refuses("does not belong to the backup");
    rmSync(join(folder(), "more"));
    const manifest = join(folder(), "manifest.json");
    const text = readFileSync(manifest, "utf8");
    writeFileSync(manifest, text.replaceAll(/"path": "/g, '"path": "../'));
    await refuses("is not the list of a backup");
    writeFileSync(manifest, text.replace(/"database": "\w+"/, `"database": "${server.stored.kind === "sqlite" ? "postgres" : "sqlite"}"`));
    await refuses("see DATABASE_URL");
    rmSync(manifest);
    await refuses("holds no finished backup");
    expect(server.counts()).toEqual(before);
  });
});

test.skipIf(noDump)(
  "yesterday's backup begins a new epoch, and a device that offers its sheets again brings back what is missing",
  async () => {
    const sheets: Submission[] = [];
    for (let unit = 0; unit < 4; unit += 1) sheets.push(makeSheet({ ...(await server.opens({ unit })), seed: unit + 1 }));
    const [kept, lost] = [sheets.slice(0, 2), sheets.slice(2)];
    const receipts: unknown[] = [];
    for (const sheet of kept) receipts.push((await submit(server.app, sheet)).receipt);
    const an = await makeAccount(server, "An", ["inspector"]);
    const session = await signedIn(server, an.email);

    // Taken while the server runs and others send.
    const [manifest] = await Promise.all([backUp(server.context.env, folder(), new Date()), submit(server.app, lost[0] as Submission)]);
    await submit(server.app, lost[1] as Submission);
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^keys\/\w+\.pem$/), "keys/published.json"]),
    );
    const { instance, keys } = server.context;
    await server.close();

    const restored = await restore(server.context.env, folder(), new Date());
    expect(restored.epoch).toBeGreaterThan(instance.epoch);
    expect(existsSync(restored.kept)).toBe(true);
    const again = await restore(server.context.env, folder(), new Date());
    expect(again.epoch).toBeGreaterThan(restored.epoch);

    const back = await reopen();
    try {
      expect(back.context.instance).toMatchObject({ instanceId: instance.instanceId, epoch: again.epoch });
      expect(back.context.keys.keyId).toBe(keys.keyId);
      const answers = [];
      for (const sheet of sheets) answers.push(await submit(back.app, sheet));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, expect.any(Number), 201]);
      expect(answers.slice(0, 2).map(({ receipt }) => receipt)).toEqual(receipts);
      expect(server.counts()["submissions"]).toBe(4);
      expect([
        ...(await findSchemaFaults(back.context.database.read)),
        ...(await findFaults(back.context.database, back.context.keys)),
      ]).toEqual([]);
      // Who was signed in signs in again, with the password of then.
      const cookie = [...session.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      expect((await back.app.request("/account", { headers: { cookie } })).status).toBe(401);
      const signIn = await back.app.request("http://localhost:8787/sign-in", {
        method: "POST",
        headers: { origin: "http://localhost:8787" },
        body: new URLSearchParams({ email: an.email, password, next: "/" }),
      });
      expect(signIn.status).toBe(303);
    } finally {
      await back.close();
    }
  },
);
