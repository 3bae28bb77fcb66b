import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const step = fileURLToPath(new URL("../../server/commands/install.mjs", import.meta.url));
const made: string[] = [];

/** A project of its own, with this lock file, and what `npm` has put there so far. */
function project(packages: Record<string, unknown>, installed?: Record<string, unknown>): string {
  const root = mkdtempSync(join(tmpdir(), "phieu-cham-install-"));
  made.push(root);
  cpSync(step, join(root, "server/commands/install.mjs"));
  const dependencies = Object.fromEntries(Object.keys(packages).map((path) => [path.replace("node_modules/", ""), "1.0.0"]));
  const own = { name: "trial", version: "1.0.0", dependencies };
  writeFileSync(join(root, "package.json"), JSON.stringify(own));
  const lock = { name: "trial", version: "1.0.0", lockfileVersion: 3, requires: true };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ ...lock, packages: { "": own, ...packages } }));
  if (installed) {
    for (const path of ["node_modules", ...Object.keys(installed)]) mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ ...lock, packages: installed }));
  }
  return root;
}

function run(root: string, firstOnPath = dirname(process.execPath)) {
  const { npm_execpath: _, ...rest } = process.env;
  const env = {
    ...rest,
    PATH: [firstOnPath, process.env["PATH"]].join(delimiter),
    npm_config_offline: "true",
    npm_config_cache: join(root, "cache"),
  };
  return spawnSync(process.execPath, [join(root, "server/commands/install.mjs")], { encoding: "utf8", env });
}

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
});

describe("the step that installs", () => {
  test("says what to do, in both languages, where the packages cannot be had", { timeout: 60_000 }, () => {
    const { status, stderr } = run(project({ "node_modules/not-there": { version: "1.0.0", integrity: "sha512-AAAA" } }));
    expect(status).toBe(1);
    expect(stderr).toContain("Kiểm tra mạng");
    expect(stderr).toContain("Check the network");
  });

  test.skipIf(process.platform === "win32")("says which Node is needed where the machine's is too old and none is packaged", () => {
    const root = project({}, {});
    mkdirSync(join(root, "old"));
    writeFileSync(join(root, "old/node"), "#!/bin/sh\necho v20.20.2\n");
    chmodSync(join(root, "old/node"), 0o755);
    const { status, stderr } = run(root, join(root, "old"));
    expect(status).toBe(1);
    expect(stderr).toContain("v20.20.2");
    expect(stderr).toContain("Install Node 24 or newer");
  });

  test.skipIf(process.platform === "win32")("takes a packaged Node that does not run here out of the way", () => {
    const root = project({}, {});
    mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
    writeFileSync(join(root, "node_modules/.bin/node"), "#!/nowhere/sh\n");
    chmodSync(join(root, "node_modules/.bin/node"), 0o755);
    expect(run(root).status).toBe(0);
    expect(existsSync(join(root, "node_modules/.bin/node"))).toBe(false);
  });

  test.skipIf(process.platform === "win32")("puts the packaged Node where npm scripts find it, when npm did not", () => {
    const root = project({}, {});
    const folder = `node_modules/node-${process.platform}-${process.arch}/bin`;
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "node"), "#!/bin/sh\necho v24.21.0\n");
    chmodSync(join(root, folder, "node"), 0o755);
    expect(run(root).status).toBe(0);
    expect(spawnSync(join(root, "node_modules/.bin/node"), { encoding: "utf8" }).stdout).toBe("v24.21.0\n");
  });

  test("installs what the lock file names where nothing is there", { timeout: 60_000 }, () => {
    const root = project({});
    const { status, stderr } = run(root);
    expect(stderr).toContain("Installing the packages");
    expect(status).toBe(0);
  });

  const locked = { "node_modules/a": { version: "2.0.0" } };
  test.for<[what: string, installed: Record<string, unknown>]>([
    ["another version is there", { "node_modules/a": { version: "1.0.0" } }],
    ["a package is missing", {}],
  ])("installs again where %s", { timeout: 60_000 }, ([, installed]) => {
    expect(run(project(locked, installed)).stderr).toContain("Installing the packages");
  });

  test("installs again where the packages were copied from another kind of machine", { timeout: 60_000 }, () => {
    const here = { "node_modules/native": { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch] } };
    expect(run(project(here, {})).stderr).toContain("Installing the packages");
  });

  test("does nothing and says nothing where all is as the lock file says", () => {
    const elsewhere = { "node_modules/native": { version: "1.0.0", optional: true, os: ["other"], cpu: ["other"] } };
    const { status, stdout, stderr } = run(project({ ...locked, ...elsewhere }, locked));
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
  });
});
