import { guardTriggers } from "../../server/database/migrations/guards.ts";
import type { StoredData } from "./stored-data.ts";

/** What somebody with a shell does first: the database refuses nothing any more. */
export function dropGuards({ kind, exec }: Pick<StoredData, "kind" | "exec">): void {
  const drop = ({ name, table }: { name: string; table: string }) =>
    `drop trigger if exists ${name}${kind === "postgres" ? ` on ${table}` : ""};`;
  exec(guardTriggers.map(drop).join("\n"));
}
