import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtExtension } from "../support/built.ts";

const require = createRequire(import.meta.url);

/** Permissions that the store and the person are told about. A new one needs a reason, and a line here. */
const permissions = ["activeTab", "alarms", "scripting", "storage", "unlimitedStorage"];

describe.each(["chromium", "firefox"] as const)("the built package for %s", (name) => {
  test("asks for no site beforehand and runs nothing on pages by itself", async () => {
    const manifest = await readManifest(name);
    expect(manifest["host_permissions"] ?? []).toEqual([]);
    expect(manifest["content_scripts"] ?? []).toEqual([]);
    expect(manifest["externally_connectable"]).toBeUndefined();
    expect([...(manifest["permissions"] as string[])].sort()).toEqual(permissions);
    expect(manifest["manifest_version"]).toBe(3);
  });

  test("lets web pages frame the panel's one page and nothing else", async () => {
    const resources = (await readManifest(name))["web_accessible_resources"] as readonly { readonly resources: readonly string[] }[];
    expect(resources.flatMap((one) => one.resources)).toEqual(["panel.html"]);
  });

  test("holds its own pages to their own code, and to servers over https or on this machine", async () => {
    const policy = (await readManifest(name))["content_security_policy"] as { readonly extension_pages: string };
    expect(policy.extension_pages.split("; ")).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'none'"]),
    );
    expect(policy.extension_pages).not.toMatch(/unsafe|http:\/\/(?!localhost|127\.0\.0\.1)/);
  });

  test("is one file of less than a megabyte", async () => {
    expect((await stat((await builtExtension(name)).zip)).size).toBeLessThan(1_000_000);
  });

  test("loads no script and no style from elsewhere", async () => {
    const { folder } = await builtExtension(name);
    for (const page of ["panel.html", "window.html", "desk.html", "options.html"]) {
      const html = await readFile(join(folder, page), "utf8");
      for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address, page).toMatch(/^\/[\w./-]+$/);
    }
  });
});

test("Mozilla's linter finds no error in the Firefox package", async () => {
  const { zip } = await builtExtension("firefox");
  const said = await new Promise<string>((resolve, reject) => {
    const linter = spawn(process.execPath, [require.resolve("addons-linter/bin/addons-linter"), "--output", "json", zip]);
    let output = "";
    linter.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    linter.once("error", reject);
    linter.once("close", () => resolve(output));
  });
  const report = JSON.parse(said) as {
    readonly summary: { readonly errors: number };
    readonly errors: unknown;
    readonly warnings: readonly { readonly code: string }[];
  };
  expect(report.summary.errors, JSON.stringify(report.errors, null, 1)).toBe(0);
  // One per bundle that holds Preact, which assigns innerHTML for `dangerouslySetInnerHTML` alone; that is never used.
  expect(report.warnings.map(({ code }) => code).filter((code) => code !== "UNSAFE_VAR_ASSIGNMENT")).toEqual([]);
});

async function readManifest(name: "chromium" | "firefox"): Promise<Record<string, unknown>> {
  const { folder } = await builtExtension(name);
  return JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Record<string, unknown>;
}
