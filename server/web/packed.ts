import type { MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import { isPage } from "./web.ts";

/** What we write ourselves for browsers; never what was uploaded, exported or packed already. */
const pack = compress({ encoding: "gzip", contentTypeFilter: /^(text\/(html|css|javascript)|image\/svg\+xml)\b/ });

/** Pages that show a secret, or carry one in their address: how well one packs beside text of somebody else's would tell of it. */
const withSecrets = /^\/(account|admin\/people|device|sign-in|setup|invitation|password)(\/|$)/;

/** Pages and their assets go gzipped to whoever takes that; answers of the API and files as they are. */
export const packed: MiddlewareHandler = (c, next) => (isPage(c) && !withSecrets.test(c.req.path) ? pack(c, next) : next());
