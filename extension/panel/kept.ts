import { listDrafts } from "../drafts/drafts.ts";
import { loadField } from "../drafts/field.ts";
import { listOutbox } from "../drafts/outbox.ts";
import type { Kept } from "./start-choices.ts";

/** Everything on the device that the panel needs; `undefined`: never signed in here, nothing was fetched yet. */
export async function loadKept(): Promise<Kept | undefined> {
  const [field, { drafts }, { items }] = await Promise.all([loadField(), listDrafts(), listOutbox()]);
  return field && { field, drafts, outbox: items };
}
