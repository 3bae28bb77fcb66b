import type { Transaction } from "kysely";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { hashOf, holding, recordDeeds } from "../ledger/audit.ts";
import type { ContentOf, DeedName, HistoryName } from "../ledger/deeds.ts";
import { type Thing, wholeInspection } from "../ledger/records.ts";
import { type Happening, recordHistory } from "./history.ts";
import { demandSeen } from "./inspection-detail.ts";
import { getInspection } from "./inspections.ts";
import { demandNotCancelled } from "./states.ts";

/** Who does something, and when; `seen`: the tag of the inspection that they decided by, where it must not have changed since. */
export interface Actor {
  readonly actorId: string;
  readonly now: Date;
  readonly seen?: string;
}

/** An inspection that is being decided about: until the transaction ends nobody else does, and nothing is received. */
export interface Held {
  readonly transaction: Transaction<Tables>;
  /** Its row as it was before. */
  readonly inspection: Row<"inspections">;
  readonly at: string;
  /** Writes what happens into its history; its state is the same afterwards unless `to` says otherwise. */
  tells(
    action: HistoryName,
    happening?: Omit<Happening, "inspectionId" | "actorId" | "action" | "from" | "to"> & Partial<Pick<Happening, "to">>,
  ): Promise<void>;
  /** Puts the deed on record, after its last change, with what became of its subject's things and of those `besides`. */
  records<D extends DeedName>(action: D, subject: string, content: ContentOf<D>, besides?: readonly Thing[]): Promise<void>;
}

/**
 * How everything begins that somebody decides about one inspection: nobody else decides meanwhile, what was changed unseen is on record,
 * and the row is what stands now. `not-found`, `inspection-cancelled`, `changed-meanwhile` where it is not as the actor has `seen` it.
 * Whether its state allows the work otherwise, the work asks.
 */
export async function amid<T>(
  database: Pick<Database, "write">,
  inspectionId: string,
  actor: Actor,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  return await holding(
    database,
    wholeInspection(inspectionId),
    actor.now,
    async (transaction) => await work(await hold(transaction, inspectionId, actor)),
  );
}

/** The inspection as it stands now, for what is decided next in a transaction that decides about it already. As `amid`. */
export async function hold(transaction: Transaction<Tables>, inspectionId: string, { actorId, now, seen }: Actor): Promise<Held> {
  const inspection = await getInspection(transaction, inspectionId);
  demandNotCancelled(inspection);
  if (seen !== undefined) await demandSeen(transaction, inspectionId, seen);
  const at = now.toISOString();
  return {
    transaction,
    inspection,
    at,
    async tells(action, { to = inspection.state, ...happening } = {}) {
      await recordHistory(transaction, at, [{ inspectionId, actorId, action, from: inspection.state, to, ...happening }]);
    },
    async records(action, subject, content, besides) {
      await recordDeeds(transaction, now, [{ actorId, action, subject, contentHash: hashOf(content) }], besides);
    },
  };
}
