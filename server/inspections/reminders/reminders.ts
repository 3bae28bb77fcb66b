import type { InferResult, Kysely } from "kysely";
import * as v from "valibot";
import type { Row, Tables } from "../../database/tables.ts";
import type { HistoryName } from "../../ledger/deeds.ts";
import { parseRoles } from "../../people/people.ts";
import { StoredUnitName } from "../stored-sheets.ts";

/** What somebody is waited for: their sheet, or, once all are in, as the head that they settle and conclude. */
export type AwaitedWork = "sheet" | "decision";

/** That a person was reminded of an inspection: how often, and when last. */
export interface Reminder {
  readonly inspectionId: string;
  readonly unitName: string;
  readonly visitedOn: string;
  readonly awaited: AwaitedWork;
  readonly count: number;
  readonly lastAt: string;
}

/** Reminders, each with when last a sheet of that person came, and one that settling rests on or that settled. */
export function selectReminders(read: Kysely<Tables>) {
  return read
    .selectFrom("inspections as i")
    .innerJoin("inspection_history as h", "h.inspection_id", "i.id")
    .select(["h.inspection_id", "h.person_id", "h.at"])
    .select((e) => {
      const sheets = e.selectFrom("submissions as x").whereRef("x.inspection_id", "=", "i.id");
      const own = sheets.where("x.stage", "=", "inspector").whereRef("x.author_id", "=", "h.person_id");
      const any = sheets.where("x.stage", "in", ["inspector", "appraisal"]);
      return [
        own.select((x) => x.fn.max("x.received_at").as("last")).as("own_last"),
        any.select((x) => x.fn.max("x.received_at").as("last")).as("any_last"),
      ];
    })
    .where("h.action", "=", "inspector.reminded" satisfies HistoryName)
    .orderBy("h.at");
}

type Reminded = Pick<InferResult<ReturnType<typeof selectReminders>>[number], "at" | "own_last" | "any_last">;

/** Whether it still holds: what came, or was given back, after it has made an end of it. `returnedAt`: of the person's sheet. */
export function holdsStill({ at, own_last, any_last }: Reminded, awaited: AwaitedWork, returnedAt: string | null): boolean {
  const after = awaited === "sheet" ? [own_last, returnedAt] : [any_last];
  return after.every((day) => day === null || day <= at);
}

/** Somebody who holds an inspection up. */
interface Waited {
  readonly awaited: AwaitedWork;
  readonly returnedAt: string | null;
}

/** Who of an inspection's team has to do something before it goes on. */
export async function loadWaited(
  read: Kysely<Tables>,
  { id, state }: Pick<Row<"inspections">, "id" | "state">,
): Promise<ReadonlyMap<string, Waited>> {
  const team = await read
    .selectFrom("positions as p")
    .innerJoin("people as w", "w.id", "p.person_id")
    .leftJoin("summaries as s", (join) =>
      join.onRef("s.inspection_id", "=", "p.inspection_id").onRef("s.author_id", "=", "p.person_id").on("s.stage", "=", "inspector"),
    )
    .leftJoin("returns as r", "r.submission_id", "s.submission_id")
    .select(["p.person_id", "p.position", "p.scores", "p.excused_at", "w.roles", "s.submission_id", "r.returned_at"])
    .where("p.inspection_id", "=", id)
    .execute();
  const waitsFor = (one: (typeof team)[number]): AwaitedWork | undefined => {
    const isScorer = Number(one.scores) === 1 && (one.excused_at === null || one.submission_id !== null);
    if (state === "open" || state === "returned")
      return isScorer && one.excused_at === null && (one.submission_id === null || one.returned_at !== null) ? "sheet" : undefined;
    if (state !== "submitted" && state !== "settled") return undefined;
    const decides = one.position === "head" && !isScorer && parseRoles(one.roles).some((role) => role === "lead" || role === "admin");
    return decides ? "decision" : undefined;
  };
  return new Map(
    team.flatMap((one) => {
      const awaited = waitsFor(one);
      return awaited ? [[one.person_id, { awaited, returnedAt: one.returned_at }]] : [];
    }),
  );
}

/** What a person was reminded of and has not done. The latest first. */
export async function loadReminders(read: Kysely<Tables>, personId: string): Promise<Reminder[]> {
  const reminded = await selectReminders(read)
    .select(["i.state", "i.unit_snapshot", "i.visited_on"])
    .where("i.id", "in", (e) => e.selectFrom("positions").select("inspection_id").where("person_id", "=", personId))
    .where("i.state", "not in", ["concluded", "cancelled"])
    .where("h.person_id", "=", personId)
    .execute();
  const reminders: Reminder[] = [];
  for (const [id, rows] of Map.groupBy(reminded, (row) => row.inspection_id)) {
    const [first] = rows;
    const waited = first && (await loadWaited(read, { id, state: first.state })).get(personId);
    const held = waited ? rows.filter((row) => holdsStill(row, waited.awaited, waited.returnedAt)) : [];
    const last = held.at(-1);
    if (!waited || !last) continue;
    reminders.push({
      inspectionId: id,
      unitName: v.parse(StoredUnitName, last.unit_snapshot).name,
      visitedOn: last.visited_on,
      awaited: waited.awaited,
      count: held.length,
      lastAt: last.at,
    });
  }
  return reminders.sort((a, b) => (a.lastAt === b.lastAt ? (a.inspectionId < b.inspectionId ? -1 : 1) : a.lastAt < b.lastAt ? 1 : -1));
}
