import * as v from "valibot";
import { Field } from "../../shared/field.ts";
import type { Owner } from "../../shared/sheets/draft.ts";
import { Instant } from "../../shared/text.ts";
import { announce } from "./changed.ts";
import { read, write } from "./database.ts";

const StoredField = v.strictObject({ format: v.literal(1), savedAt: Instant, etag: v.nullable(v.string()), field: Field });
export type StoredField = v.InferOutput<typeof StoredField>;

const key = "current";

/** Keeps units, plans, inspections and checklists for work without a network, in place of what was kept before. */
export async function saveField(field: Field, { etag = null, now = new Date() }: { etag?: string | null; now?: Date } = {}): Promise<void> {
  const record: StoredField = { format: 1, savedAt: now.toISOString(), etag, field };
  await write(["field"], (transaction) => transaction.objectStore("field").put(record, key));
  announce("field");
}

/** `undefined`: never fetched, or kept by a version whose form is no longer read; fetching again heals it. */
export async function loadField(): Promise<Field | undefined> {
  return (await loadStoredField())?.field;
}

/** With when it was fetched and the server's `ETag`. */
export async function loadStoredField(): Promise<StoredField | undefined> {
  const raw = await read(["field"], (transaction) => transaction.objectStore("field").get(key));
  const stored = v.safeParse(StoredField, raw);
  return stored.success ? stored.output : undefined;
}

/** Who new drafts belong to. */
export function ownerOf(field: Pick<Field, "me" | "server">): Owner {
  return { accountId: field.me.accountId, instanceId: field.server.instanceId };
}
