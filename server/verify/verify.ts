import type { Transaction } from "kysely";
import type { Database } from "../database/open.ts";
import { isOutage } from "../database/outage.ts";
import type { Tables } from "../database/tables.ts";
import { findBreak } from "../ledger/audit.ts";
import type { PublishedKeys } from "../ledger/keys.ts";
import { findDifferences } from "../submissions/rebuild.ts";
import { findDecisionFaults } from "./verify-claims.ts";
import { findChecklistFaults, readDeeds } from "./verify-deeds.ts";
import { findInstanceFaults, instanceIdOf } from "./verify-instance.ts";
import { findPartFaults } from "./verify-parts.ts";
import { findRecordFaults } from "./verify-records.ts";
import { findSheetFaults } from "./verify-sheets.ts";

/*
 * Whether what is stored is what was done: the chain by itself (server/ledger/audit.ts), and against it sheets and receipts, whole rows
 * (verify-records.ts, verify-parts.ts), what rows claim that somebody decided (verify-claims.ts), checklists, and the database's own
 * guards (verify-schema.ts). Faults are told in words; nothing is changed.
 */

/**
 * Everything that can be proved about what is stored, in words; empty where all is well: the audit chain is unbroken; every sheet and
 * checklist is the one that was received or published, and none is missing; inspections with what was decided about them, findings, units,
 * plans, lists of procedures, and what accounts and their devices may do are as the chain has them; and every summary is what its document
 * gives. Of one moment, whatever is written meanwhile.
 */
export async function findFaults({ read }: Pick<Database, "read">, keys: PublishedKeys): Promise<string[]> {
  return await read
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (now) => {
      const broken = await findBreak(now);
      const deeds = await readDeeds(now);
      return [
        ...(broken === undefined ? [] : [`audit: ${broken}`]),
        ...(await findChecklistFaults(now, deeds)),
        ...(await findInstanceFaults(now, deeds)),
        ...(await findSheetFaults(now, keys, await instanceIdOf(now))),
        ...(await findRecordFaults(now, deeds)),
        ...(await findPartFaults(now)),
        ...(await findDecisionFaults(now, deeds)),
        ...(await findSummaryFaults(now)),
      ];
    });
}

/** By the checklists as they are stored now, not as a server may have them in memory. */
async function findSummaryFaults(now: Transaction<Tables>): Promise<string[]> {
  try {
    const differences = await findDifferences({ read: now });
    return differences.map(({ key }) => `summary ${key}: not what its document gives`);
  } catch (problem) {
    if (isOutage(problem)) throw problem;
    return [`summaries: they cannot be computed again (${problem instanceof Error ? problem.message : problem})`];
  }
}
