import { existsSync } from "node:fs";
import { join } from "node:path";
import { postgresFolder } from "./postgres.ts";

export type DatabaseKind = "sqlite" | "postgres";

/**
 * The databases that the tests run on: `DATABASES=sqlite,postgres`, by default both where PostgreSQL is found. Without it the tests on it
 * do not run, and `missing` says so in one loud line.
 */
export function databasesToTest(environment: Readonly<Record<string, string | undefined>>): { databases: DatabaseKind[]; missing: string | undefined } {
  const wanted = (environment["DATABASES"] || "sqlite,postgres").split(",").map((name) => name.trim());
  for (const name of wanted) if (name !== "sqlite" && name !== "postgres") throw new Error(`DATABASES names ${name}: only sqlite and postgres are known`);
  const found = existsSync(join(postgresFolder, "postgres"));
  const databases = (["sqlite", "postgres"] as const).filter((kind) => wanted.includes(kind) && (kind === "sqlite" || found));
  const missing =
    wanted.includes("postgres") && !found
      ? "!!! POSTGRESQL WAS NOT FOUND: the tests on it do not run. Install postgresql-15, or name its programs' folder in POSTGRES_BIN."
      : undefined;
  return { databases, missing };
}
