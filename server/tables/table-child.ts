import { buffer } from "node:stream/consumers";
import { SheetProblem } from "./sheet-rows.ts";
import { runTableJob, type TableJob } from "./table-jobs.ts";

type JobWithoutBytes = { [Kind in TableJob["kind"]]: Omit<Extract<TableJob, { readonly kind: Kind }>, "bytes"> }[TableJob["kind"]];

/**
 * Runs in a process of its own, which is given one table and ended: nothing that a file does to it reaches the server. The bytes come by
 * the standard input, which copies nothing on the way.
 */
process.once("message", async (job: JobWithoutBytes) => await answer({ ...job, bytes: await buffer(process.stdin) }));
process.once("disconnect", () => process.exit());

/** So few rows at a time that taking one message keeps no request waiting. */
const rowsAtOnce = 500;

async function answer(job: TableJob): Promise<void> {
  try {
    const { read, ...rest } = await runTableJob(job);
    for (let i = 0; i < read.length && rest.problems.length === 0; i += rowsAtOnce) await tell({ rows: read.slice(i, i + rowsAtOnce) });
    await tell({ done: rest });
  } catch (problem) {
    if (!(problem instanceof SheetProblem)) throw problem;
    const { what, message, row } = problem;
    await tell({ problem: { what, message, row } });
  }
}

function tell(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (failed) => (failed ? reject(failed) : resolve()));
  });
}
