import type { Transaction } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { keyOf, saveSummaries, summariseAgain } from "../inspections/summaries.ts";

/** A summary that is not what its document gives. */
export interface Difference {
  /** Inspection, author and stage. */
  readonly key: string;
  readonly submissionId: string;
  /** `null`: missing. */
  readonly stored: Row<"summaries"> | null;
  /** `null`: should not be there. */
  readonly computed: Row<"summaries"> | null;
}

/** Compares every summary with what the current documents give. Changes nothing. */
export async function findDifferences({ read }: Pick<Database, "read">): Promise<Difference[]> {
  const differences: Difference[] = [];
  let after = "";
  for (;;) {
    const current = await read
      .selectFrom("submissions")
      .select("id")
      .where("status", "=", "current")
      .where("id", ">", after)
      .orderBy("id")
      .limit(500)
      .execute();
    const ids = current.map((row) => row.id);
    const last = ids.at(-1);
    if (last === undefined) break;
    const computed = await summariseAgain(read, checklistsOf(read), ids);
    const stored = new Map(
      (await read.selectFrom("summaries").selectAll().where("submission_id", "in", ids).execute()).map((row) => [keyOf(row), row]),
    );
    for (const row of computed) {
      const own = stored.get(keyOf(row)) ?? null;
      if (own === null || canonicalJson(own) !== canonicalJson(row))
        differences.push({ key: keyOf(row), submissionId: row.submission_id, stored: own, computed: row });
    }
    after = last;
  }
  const orphans = await read
    .selectFrom("summaries as y")
    .leftJoin("submissions as s", (join) =>
      join
        .onRef("s.id", "=", "y.submission_id")
        .onRef("s.inspection_id", "=", "y.inspection_id")
        .onRef("s.author_id", "=", "y.author_id")
        .onRef("s.stage", "=", "y.stage")
        .on("s.status", "=", "current"),
    )
    .selectAll("y")
    .where("s.id", "is", null)
    .execute();
  const missing = new Set(differences.map(({ key }) => key));
  for (const row of orphans)
    if (!missing.has(keyOf(row))) differences.push({ key: keyOf(row), submissionId: row.submission_id, stored: row, computed: null });
  return differences;
}

/** Sets every summary to what its document gives, and says what differed. For a server that is stopped. */
export async function rebuildSummaries(database: Database): Promise<Difference[]> {
  const differences = await findDifferences(database);
  await database.write.transaction().execute(async (transaction) => {
    for (const { computed, stored } of differences) {
      if (computed) await saveSummaries(transaction, [computed]);
      else if (stored) await deleteSummary(transaction, stored);
    }
  });
  return differences;
}

/** By its own key: another one of the same sheet may be right. */
async function deleteSummary(transaction: Transaction<Tables>, { inspection_id, author_id, stage }: Row<"summaries">): Promise<void> {
  const own = transaction.deleteFrom("summaries").where("inspection_id", "=", inspection_id);
  await own.where("author_id", "=", author_id).where("stage", "=", stage).execute();
}
