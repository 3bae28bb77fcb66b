import type { Kysely } from "kysely";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import type { Tables } from "../../database/tables.ts";
import { type FindingView, type LaterVisit, loadFindingView, loadLaterVisits } from "../../findings/finding-views.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { loadMembers, loadPeople } from "../../people/people.ts";
import { loadOrigin } from "./proposals.ts";

/** All that the page of one finding shows. */
export interface FindingPageView {
  readonly finding: FindingView;
  readonly planId: string;
  /** What the sheets say of its criterion; `null`: not to be seen. */
  readonly origin: readonly Evidence[] | null;
  readonly visits: readonly LaterVisit[];
  /** Who can follow it up. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly names: ReadonlyMap<string, string>;
}

/** `not-found`. */
export async function loadFindingPage(read: Kysely<Tables>, id: string, personId: string, now: Date): Promise<FindingPageView> {
  const finding = await loadFindingView(read, id, personId, now);
  const { plan_id: planId } = await getInspection(read, finding.inspectionId);
  return {
    finding,
    planId,
    origin: await loadOrigin(read, finding.inspectionId, finding.criterion),
    visits: await loadLaterVisits(read, finding),
    people: (await loadMembers(read)).map((person) => ({ id: person.id, name: person.name })),
    names: new Map((await loadPeople(read)).map((person) => [person.id, person.name])),
  };
}
