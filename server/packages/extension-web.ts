import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { Hono } from "hono";
import { Refusal } from "../../shared/problem.ts";
import type { ServerInstance } from "../database/instance.ts";
import type { Env } from "../host/env.ts";
import { showPage, type WebVariables } from "../web/web.ts";
import { extensionPackage, type PackagedBrowser, packagedBrowsers } from "./extension-packages.ts";
import { ExtensionPage } from "./extension-page.tsx";

interface Built {
  readonly modifiedMs: number;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** `/extension` and the packages it offers, as they lie on the disk now: a new build needs no restart. */
export function addExtensionPages(
  web: Hono<WebVariables>,
  { env, instance }: { readonly env: Env; readonly instance: ServerInstance },
): void {
  const kept = new Map<PackagedBrowser, Built>();

  const load = async (browser: PackagedBrowser): Promise<Built | undefined> => {
    const { zip } = extensionPackage(browser);
    try {
      const { mtimeMs } = await stat(zip);
      const before = kept.get(browser);
      if (before?.modifiedMs === mtimeMs) return before;
      const bytes = await readFile(zip);
      const built = { modifiedMs: mtimeMs, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
      kept.set(browser, built);
      return built;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  };

  web.get("/extension", async (c) => {
    const packages = await Promise.all(
      packagedBrowsers.map(async (browser) => {
        const built = await load(browser);
        return {
          browser,
          file: fileOf(browser),
          built: built && { version: instance.version, bytes: built.bytes.length, sha256: built.sha256 },
        };
      }),
    );
    return showPage(c, ExtensionPage, { packages, publicUrl: env.publicUrl });
  });

  web.get("/extension/:file", async (c) => {
    const browser = packagedBrowsers.find((one) => fileOf(one) === c.req.param("file"));
    const built = browser && (await load(browser));
    if (!browser || !built) throw new Refusal("not-found");
    return c.body(new Uint8Array(built.bytes), 200, {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="${fileOf(browser)}"`,
      "cache-control": "no-cache",
    });
  });
}

function fileOf(browser: PackagedBrowser): string {
  return `phieu-cham-${browser}.zip`;
}
