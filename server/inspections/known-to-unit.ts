import { type Kysely, sql } from "kysely";
import type { Tables } from "../database/tables.ts";
import { concluding } from "./told-to-unit.ts";

/**
 * Of an inspection `i`: its unit knows that it is. An unannounced one it learns of when its minutes are signed, or it refuses to sign them,
 * or by the conclusion; one that was opened again takes nothing back.
 */
export const knownToUnit = sql<boolean>`(i.announced = 1 or i.state = 'concluded' or exists (
  select 1 from minutes_stands m where m.inspection_id = i.id and m.stand in ('signed', 'refused')) or exists (
  select 1 from inspection_history k where k.inspection_id = i.id and k.action in (${concluding})))`;

/** Those of these inspections that their units know of; whatever a unit asks, the others are not there. */
export async function knownAmong(read: Kysely<Tables>, inspectionIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (inspectionIds.length === 0) return new Set();
  const rows = await read.selectFrom("inspections as i").select("i.id").where("i.id", "in", inspectionIds).where(knownToUnit).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Whether the inspection's unit knows of it. */
export async function isKnownToUnit(read: Kysely<Tables>, inspectionId: string): Promise<boolean> {
  return (await knownAmong(read, [inspectionId])).has(inspectionId);
}
