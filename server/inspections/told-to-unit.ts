import { sql } from "kysely";

/**
 * Of a finding `f` of an inspection `i`: its unit has been told of it, by a conclusion that came after it was raised. An inspection that
 * was opened again takes nothing back that its unit knows.
 */
export const toldToUnit = sql<boolean>`(i.state = 'concluded' or exists (
  select 1 from inspection_history h
  where h.inspection_id = f.inspection_id and h.action in ('inspection.concluded', 'inspection.concluded-by-scorer') and h.at >= f.raised_at))`;
