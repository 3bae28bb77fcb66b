import type { ServerIdentity } from "../../shared/server.ts";
import { sameOwner } from "../drafts/drafts.ts";
import { changeOutboxItem, listOutbox } from "../drafts/outbox.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";
import { loadSignedIn, type SignedIn, saveSignIn } from "./stored-sign-in.ts";

const hour = 3_600_000;

/**
 * The server has said who it is. At a new epoch it was restored from a backup and may lack what it once received: everything it
 * gave a receipt for is offered again; for what it still has, it answers with the first receipt. What it refused then is offered once an
 * hour, or as soon as somebody is in a hurry: a lead may have made good what the backup lacked.
 */
export async function metServer(signIn: SignedIn, identity: ServerIdentity, hurry: boolean): Promise<void> {
  if (identity.instanceId !== signIn.identity.instanceId) return;
  const owner = { accountId: signIn.accountId, instanceId: identity.instanceId };
  const offered = (item: OutboxItem) => isOffered(item, identity.epoch, hurry);
  const { items } = await listOutbox();
  for (const { id } of items.filter((item) => sameOwner(item.owner, owner) && offered(item))) {
    await changeOutboxItem(id, (item) => (offered(item) ? { ...item, state: "waiting", attempts: 0, nextTryAt: null } : item));
  }
  const stored = await loadSignedIn();
  const changed = stored?.token === signIn.token && stored.identity.epoch !== identity.epoch;
  if (changed) await saveSignIn({ ...stored, identity });
}

function isOffered({ state, receipt, epoch, replacedBy, lastProblem }: OutboxItem, now: number, hurry: boolean): boolean {
  if (receipt === null || epoch === null || epoch === now) return false;
  if (state === "accepted") return true;
  const refusedLately = lastProblem !== null && Date.now() - Date.parse(lastProblem.at) < hour;
  return state === "refused" && replacedBy === null && (hurry || !refusedLately);
}
