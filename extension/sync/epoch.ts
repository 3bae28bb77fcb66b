import type { ServerIdentity } from "../../shared/api.ts";
import { sameOwner } from "../drafts/drafts.ts";
import { changeOutboxItem, listOutbox, type OutboxItem } from "../drafts/outbox.ts";
import { loadSignedIn, type SignedIn, saveSignIn } from "./stored-sign-in.ts";

/**
 * The server has said who it is. At a new epoch it was restored from a backup and may lack what it once received: everything it
 * gave a receipt for is offered again; for what it still has, it answers with the first receipt.
 */
export async function metServer(signIn: SignedIn, identity: ServerIdentity): Promise<void> {
  if (identity.instanceId !== signIn.identity.instanceId) return;
  const owner = { accountId: signIn.accountId, instanceId: identity.instanceId };
  const { items } = await listOutbox();
  for (const { id } of items.filter((item) => sameOwner(item.owner, owner) && fromAnotherEpoch(item, identity.epoch))) {
    await changeOutboxItem(id, (item) => (fromAnotherEpoch(item, identity.epoch) ? { ...item, state: "waiting", nextTryAt: null } : item));
  }
  const stored = await loadSignedIn();
  const changed = stored?.token === signIn.token && stored.identity.epoch !== identity.epoch;
  if (changed) await saveSignIn({ ...stored, identity });
}

function fromAnotherEpoch(item: OutboxItem, epoch: number): boolean {
  return item.state === "accepted" && item.receipt !== null && item.epoch !== null && item.epoch !== epoch;
}
