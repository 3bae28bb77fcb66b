import type { Transaction } from "kysely";
import { Refusal } from "../../../shared/problem.ts";
import { formatDay } from "../../../shared/text.ts";
import type { Database } from "../../database/open.ts";
import type { Row, Tables } from "../../database/tables.ts";
import type { HistoryName } from "../../ledger/deeds.ts";
import { parseRoles } from "../../people/people.ts";
import { type Actor, amid } from "../amid.ts";

/** So long nobody is reminded of the same inspection again. */
export const quietMs = 24 * 60 * 60 * 1000;

/**
 * Reminds those of these people who hold the inspection up: whose sheet is waited for, or, once all are in, the head who may decide. They
 * read it on their front page and on their device. `not-found` where none of them does, `reminded-lately` where each was within a day.
 */
export async function remind(
  database: Pick<Database, "write">,
  inspectionId: string,
  personIds: readonly string[],
  actor: Actor,
): Promise<void> {
  await amid(database, inspectionId, actor, async ({ transaction, inspection, tells, records }) => {
    const waited = await waitedFor(transaction, inspection);
    const people = [...new Set(personIds)].filter((id) => waited.has(id));
    if (people.length === 0) throw new Refusal("not-found");
    const since = new Date(actor.now.getTime() - quietMs).toISOString();
    const lately = await transaction
      .selectFrom("inspection_history")
      .select(["person_id", "at"])
      .where("inspection_id", "=", inspectionId)
      .where("action", "=", "inspector.reminded" satisfies HistoryName)
      .where("at", ">", since)
      .orderBy("at", "desc")
      .execute();
    const due = people.filter((id) => !lately.some(({ person_id }) => person_id === id));
    if (due.length === 0) throw new Refusal("reminded-lately", { at: formatDay(new Date(lately[0]?.at ?? since), true) });
    for (const personId of due) {
      await tells("inspector.reminded", { personId });
      await records("inspector.reminded", inspectionId, { personId });
    }
  });
}

/** Who has to do something before the inspection goes on. */
async function waitedFor(transaction: Transaction<Tables>, { id, state }: Row<"inspections">): Promise<Set<string>> {
  if (state === "concluded") return new Set();
  const team = await transaction
    .selectFrom("positions as p")
    .innerJoin("people as w", "w.id", "p.person_id")
    .leftJoin("summaries as s", (join) =>
      join.onRef("s.inspection_id", "=", "p.inspection_id").onRef("s.author_id", "=", "p.person_id").on("s.stage", "=", "inspector"),
    )
    .leftJoin("returns as r", "r.submission_id", "s.submission_id")
    .select(["p.person_id", "p.position", "p.scores", "p.excused_at", "w.roles", "s.submission_id", "r.returned_at"])
    .where("p.inspection_id", "=", id)
    .execute();
  const holds = (one: (typeof team)[number]) =>
    state === "open" || state === "returned"
      ? Number(one.scores) === 1 && one.excused_at === null && (one.submission_id === null || one.returned_at !== null)
      : one.position === "head" && parseRoles(one.roles).some((role) => role === "lead" || role === "admin");
  return new Set(team.filter(holds).map(({ person_id }) => person_id));
}
