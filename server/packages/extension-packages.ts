/*
 * What browsers run, built from this project's sources and handed out: the
 * extension for Chrome and Firefox, and the islands of the server's pages.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildOnce, filesIn, root, runBuild } from "./build-once.ts";

const output = join(root, ".output");

export const packagedBrowsers = ["chrome", "firefox"] as const;
export type PackagedBrowser = (typeof packagedBrowsers)[number];

/** Where a built package lies: as a folder to load unpacked, and as one file. */
export function extensionPackage(browser: PackagedBrowser): { folder: string; zip: string } {
  return { folder: join(output, `${browser}-mv3`), zip: join(output, `phieu-cham-${browser}.zip`) };
}

/** Builds and zips both packages where their sources changed; `begin` is called before work starts. Needs no network. */
export async function buildExtensions(begin?: () => void): Promise<void> {
  const from = [...(await filesIn("extension")), ...(await filesIn("shared")), "wxt.config.ts", "package.json", "package-lock.json"];
  const isThere = () =>
    packagedBrowsers.map(extensionPackage).every(({ folder, zip }) => existsSync(join(folder, "manifest.json")) && existsSync(zip));
  await buildOnce({ folder: output, from, isThere, build: zipAll }, begin);
}

/** In processes of their own: WXT changes the environment it runs in. */
async function zipAll(): Promise<void> {
  const wxt = join(root, "node_modules", "wxt", "bin", "wxt.mjs");
  for (const browser of packagedBrowsers) await runBuild(`${browser} package`, [wxt, "zip", "-b", browser]);
}
