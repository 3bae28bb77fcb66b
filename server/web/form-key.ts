import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import { Uuid } from "../../shared/text.ts";
import { sha256 } from "../host/hash.ts";
import type { KeyedRequest } from "../ledger/requests.ts";
import { type Web, whoOf } from "./web.ts";

/** The field of the form that holds it (`KeyField`). */
export const keyName = "key";

/** The form as a request under its key. A page that was opened before there were keys has none, and gets one now. */
export function keyedForm(c: Web, form: Readonly<Record<string, unknown>>, content: unknown): KeyedRequest {
  const sent = v.safeParse(Uuid, form[keyName]);
  return {
    actorId: whoOf(c).personId,
    key: sent.success ? sent.output : newId(),
    hash: sha256(canonicalJson({ path: c.req.path, content })),
  };
}
