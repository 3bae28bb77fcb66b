import * as v from "valibot";
import { Field } from "../../shared/field.ts";
import { followVisits, sameOwner } from "../drafts/drafts.ts";
import { loadStoredField, ownerOf, saveField } from "../drafts/field.ts";
import { forgetConcluded } from "../drafts/outbox.ts";
import { alone } from "./alone.ts";
import { callApi } from "./api.ts";
import { refreshCatalogues } from "./catalogue-refresh.ts";
import { metServer } from "./epoch.ts";
import { loadSignedIn, tokenRefused } from "./stored-sign-in.ts";

// All communes of the country with their websites are about 2 MB.
const maxFieldBytes = 32 * 1_048_576;

/** Fetches what an inspector takes along. `false`: no network, not signed in, or another server; what was kept stays. */
export async function refreshField(now: Date): Promise<boolean> {
  return await alone("field", async () => {
    const signIn = await loadSignedIn();
    if (!signIn) return false;
    const kept = await loadStoredField();
    const owner = { accountId: signIn.accountId, instanceId: signIn.identity.instanceId };
    const known = kept?.etag && sameOwner(ownerOf(kept.field), owner) ? kept : undefined;
    const headers = known?.etag ? { "if-none-match": known.etag } : {};
    const request = {
      server: signIn.server,
      method: "GET",
      path: "/api/field",
      token: signIn.token,
      headers,
      maxBytes: maxFieldBytes,
    } as const;
    const answer = await callApi(request, v.union([Field, v.undefined()]));
    if (answer.kind === "refused" && answer.status === 401) await tokenRefused(signIn, answer.detail);
    if (answer.kind !== "answer") return false;
    const field = answer.value ?? known?.field;
    if (!field || !sameOwner(ownerOf(field), owner)) return false;
    await saveField(field, { etag: answer.etag ?? known?.etag ?? null, now });
    await followVisits(field, owner, now);
    if (answer.value) await metServer(signIn, field.server, false);
    await forgetConcluded(field, now);
    await refreshCatalogues(signIn, field, now);
    return true;
  });
}
