import type { Context } from "hono";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { canonicalJson } from "../../shared/canonical.ts";
import { sha256 } from "../host/hash.ts";

/**
 * 304 where `If-None-Match` names what would be answered, alone or in a list, and weak as well, which a proxy that compresses answers makes
 * of it. A device of another origin may read the short answer too.
 */
export const notModified = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, "access-control-allow-origin", "access-control-expose-headers"],
});

/**
 * The answer's `ETag` is of this content alone, where the body says more
 * that makes nothing new of it: the time, the day that was asked for.
 */
export function standsFor(c: Context, content: unknown): void {
  c.header("etag", `"${sha256(canonicalJson(content))}"`);
  c.header("cache-control", "private, no-cache");
}
