import type { Kysely } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { EvidenceStore } from "../evidence-store.ts";

/**
 * How a file is: `outstanding` has not come from who lists it, `deleted` left a tombstone, `missing` is not on the disk, `differs` is no
 * longer what was sent.
 */
type FileState = "whole" | "outstanding" | "deleted" | "missing" | "differs";

export interface ShownFile {
  readonly state: FileState;
  /** By its first bytes: it is shown in the page. */
  readonly isPicture: boolean;
  /** When its bytes came from who lists it. */
  readonly receivedAt: string | null;
  readonly deleted: { readonly at: string; readonly by: string; readonly reason: string } | null;
}

/** How a file that has come is by now. */
export async function loadReceivedFile(read: Kysely<Tables>, store: EvidenceStore, hash: string, receivedAt: string): Promise<ShownFile> {
  const row = await read
    .selectFrom("evidence_files as f")
    .leftJoin("people as p", "p.id", "f.deleted_by")
    .select(["f.deleted_at", "f.deleted_by", "f.delete_reason", "p.name"])
    .where("f.content_hash", "=", hash)
    .executeTakeFirst();
  const none = { isPicture: false, receivedAt, deleted: null };
  if (row?.deleted_at)
    return {
      ...none,
      state: "deleted",
      deleted: { at: row.deleted_at, by: row.name ?? row.deleted_by ?? "–", reason: row.delete_reason ?? "" },
    };
  const checked = await store.check(hash);
  if (!checked) return { ...none, state: "missing" };
  if (!checked.matches) return { ...none, state: "differs" };
  return { ...none, state: "whole", isPicture: checked.mediaType?.startsWith("image/") ?? false };
}
