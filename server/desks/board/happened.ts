import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Tables } from "../../database/tables.ts";
import { shownBlind } from "../../inspections/history.ts";
import { isRevealed } from "../../inspections/states.ts";
import { StoredUnitName } from "../../inspections/stored-sheets.ts";

/** Something that lately happened to an inspection. */
export interface Happened {
  readonly at: string;
  readonly action: string;
  readonly actorName: string | null;
  readonly unitName: string;
}

const daysBack = 14;

/** What happened last to a plan's inspections, as leads may know it: before a reveal who has sent, and no decision about points. */
export async function loadHappened(read: Kysely<Tables>, planId: string, most: number, now: Date): Promise<Happened[]> {
  const since = new Date(now.getTime() - daysBack * 86_400_000).toISOString();
  const told = await read
    .selectFrom("inspections as i")
    .innerJoin("inspection_history as h", "h.inspection_id", "i.id")
    .leftJoin("people as w", "w.id", "h.actor_id")
    .select(["h.at", "h.action", "w.name", "i.unit_snapshot", "i.state"])
    .where("i.plan_id", "=", planId)
    .where("h.at", ">", since)
    .orderBy("h.at", "desc")
    .orderBy("h.id", "desc")
    .limit(most * 10)
    .execute();
  const sent = await read
    .selectFrom("inspections as i")
    .innerJoin("submissions as s", "s.inspection_id", "i.id")
    .leftJoin("people as w", "w.id", "s.author_id")
    .select(["s.received_at as at", "w.name", "i.unit_snapshot"])
    .where("i.plan_id", "=", planId)
    .where("s.stage", "=", "inspector")
    // That a sheet was replaced is not told before the reveal.
    .where("s.replaces_id", "is", null)
    .where("s.received_at", ">", since)
    .orderBy("s.received_at", "desc")
    .orderBy("s.id", "desc")
    .limit(most)
    .execute();
  const happened = [
    ...told.filter((row) => isRevealed(row) || shownBlind.has(row.action)),
    ...sent.map((row) => ({ ...row, action: "submission.received" })),
  ];
  return happened
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, most)
    .map(({ at, action, name, unit_snapshot }) => ({
      at,
      action,
      actorName: name,
      unitName: v.parse(StoredUnitName, unit_snapshot).name,
    }));
}
