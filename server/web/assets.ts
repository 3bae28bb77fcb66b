import { readdirSync, readFileSync } from "node:fs";
import type { Hono } from "hono";
import { sha256 } from "../host/hash.ts";
import { notModified } from "../http/not-modified.ts";
import { islandNames, readIsland } from "./islands.ts";
import { productIcon } from "./product-icon.ts";
import type { Web, WebVariables } from "./web.ts";

/** In the order in which they hold: a part of the page over a form that it stands in; what narrow windows and paper change comes last. */
export const ownStyles = [
  "forms",
  "page",
  "parts",
  "board",
  "results",
  "findings",
  "conclude",
  "sheets",
  "settle",
  "unit",
  "evidence",
  "narrow",
  "print",
];

/** What pages load: each is asked for again with its ETag. */
export function addAssets(web: Hono<WebVariables>): void {
  const serve = (content: string, type: string) => {
    const etag = `"${sha256(content).slice(0, 16)}"`;
    const length = String(Buffer.byteLength(content));
    return (c: Web) => {
      c.header("etag", etag);
      c.header("cache-control", "no-cache");
      // A 304 says it too, which has nothing to pack.
      c.header("vary", "Accept-Encoding");
      c.header("content-length", length);
      return c.body(content, 200, { "content-type": type });
    };
  };
  web.get("/assets/style.css", notModified, serve(readStyles(), "text/css; charset=utf-8"));
  web.get("/assets/icon.svg", notModified, serve(productIcon, "image/svg+xml"));
  for (const name of islandNames) web.get(`/assets/${name}.js`, notModified, serve(readIsland(name), "text/javascript; charset=utf-8"));
}

/** One style sheet: what device and server draw alike, in whatever order, and the pages' own over it. */
function readStyles(): string {
  const shared = new URL("../../shared/ui/style/", import.meta.url);
  const files = [
    ...readdirSync(shared)
      .sort()
      .map((name) => new URL(name, shared)),
    ...ownStyles.map((name) => new URL(`./style/${name}.css`, import.meta.url)),
  ];
  return files.map((file) => readFileSync(file, "utf8")).join("\n");
}
