import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Command, runCommand } from "../support/command.ts";
import { freePort } from "../support/free-port.ts";

const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-start-"));
let port: number;
const running: Command[] = [];

function start(env: Record<string, string> = {}): Command {
  const command = runCommand("start", { env: { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: "warn", ...env } });
  running.push(command);
  return command;
}

beforeAll(async () => {
  port = await freePort();
});
afterEach(async () => {
  for (const command of running.splice(0)) {
    command.interrupt();
    await command.ended;
  }
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe("npm start", { timeout: 120_000 }, () => {
  test("names each variable that is wrong, and starts nothing", async () => {
    const command = start({ PORT: "no-port", PUBLIC_URL: "http://cham.example.vn" });
    expect(await command.ended).toBe(1);
    expect(command.said).toMatch(/PORT must be.*\n.*PUBLIC_URL must/);
    expect(command.said).not.toContain("    at ");
  });

  test("says that the port is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    const command = start();
    expect(await command.ended).toBe(1);
    expect(command.said).toContain("Another program uses this port");
    await new Promise((resolve) => other.close(resolve));
  });

  test("serves until Ctrl-C, says how to begin and where the built extension lies", async () => {
    const command = start();
    await command.says("Press Ctrl+C to stop.");
    expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://localhost:${port}/extension`)).status).toBe(200);
    expect(command.said).toMatch(/http:\/\/localhost:\d+\/setup\/[\w-]{40,}/);
    for (const lies of command.said.match(/^ {2}\S*\.output\S+$/gm) ?? ["nowhere"]) expect(existsSync(lies.trim()), lies).toBe(true);
    // From the terminal, and again from npm.
    command.interrupt();
    command.interrupt();
    expect(await command.ended).toBe(0);
  });

  test("starts again on the same data; with the administrator in the environment it prints no link", async () => {
    const command = start({ ADMIN_EMAIL: "quan@cham.test", ADMIN_PASSWORD: "mot mat khau dai" });
    await command.says("Press Ctrl+C to stop.");
    expect(command.said).not.toContain("/setup/");
    expect(command.said).not.toContain("mot mat khau dai");
    command.interrupt();
    expect(await command.ended).toBe(0);
  });
});
