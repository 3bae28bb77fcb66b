import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { SiteAnswer } from "./site.ts";

/** Pages of our own: small, each hard in one way. */
export const ownPages = fileURLToPath(new URL("../fixtures/pages/", import.meta.url));
/** Real pages nobody on the project wrote; they lie beside the project and may be absent. */
export const realPages = fileURLToPath(new URL("../../../shared/data/pages/", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".xhtml": "application/xhtml+xml",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".jsp": "text/javascript",
  ".png": "image/png",
  ".gif": "image/gif",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".eot": "application/vnd.ms-fontobject",
};

/** The file at this path in a folder, as a web server gives it; `undefined` where there is none. */
export async function fileAnswer(folder: string, path: string): Promise<SiteAnswer | undefined> {
  const file = join(folder, normalize(path));
  if (!file.startsWith(folder)) return undefined;
  try {
    const body = await readFile(file);
    const declared = file.endsWith("xhtml-test.html") ? "application/xhtml+xml" : types[extname(file)];
    return { body, headers: { "content-type": declared ?? "application/octet-stream" } };
  } catch {
    return undefined;
  }
}

/** Paths of every own page that the overlay is tried on. */
export function ownPagePaths(): string[] {
  return readdirSync(ownPages, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/own/${entry.name}`)
    .sort();
}

/** Paths of every real page: a department's site, pages of many kinds, hard ones, and the empty shell of a single-page application. */
export function realPagePaths(): string[] {
  if (!existsSync(realPages)) return [];
  const inFolder = (folder: string, ends: string) =>
    readdirSync(join(realPages, folder))
      .filter((name) => name.endsWith(ends))
      .map((name) => `/real/${folder}/${name}`);
  return [
    ...inFolder("sotttt.hanoi.gov.vn", ".html"),
    "/real/sotttt.hanoi.gov.vn/web/so-tttthn/trang-chu.html",
    ...inFolder("readability", "").map((folder) => `${folder}/source.html`),
    ...inFolder("hypothesis", ".html"),
    "/real/dvcqg-2026-spa-shell.html",
  ].sort();
}

/** `count` of them, spread evenly over the whole list, so that every kind is among them; the same ones each time. */
export function sample<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]).filter((one) => one !== undefined);
}

/** Answers `/own/…` and `/real/…`. */
export async function pageAnswer(path: string): Promise<SiteAnswer | undefined> {
  if (path.startsWith("/own/")) return fileAnswer(ownPages, path.slice("/own/".length));
  if (path.startsWith("/real/")) return fileAnswer(realPages, path.slice("/real/".length));
  return undefined;
}
