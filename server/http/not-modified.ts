import { etag, RETAINED_304_HEADERS } from "hono/etag";

/**
 * For a route whose answer carries an `ETag`: 304 where `If-None-Match` names it, alone or in a list, and weak as well, which a proxy that
 * compresses answers makes of it. A device of another origin may read the short answer too.
 */
export const notModified = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, "access-control-allow-origin", "access-control-expose-headers"],
});
