import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { FolderInUse } from "../../server/database/lock.ts";
import { EnvProblem, readEnv } from "../../server/host/env.ts";
import { openContext } from "../../server/serve.ts";
import { nodeWithTypes, startServerProcess } from "../support/server-process.ts";

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-start-"));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("the environment is refused with the variable's name and what it may be", () => {
  const refused: [string, Record<string, string>, RegExp][] = [
    ["a port that is none", { PORT: "eighty" }, /^PORT must be a whole number/],
    ["a port too high", { PORT: "70000" }, /^PORT must be/],
    ["plain http beyond this machine", { PUBLIC_URL: "http://cham.example.vn" }, /^PUBLIC_URL must begin with https/],
    ["a public address with a path", { PUBLIC_URL: "https://example.vn/cham" }, /^PUBLIC_URL must be an address without a path/],
    ["no address", { PUBLIC_URL: "cham" }, /^PUBLIC_URL must be an address/],
    ["an administrator without a password", { ADMIN_EMAIL: "a@b.vn" }, /belong together/],
    ["a short password", { ADMIN_EMAIL: "a@b.vn", ADMIN_PASSWORD: "short-one" }, /^ADMIN_PASSWORD must have at least 12/],
    ["an e-mail address that is none", { ADMIN_EMAIL: "a", ADMIN_PASSWORD: "long-enough-one" }, /^ADMIN_EMAIL must be/],
    ["a database of another kind", { DATABASE_URL: "mysql://u:secret@h/d" }, /^DATABASE_URL must be/],
    ["PostgreSQL without a secret that all its servers share", { DATABASE_URL: "postgres://u:secret@h/d" }, /^AUTH_SECRET must be set/],
    ["a proxy that is no address", { TRUSTED_PROXY: "10.0.0.1, proxy.example.vn" }, /^TRUSTED_PROXY must be a list/],
    ["a network wider than there is", { TRUSTED_PROXY: "10.0.0.0/33" }, /^TRUSTED_PROXY must be a list/],
    ["a port for metrics that is none", { METRICS_PORT: "x" }, /^METRICS_PORT must be a whole number/],
    ["a daily limit of nothing", { UPLOAD_MB_PER_DAY: "0" }, /^UPLOAD_MB_PER_DAY must be a whole number from 1/],
    ["an unknown log level", { LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of/],
  ];
  test.each(refused)("%s", (_, env, message) => {
    expect(() => readEnv(env)).toThrow(EnvProblem);
    expect(() => readEnv(env)).toThrow(message);
  });

  test("and a secret is not repeated", () => {
    const said = (env: Record<string, string>) => {
      try {
        return String(readEnv(env));
      } catch (problem) {
        return String(problem);
      }
    };
    expect(said({ DATABASE_URL: "mysql://u:hunter2@h/d" })).not.toContain("hunter2");
    expect(said({ DATABASE_URL: "postgres://u:hunter2@h/d" })).not.toContain("hunter2");
    expect(said({ ADMIN_EMAIL: "a@b.vn", ADMIN_PASSWORD: "hunter2" })).not.toContain("hunter2");
  });

  test("while nothing set, empty values, localhost and https are fine", () => {
    expect(readEnv({})).toMatchObject({ port: 8787, host: "127.0.0.1", publicUrl: "http://localhost:8787", admin: undefined });
    expect(readEnv({ PORT: "", PUBLIC_URL: "http://[::1]:9000" }).publicUrl).toBe("http://[::1]:9000");
    expect(readEnv({ PUBLIC_URL: "https://cham.example.vn/" }).publicUrl).toBe("https://cham.example.vn");
  });
});

describe("a data folder", () => {
  test("serves one server at a time, and the next after it", async () => {
    const env = readEnv({ DATA_DIR: newFolder(), LOG_LEVEL: "silent" });
    const first = await openContext(env);
    await expect(openContext(env)).rejects.toThrow(FolderInUse);
    await first.close();
    const second = await openContext(env);
    expect(second.context.instance).toEqual(first.context.instance);
    expect(second.context.keys.keyId).toBe(first.context.keys.keyId);
    await second.close();
  });

  test("of a killed server is free at once, and of a running one refused with a sentence", async () => {
    const folder = newFolder();
    const first = await startServerProcess({ DATA_DIR: folder, PORT: "9110" });
    const second = spawn(nodeWithTypes, ["server/main.ts"], { env: { ...process.env, DATA_DIR: folder, PORT: "9111" } });
    const said: string[] = [];
    second.stdout.on("data", (text) => said.push(String(text)));
    expect(await new Promise((resolve) => second.once("exit", resolve))).toBe(1);
    expect(said.join("")).toContain("Another server uses this data folder");
    await first.kill();
    const third = await startServerProcess({ DATA_DIR: folder, PORT: "9110" });
    expect((await fetch(`${third.url}/readyz`)).status).toBe(200);
    expect(await third.stop()).toBe(0);
  });

  test("keeps old public keys when the private one is lost, and signs with a new one", async () => {
    const folder = newFolder();
    const env = readEnv({ DATA_DIR: folder, LOG_LEVEL: "silent" });
    const first = await openContext(env);
    await first.close();
    const old = first.context.keys;
    const { keyId } = old;
    rmSync(join(folder, "keys", `${keyId}.pem`));
    const second = await openContext(env);
    const { keys } = second.context;
    expect(keys.published.map(({ keyId, until }) => [keyId, until === null])).toEqual([
      [keys.keyId, true],
      [keyId, false],
    ]);
    expect(keys.verifies("text", keyId, old.sign("text"))).toBe(true);
    expect(keys.verifies("other", keyId, old.sign("text"))).toBe(false);
    await second.close();
    expect(readFileSync(join(folder, "keys", `${keys.keyId}.pem`), "utf8")).toContain("PRIVATE KEY");
  });
});

describe("what lies in the data folder", () => {
  const everything = (folder: string): string[] => {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isSymbolicLink());
    return [
      folder,
      ...inside.flatMap(({ name }) =>
        lstatSync(join(folder, name)).isDirectory() ? everything(join(folder, name)) : [join(folder, name)],
      ),
    ];
  };
  const openToOthers = (folder: string) =>
    everything(folder).filter((path) => (lstatSync(path).mode & 0o777) !== (lstatSync(path).isDirectory() ? 0o700 : 0o600));

  test("is its owner's alone, in a folder that was made by hand and left open too, and no link is followed", async () => {
    const outside = newFolder();
    const elsewhere = join(outside, "ai-cung-doc");
    writeFileSync(elsewhere, "x");
    chmodSync(elsewhere, 0o644);
    const dataDir = newFolder();
    chmodSync(dataDir, 0o777);
    const port = "9112";
    const first = await startServerProcess({ DATA_DIR: dataDir, PORT: port });
    expect(openToOthers(dataDir)).toEqual([]);
    expect(existsSync(join(dataDir, "accounts.sqlite"))).toBe(true);
    await first.stop();
    mkdirSync(join(dataDir, "evidence", "ab"), { recursive: true });
    writeFileSync(join(dataDir, "evidence", "ab", "c".repeat(62)), "x");
    symlinkSync(elsewhere, join(dataDir, "link"));
    symlinkSync(outside, join(dataDir, "linked-folder"));
    for (const path of everything(dataDir)) chmodSync(path, 0o777);
    const second = await startServerProcess({ DATA_DIR: dataDir, PORT: port });
    expect(openToOthers(dataDir)).toEqual([]);
    await second.stop();
    expect(openToOthers(dataDir)).toEqual([]);
    expect(lstatSync(elsewhere).mode & 0o777).toBe(0o644);
  });
});
