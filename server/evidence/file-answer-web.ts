import type { Context, MiddlewareHandler } from "hono";
import { Refusal } from "../../shared/problem.ts";
import type { EvidenceFile } from "./evidence.ts";
import type { EvidenceStore } from "./evidence-store.ts";
import { fileHeaders } from "./file-headers.ts";

/** What was uploaded is never run by a browser. Stands around what sets every other answer's headers, and so has the last word. */
export const sandboxed: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("content-security-policy", "sandbox; default-src 'none'");
};

/** The same for whatever is handed out to be kept, at any address; a refusal there is a page, with forms of its own. */
export const sandboxedFile: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.headers.get("content-disposition")?.startsWith("attachment"))
    c.header("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
};

/**
 * A page's answer with a file that its reader may see (`findEvidence` has said so): to be kept, or shown by a picture of the page.
 * `evidence-differs` where the bytes are no longer those that were sent, `not-found` where they are not there.
 */
export async function answerFile(c: Context, store: EvidenceStore, file: EvidenceFile): Promise<Response> {
  const checked = await store.check(file.hash);
  if (!checked) throw new Refusal("not-found");
  if (!checked.matches) throw new Refusal("evidence-differs");
  // For HEAD nobody would read what was opened, or close it.
  const content = c.req.method === "HEAD" ? undefined : await store.read(file.hash);
  return content ? c.body(content, 200, fileHeaders(file)) : c.body(null, 200, fileHeaders(file));
}
