import * as v from "valibot";
import { Catalogue } from "../../shared/catalogue/procedure-catalogue.ts";
import type { Field } from "../../shared/field.ts";
import { type CatalogueOf, keepCatalogues, loadStoredCatalogue, saveCatalogue } from "../drafts/catalogues.ts";
import { ownerOf } from "../drafts/field.ts";
import { callApi } from "./api.ts";
import type { SignedIn } from "./stored-sign-in.ts";

// The longest list known, of every ministry together, is about 3 MB.
const maxCatalogueBytes = 16 * 1_048_576;

/**
 * Fetches what the field's units have to post: each unit's list where an inspection of it is taken along, and for surprise inspections
 * the lists of the kinds. A list that cannot be fetched now stays as it was kept; the next refresh asks again.
 */
export async function refreshCatalogues(signIn: SignedIn, field: Field, now: Date): Promise<void> {
  const wanted = cataloguesOf(field);
  const owner = ownerOf(field);
  for (const of of wanted) {
    const known = await loadStoredCatalogue(of, owner);
    const headers = known?.etag ? { "if-none-match": known.etag } : {};
    const path = `/api/catalogue?${new URLSearchParams({ ...of })}`;
    const request = { server: signIn.server, method: "GET", path, token: signIn.token, headers, maxBytes: maxCatalogueBytes } as const;
    const answer = await callApi(request, v.union([Catalogue, v.undefined()]));
    // Nothing comes through at all: the others would not either.
    if (answer.kind === "outage") return;
    const catalogue = answer.kind === "answer" ? (answer.value ?? known?.catalogue) : undefined;
    if (catalogue && answer.kind === "answer") await saveCatalogue(of, { owner, catalogue, etag: answer.etag ?? known?.etag ?? null, now });
  }
  await keepCatalogues(wanted);
}

function cataloguesOf({ inspections, units }: Field): CatalogueOf[] {
  const inspected = new Set(inspections.map(({ unit }) => unit.id));
  const kinds = new Set(units.map(({ kind }) => kind));
  return [...[...inspected].map((unit) => ({ unit })), ...[...kinds].map((kind) => ({ kind }))];
}
