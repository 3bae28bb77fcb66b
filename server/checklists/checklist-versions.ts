import type { Kysely } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { checklistName } from "../../shared/checklists/checklist.ts";
import { type ChecklistChanges, checklistChanges } from "../../shared/checklists/checklist-changes.ts";
import { Refusal } from "../../shared/problem.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { recordDeeds } from "../ledger/audit.ts";
import { StoredDocument } from "./checklists.ts";

/** A version as it is listed. */
export interface ListedChecklist {
  readonly id: string;
  readonly version: string;
  readonly state: "draft" | "published";
  readonly title: { readonly vi: string; readonly en: string };
  readonly contentHash: string;
  readonly createdAt: string;
  readonly publishedAt: string | null;
}

/** A version with its document, draft or published. */
export interface StoredChecklist extends ListedChecklist {
  readonly checklist: Checklist;
}

function versionOf(row: Row<"checklists">): StoredChecklist {
  const { id, version, state, content_hash: contentHash, created_at: createdAt, published_at: publishedAt } = row;
  const checklist = v.parse(StoredDocument, row.document);
  return { id, version, state, title: checklist.title, contentHash, createdAt, publishedAt, checklist };
}

/** Every version, drafts and published ones, by id, the newest first. */
export async function listChecklists(read: Kysely<Tables>): Promise<ListedChecklist[]> {
  const rows = await read
    .selectFrom("checklists")
    .selectAll()
    .orderBy("id")
    .orderBy("created_at", "desc")
    .orderBy("version", "desc")
    .execute();
  return rows.map((row) => {
    const { checklist: _checklist, ...listed } = versionOf(row);
    return listed;
  });
}

/** `not-found`. */
export async function getStoredChecklist(read: Kysely<Tables>, id: string, version: string): Promise<StoredChecklist> {
  const row = await read.selectFrom("checklists").selectAll().where("id", "=", id).where("version", "=", version).executeTakeFirst();
  if (!row) throw new Refusal("not-found");
  return versionOf(row);
}

/**
 * Keeps a draft, instead of the one there was under that name; the same content again changes nothing. `checklist-published` where other
 * content is published under it; `draft-changed` where `expected` is not the hash of the draft that is there.
 */
export async function saveDraft(
  { write }: Database,
  checklist: Checklist,
  expected: string | undefined,
  actorId: string,
  now: Date,
): Promise<boolean> {
  const document = canonicalJson(checklist);
  const contentHash = sha256(document);
  const { id, version } = checklist;
  return await inTransaction(write, async (transaction) => {
    const held = await transaction
      .selectFrom("checklists")
      .select(["state", "content_hash"])
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirst();
    if (held?.content_hash === contentHash) return false;
    if (held?.state === "published") throw new Refusal("checklist-published", { checklist: checklistName(checklist) });
    if (expected !== undefined && held?.content_hash !== expected)
      throw new Refusal("draft-changed", { checklist: checklistName(checklist) });
    const [content_hash, created_at] = [contentHash, now.toISOString()];
    await transaction
      .insertInto("checklists")
      .values({ id, version, state: "draft", document, content_hash, created_at, published_at: null })
      .onConflict((conflict) => conflict.columns(["id", "version"]).doUpdateSet({ document, content_hash, created_at }))
      .execute();
    await recordDeeds(transaction, now, [{ actorId, action: "checklist.drafted", subject: checklistName(checklist), contentHash }]);
    return held === undefined;
  });
}

/** From here on the version is used and never changes; again changes nothing. `not-found`. */
export async function publishDraft({ write }: Database, id: string, version: string, actorId: string, now: Date): Promise<void> {
  await inTransaction(write, async (transaction) => {
    const draft = await getStoredChecklist(transaction, id, version);
    if (draft.state === "published") return;
    await transaction
      .updateTable("checklists")
      .set({ state: "published", published_at: now.toISOString() })
      .where("id", "=", id)
      .where("version", "=", version)
      .execute();
    const { contentHash } = draft;
    await recordDeeds(transaction, now, [{ actorId, action: "checklist.published", subject: checklistName(draft), contentHash }]);
  });
}

/** What the version has that `since` had not. `not-found` for either. */
export async function loadChecklistChanges(read: Kysely<Tables>, id: string, version: string, since: string): Promise<ChecklistChanges> {
  const [before, after] = [await getStoredChecklist(read, id, since), await getStoredChecklist(read, id, version)];
  return checklistChanges(before.checklist, after.checklist);
}
