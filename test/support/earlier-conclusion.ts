import { amid } from "../../server/inspections/amid.ts";
import type { TestServer } from "./server.ts";

/**
 * Concludes an inspection as servers did before what inspectors differ on had to be settled: what stands is their mean. Such conclusions
 * are there, and are read as they were.
 */
export async function concludeUnsettled({ context: { database } }: TestServer, inspectionId: string, actorId: string, now = new Date()) {
  await amid(database, inspectionId, { actorId, now }, async ({ transaction, at, tells, records }) => {
    const concluded = { state: "concluded" as const, concluded_by: actorId, concluded_at: at };
    await transaction.updateTable("inspections").set(concluded).where("id", "=", inspectionId).execute();
    await tells("inspection.concluded", { to: "concluded" });
    await records("inspection.concluded", inspectionId, []);
  });
}
