import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import { Uuid } from "../../shared/text.ts";
import { sha256 } from "../host/hash.ts";
import type { KeyedRequest } from "../ledger/requests.ts";
import { type Web, whoOf } from "./web.ts";

/** The field of the form that holds it (`KeyField`). */
export const keyName = "key";

/** A form's key: what it makes has this id, and is made once. A page that was opened before there were keys has none, and gets one now. */
export function keyIn(form: Readonly<Record<string, unknown>>): string {
  const sent = v.safeParse(Uuid, form[keyName]);
  return sent.success ? sent.output : newId();
}

/** The form as a request under its key. */
export function keyedForm(c: Web, form: Readonly<Record<string, unknown>>, content: unknown): KeyedRequest {
  return {
    actorId: whoOf(c).personId,
    key: keyIn(form),
    hash: sha256(canonicalJson({ path: c.req.path, content })),
  };
}
