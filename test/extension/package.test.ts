import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { buildExtensions, extensionPackage, packagedBrowsers } from "../../server/extension-packages.ts";

const Manifest = v.looseObject({
  manifest_version: v.literal(3),
  permissions: v.array(v.string()),
  optional_host_permissions: v.array(v.string()),
  host_permissions: v.optional(v.unknown()),
  content_scripts: v.optional(v.unknown()),
  externally_connectable: v.optional(v.unknown()),
  content_security_policy: v.optional(v.looseObject({ extension_pages: v.optional(v.string()) })),
});

async function manifestFor(browser: (typeof packagedBrowsers)[number]) {
  return v.parse(Manifest, JSON.parse(await readFile(`${extensionPackage(browser).folder}/manifest.json`, "utf8")));
}

beforeAll(async () => {
  await buildExtensions();
}, 120_000);

describe.for(packagedBrowsers)("the built package for %s", (browser) => {
  test("asks for no site in advance and puts nothing into pages by itself", async () => {
    const manifest = await manifestFor(browser);
    expect(manifest.host_permissions).toBeUndefined();
    expect(manifest.content_scripts).toBeUndefined();
    expect(manifest.externally_connectable).toBeUndefined();
    expect(manifest.permissions.filter((permission) => /[*:/]|<all_urls>|^tabs$|^webRequest|^cookies$|^history$/.test(permission))).toEqual([]);
  });

  test("asks for the permissions that it was agreed to need, and no other", async () => {
    const { permissions } = await manifestFor(browser);
    expect([...permissions].sort()).toEqual(["activeTab", "alarms", "scripting", "storage", "unlimitedStorage"]);
  });

  test("runs no code that is not in it", async () => {
    const { content_security_policy } = await manifestFor(browser);
    expect(content_security_policy?.extension_pages ?? "").not.toMatch(/unsafe|https?:|data:|blob:/);
  });

  test("is one file of less than a megabyte", async () => {
    expect((await stat(extensionPackage(browser).zip)).size).toBeLessThan(1_000_000);
  });
});

describe("the package for Firefox", () => {
  const Lint = v.object({ summary: v.object({ errors: v.number() }), errors: v.array(v.unknown()) });

  test("has no error for Mozilla's linter", { timeout: 120_000 }, async () => {
    const linter = fileURLToPath(new URL("../../node_modules/addons-linter/bin/addons-linter", import.meta.url));
    const said = await promisify(execFile)(process.execPath, [linter, "--output=json", extensionPackage("firefox").zip]).catch(
      (refused: { stdout: string }) => refused,
    );
    const { summary, errors } = v.parse(Lint, JSON.parse(said.stdout));
    expect(errors).toEqual([]);
    expect(summary.errors).toBe(0);
  });
});
