import { html } from "hono/html";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import { Uuid } from "../../shared/text.ts";
import { sha256 } from "../host/hash.ts";
import type { KeyedRequest } from "../ledger/requests.ts";
import type { Html } from "./html.ts";
import { type Web, whoOf } from "./web.ts";

const name = "key";

/** A key of one use in a form that makes something: sent twice by a double click, it makes it once. */
export function keyField(): Html {
  return html`<input type="hidden" name="${name}" value="${newId()}">`;
}

/** The form as a request under its key. A page that was opened before there were keys has none, and gets one now. */
export function keyedForm(c: Web, form: Readonly<Record<string, unknown>>, content: unknown): KeyedRequest {
  const sent = v.safeParse(Uuid, form[name]);
  return { actorId: whoOf(c).personId, key: sent.success ? sent.output : newId(), hash: sha256(canonicalJson({ path: c.req.path, content })) };
}
