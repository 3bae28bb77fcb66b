import { Refusal } from "../../../shared/problem.ts";
import { formatDay } from "../../../shared/text.ts";
import type { Database } from "../../database/open.ts";
import { type Actor, amid } from "../amid.ts";
import { holdsStill, loadWaited, selectReminders } from "./reminders.ts";

/** So long nobody is reminded of the same inspection again. */
export const quietMs = 24 * 60 * 60 * 1000;

/**
 * Reminds those of these people who hold the inspection up: whose sheet is waited for, or, once all are in, the head who may decide. They
 * read it on their front page and the board, and of a sheet on their device. `not-found` where none of them does, `reminded-lately` where
 * each was within a day, and has not sent since.
 */
export async function remind(
  database: Pick<Database, "write">,
  inspectionId: string,
  personIds: readonly string[],
  actor: Actor,
): Promise<void> {
  await amid(database, inspectionId, actor, async ({ transaction, inspection, tells, records }) => {
    const waited = await loadWaited(transaction, inspection);
    const people = [...new Set(personIds)].filter((id) => waited.has(id));
    if (people.length === 0) throw new Refusal("not-found");
    const since = new Date(actor.now.getTime() - quietMs).toISOString();
    const lately = (await selectReminders(transaction).where("i.id", "=", inspectionId).where("h.at", ">", since).execute()).filter(
      (row) => {
        const one = waited.get(row.person_id ?? "");
        return one && holdsStill(row, one.awaited, one.returnedAt);
      },
    );
    const due = people.filter((id) => !lately.some(({ person_id }) => person_id === id));
    if (due.length === 0) throw new Refusal("reminded-lately", { at: formatDay(new Date(lately.at(-1)?.at ?? since), true) });
    for (const personId of due) {
      await tells("inspector.reminded", { personId });
      await records("inspector.reminded", inspectionId, { personId });
    }
  });
}
