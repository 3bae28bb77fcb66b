import * as v from "valibot";
import { Catalogue } from "../../shared/catalogue/procedure-catalogue.ts";
import { Owner } from "../../shared/sheets/draft.ts";
import { Instant } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { read, write } from "./database.ts";
import { sameOwner } from "./drafts.ts";

/** Whose list: one unit's with its kind's, or that of every unit of a kind. */
export type CatalogueOf = { readonly unit: string } | { readonly kind: Unit["kind"] };

const StoredCatalogue = v.strictObject({
  format: v.literal(1),
  savedAt: Instant,
  etag: v.nullable(v.string()),
  owner: Owner,
  catalogue: Catalogue,
});
export type StoredCatalogue = v.InferOutput<typeof StoredCatalogue>;

// They lie beside the field, which has the key `current`.
const prefix = "catalogue:";

function keyOf(of: CatalogueOf): string {
  return "unit" in of ? `${prefix}unit:${of.unit}` : `${prefix}kind:${of.kind}`;
}

/** Keeps the procedures of a unit or a kind for work without a network, in place of what was kept before. */
export async function saveCatalogue(
  of: CatalogueOf,
  { owner, catalogue, etag, now }: { owner: Owner; catalogue: Catalogue; etag: string | null; now: Date },
) {
  const record: StoredCatalogue = { format: 1, savedAt: now.toISOString(), etag, owner, catalogue };
  await write(["field"], (transaction) => transaction.objectStore("field").put(record, keyOf(of)));
}

/**
 * With when it was fetched. `undefined`: not taken along by this account, or kept by a version whose form is no longer read; fetching
 * again heals it.
 */
export async function loadStoredCatalogue(of: CatalogueOf, owner: Owner): Promise<StoredCatalogue | undefined> {
  const raw = await read(["field"], (transaction) => transaction.objectStore("field").get(keyOf(of)));
  const stored = v.safeParse(StoredCatalogue, raw);
  return stored.success && sameOwner(stored.output.owner, owner) ? stored.output : undefined;
}

/** What a unit has to post, as it was last taken along: its own list, else its kind's. */
export async function findCatalogue(unit: Pick<Unit, "id" | "kind">, owner: Owner): Promise<StoredCatalogue | undefined> {
  return (await loadStoredCatalogue({ unit: unit.id }, owner)) ?? (await loadStoredCatalogue({ kind: unit.kind }, owner));
}

/** Lets go of every list but these. */
export async function keepCatalogues(of: readonly CatalogueOf[]): Promise<void> {
  const kept = new Set(of.map(keyOf));
  await write(["field"], async (transaction) => {
    const store = transaction.objectStore("field");
    for (const key of await store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`))) if (!kept.has(key)) await store.delete(key);
  });
}
