import type { Context } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { SheetProblem } from "../tables/sheet-rows.ts";
import type { RowProblems } from "../tables/table-columns.ts";
import type { ReadTable } from "../tables/table-kind.ts";
import { demandRoomForTable } from "../tables/table-reader.ts";
import { mediaTypeOf, readBytes } from "./body.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const types = ["text/csv", xlsx];

/** At most this many bytes of a table. */
const limit = 8_000_000;

/** The request's table, as its room reads it. `not-table` for another content type or what cannot be read, `too-large`, `tables-busy`. */
export async function readTable<Row>(c: Context, read: (bytes: Uint8Array) => Promise<ReadTable<Row>>): Promise<ReadTable<Row>> {
  if (!types.includes(mediaTypeOf(c))) throw new Refusal("not-table", { why: "content-type", fault: "type" });
  demandRoomForTable();
  const bytes = await readBytes(c, limit, "table");
  try {
    return await read(bytes);
  } catch (problem) {
    if (problem instanceof SheetProblem)
      throw new Refusal("not-table", { why: problem.message, fault: problem.what, row: String(problem.row) });
    throw problem;
  }
}

/** `dryRun` in an import's query; by default it is meant. */
export const DryRun = v.pipe(
  v.optional(v.picklist(["0", "1"]), "0"),
  v.transform((value) => value === "1"),
);

/** The same for `/openapi.json`. */
export const dryRunQuery = {
  name: "dryRun",
  in: "query" as const,
  schema: { type: "string" as const, enum: ["0", "1"] as string[] },
  description: "1: say what would be done, change nothing",
};

/** `import-failed`, with how many problems there are and the first: where there is any, nothing is imported. */
export function importFailed({ problems: [first], problemCount }: RowProblems): Refusal {
  return new Refusal("import-failed", { count: String(problemCount), first: `${first?.row}: ${first?.message}` });
}

/** A table as a request's body, for `/openapi.json`. */
export const tableBody = {
  required: true,
  content: { "text/csv": { schema: { type: "string" } }, [xlsx]: { schema: { type: "string", format: "binary" } } },
} as const;
