import type { Database } from "../database/open.ts";
import { type Actor, amid, type Held } from "./amid.ts";
import { demandNotConcluded } from "./states.ts";

/**
 * Calls an inspection off, with a reason: it leaves coverage, ranks and whatever waits, and nothing is sent or decided any more. What was
 * sent is kept, and read by nobody but its authors. `inspection-concluded`, `inspection-cancelled`, `not-found`.
 */
export async function cancelInspection(database: Pick<Database, "write">, id: string, reason: string, actor: Actor): Promise<void> {
  await amid(database, id, actor, (held) => cancelHeld(held, reason));
}

/** The same amid another decision about it. */
export async function cancelHeld({ transaction, inspection, tells, records }: Held, reason: string): Promise<void> {
  demandNotConcluded(inspection);
  await transaction.updateTable("inspections").set({ state: "cancelled" }).where("id", "=", inspection.id).execute();
  await tells("inspection.cancelled", { to: "cancelled", reason });
  await records("inspection.cancelled", inspection.id, { reason });
}
