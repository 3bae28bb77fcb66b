import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { backUp } from "../../server/backup/backup.ts";
import { restore } from "../../server/backup/restore.ts";
import { openContext } from "../../server/serve.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { runCommand } from "../support/command.ts";
import { noDump } from "../support/dumps.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { administers, makeAccount, makeVisitor, password } from "../support/visitor.ts";

let server: TestServer;
let place: string;
const folder = () => join(place, "backup");
const readBy = (app: TestServer["app"], name: "an" | "binh" | "chi") =>
  app.request("/api/me", { headers: { authorization: `Bearer ${server.asInspector(name).token}` } });
const signsIn = async (app: TestServer["app"], email: string) =>
  (await makeVisitor(app).sends("/sign-in", { email, password, next: "/" })).status;

beforeEach(async () => {
  server = await startTestServer();
  place = mkdtempSync(join(tmpdir(), "phieu-cham-access-"));
});
afterEach(async () => {
  await server.remove();
  rmSync(place, { recursive: true, force: true });
});

/** A backup; then Bình is disabled and An's device revoked; and the server stops. */
async function shutOutAfterBackup(): Promise<void> {
  await server.asInspector("an").submits(makeSheet(await server.opens()));
  await backUp(server.context.env, folder(), new Date());
  await administers(server, `/admin/people/${server.asInspector("binh").personId}/disabled`, {});
  expect((await server.asInspector("an").fetch("/api/device/revoke", { method: "POST" })).status).toBe(204);
  await server.close();
}

describe.skipIf(noDump)("who was shut out since the backup", () => {
  test("stays out: accounts and devices, on record, and the restore says who", async () => {
    const dung = await makeAccount(server, "Dung", ["inspector"]);
    await backUp(server.context.env, join(place, "earlier"), new Date());
    await administers(server, `/admin/people/${dung.id}/disabled`, {});
    await shutOutAfterBackup();
    const { closed } = await restore(server.context.env, folder(), new Date());
    expect(closed).toEqual({ people: ["Trần Văn Bình (binh@cham.test)"], devices: expect.any(Array) });
    expect(closed?.devices.toSorted()).toEqual(["Máy thử (Lê Thị An)", "Máy thử (Trần Văn Bình)"]);
    const again = await restore(server.context.env, join(place, "earlier"), new Date());
    expect(again.closed?.people.toSorted()).toEqual(["Dung (dung@tinh.test)", "Trần Văn Bình (binh@cham.test)"]);

    const back = await openContext(server.context.env, { log: pino({ level: "silent" }) });
    try {
      const app = createApp(back.context);
      expect([(await readBy(app, "an")).status, (await readBy(app, "binh")).status, (await readBy(app, "chi")).status]).toEqual([
        401, 401, 200,
      ]);
      expect(await signsIn(app, dung.email)).not.toBe(303);
      expect(await findFaults(back.context.database, back.context.keys)).toEqual([]);
      // The guards of the tables came back with them.
      expect(() => server.stored.exec("delete from audit")).toThrow("only ever added to");
    } finally {
      await back.close();
    }
  });

  test("is let in again where what is replaced cannot be read, and the restore says that it does not know", async () => {
    await shutOutAfterBackup();
    server.stored.exec("alter table devices rename to devices_gone");
    const command = runCommand("restore", { args: [folder()], env: { ...server.stored.env, DATA_DIR: server.dataDir } });
    expect([await command.ended, command.said]).toEqual([0, expect.stringContaining("nothing to replace or it could not be read")]);
  });

  test("is named in the terminal, in both languages", async () => {
    await shutOutAfterBackup();
    const command = runCommand("restore", { args: [folder()], env: { ...server.stored.env, DATA_DIR: server.dataDir } });
    expect(await command.ended).toBe(0);
    expect(command.said).toContain("nay vẫn vậy:\n  tài khoản: Trần Văn Bình (binh@cham.test)\n  thiết bị: Máy thử");
    expect(command.said).toContain("still so:\n  accounts: Trần Văn Bình (binh@cham.test)");
  });

  test("is nobody where nobody was", async () => {
    await backUp(server.context.env, folder(), new Date());
    await server.close();
    expect((await restore(server.context.env, folder(), new Date())).closed).toEqual({ people: [], devices: [] });
  });
});
