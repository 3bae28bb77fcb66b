import type { Kysely } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { stored } from "../database/stored.ts";
import type { Tables } from "../database/tables.ts";

const Named = stored(v.object({ unitTraits: v.record(v.string(), v.unknown()) }));

/** The traits that some published checklist names, in alphabetical order. No other trait means anything to a sheet. */
export async function loadKnownTraits(database: Kysely<Tables>): Promise<string[]> {
  const rows = await database.selectFrom("checklists").select("document").where("state", "=", "published").execute();
  return [...new Set(rows.flatMap(({ document }) => Object.keys(v.parse(Named, document).unitTraits)))].sort();
}

/** A trait that no published checklist names is most likely misspelt, and would leave out nothing, silently. `trait-unknown`. */
export async function demandKnownTraits(database: Kysely<Tables>, traits: readonly string[]): Promise<void> {
  if (traits.length === 0) return;
  const known = await loadKnownTraits(database);
  const unknown = traits.find((trait) => !known.includes(trait));
  if (unknown !== undefined) throw new Refusal("trait-unknown", { trait: unknown, known: known.join(", ") });
}
