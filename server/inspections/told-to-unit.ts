import { sql } from "kysely";
import type { DeedName } from "../ledger/deeds.ts";

/** What a conclusion is called in the history. */
export const concluding = sql.join([sql.lit<DeedName>("inspection.concluded"), sql.lit<DeedName>("inspection.concluded-by-scorer")]);

/**
 * Of a finding `f` of an inspection `i`: its unit has been told of it, by a conclusion that came after it was raised. An inspection that
 * was opened again takes nothing back that its unit knows.
 */
export const toldToUnit = sql<boolean>`(i.state = 'concluded' or exists (
  select 1 from inspection_history h
  where h.inspection_id = f.inspection_id and h.action in (${concluding}) and h.at >= f.raised_at))`;
