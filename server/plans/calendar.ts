import type { Kysely } from "kysely";
import type { WorkingCalendar, YearDays } from "../../shared/plans/working-days.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { hashOf, holding, recordDeeds } from "../ledger/audit.ts";
import { demandUnchanged } from "../ledger/content-tag.ts";

/** A year of the calendar; `changedAt` is null where nobody has entered it. */
export interface StoredYear extends YearDays {
  readonly year: number;
  readonly changedBy: string | null;
  readonly changedAt: string | null;
}

/** The calendar of working days, of all years that are entered. */
export async function loadCalendar(read: Kysely<Tables>): Promise<WorkingCalendar> {
  const years = await read.selectFrom("calendar_years").select("year").execute();
  const days = await read.selectFrom("calendar_days").select(["day", "kind"]).execute();
  const ofKind = (asked: Row<"calendar_days">["kind"]) => new Set(days.filter(({ kind }) => kind === asked).map(({ day }) => day));
  return { years: new Set(years.map(({ year }) => Number(year))), holidays: ofKind("holiday"), workingDays: ofKind("working") };
}

/** The years that are entered, the earliest first. */
export async function loadCalendarYears(read: Kysely<Tables>): Promise<number[]> {
  return (await read.selectFrom("calendar_years").select("year").orderBy("year").execute()).map(({ year }) => Number(year));
}

/** One year, its days in their order. */
export async function loadCalendarYear(read: Kysely<Tables>, year: number): Promise<StoredYear> {
  const row = await read.selectFrom("calendar_years").selectAll().where("year", "=", String(year)).executeTakeFirst();
  const days = await read.selectFrom("calendar_days").selectAll().where("year", "=", String(year)).orderBy("day").execute();
  const ofKind = (asked: Row<"calendar_days">["kind"]) => days.filter(({ kind }) => kind === asked).map(({ day, name }) => ({ day, name }));
  return {
    year,
    holidays: ofKind("holiday"),
    workingDays: ofKind("working"),
    changedBy: row?.changed_by ?? null,
    changedAt: row?.changed_at ?? null,
  };
}

/**
 * Enters a year, or gives it other days, as long as it is as it was `seen` (its tag): `changed-meanwhile`. `calendar-day` for a day of
 * another year, or one that stands in both lists.
 */
export async function changeCalendarYear(
  database: Pick<Database, "write">,
  year: number,
  { holidays, workingDays }: YearDays,
  seen: string,
  actorId: string,
  now: Date,
): Promise<void> {
  const named = [
    ...holidays.map((day) => ({ ...day, kind: "holiday" as const })),
    ...workingDays.map((day) => ({ ...day, kind: "working" as const })),
  ];
  const twice = named.find(({ day }, at) => named.some((other, place) => other.day === day && place !== at));
  const wrong = twice ?? named.find(({ day }) => Number(day.slice(0, 4)) !== year);
  if (wrong) throw new Refusal("calendar-day", { day: wrong.day });
  const id = String(year);
  await holding(database, [{ kind: "calendar", id }], now, async (transaction) => {
    const before = await loadCalendarYear(transaction, year);
    demandUnchanged({ ...before }, seen);
    const changed = { changed_by: actorId, changed_at: now.toISOString() };
    await transaction
      .insertInto("calendar_years")
      .values({ year: id, ...changed })
      .onConflict((conflict) => conflict.column("year").doUpdateSet(changed))
      .execute();
    await transaction.deleteFrom("calendar_days").where("year", "=", id).execute();
    const rows = named.map(({ day, kind, name }) => ({ year: id, day, kind, name }));
    if (rows.length > 0) await transaction.insertInto("calendar_days").values(rows).execute();
    const contentHash = hashOf({ before: { holidays: before.holidays, workingDays: before.workingDays }, holidays, workingDays });
    await recordDeeds(transaction, now, [{ actorId, action: "calendar.changed", subject: id, contentHash }]);
  });
}
