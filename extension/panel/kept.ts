import type { Field } from "../../shared/field.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { listDrafts } from "../drafts/drafts.ts";
import { loadField } from "../drafts/field.ts";
import { listOutbox } from "../drafts/outbox.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";

/** What is on the device, for the panel to find its sheet in. */
export interface Kept {
  readonly field: Field;
  readonly drafts: readonly Draft[];
  readonly outbox: readonly Pick<OutboxItem, "owner" | "draft" | "state" | "withdrawn" | "replacedBy">[];
}

/** Everything from which a sheet can be begun; `undefined`: never signed in here, nothing was fetched yet. */
export async function loadKept(): Promise<Kept | undefined> {
  const [field, { drafts }, { items }] = await Promise.all([loadField(), listDrafts(), listOutbox()]);
  return field && { field, drafts, outbox: items };
}
