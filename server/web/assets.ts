import { readFileSync } from "node:fs";
import type { Hono } from "hono";
import { sha256 } from "../host/hash.ts";
import { notModified } from "../http/not-modified.ts";
import { productIcon } from "./product-icon.ts";
import type { Web, WebVariables } from "./web.ts";

/** What pages load: each is asked for again with its ETag. */
export function addAssets(web: Hono<WebVariables>): void {
  const style = readFileSync(new URL("./style.css", import.meta.url), "utf8");
  const copy = readFileSync(new URL("./copy.js", import.meta.url), "utf8");
  const serve = (content: string, type: string) => {
    const etag = `"${sha256(content).slice(0, 16)}"`;
    return (c: Web) => {
      c.header("etag", etag);
      c.header("cache-control", "no-cache");
      return c.body(content, 200, { "content-type": type });
    };
  };
  web.get("/assets/style.css", notModified, serve(style, "text/css; charset=utf-8"));
  web.get("/assets/copy.js", notModified, serve(copy, "text/javascript; charset=utf-8"));
  web.get("/assets/icon.svg", notModified, serve(productIcon, "image/svg+xml"));
}
