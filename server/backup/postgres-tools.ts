import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import pg from "pg";
import { BackupProblem } from "./backup-manifest.ts";

/**
 * Runs one of PostgreSQL's own programs on the database. The address goes by the environment: arguments can be read by everybody on the
 * machine, and it holds a password. `BackupProblem` where the program is not installed, or says why it failed.
 */
export async function runPostgresTool(name: "pg_dump" | "pg_restore" | "psql", args: readonly string[], url: string): Promise<void> {
  const child = spawn(findTool(name), args, { env: { ...process.env, ...environmentOf(url) }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new BackupProblem(`${name} failed: ${said.trim().slice(0, 2_000)}`);
}

function findTool(name: string): string {
  const folders = [process.env["POSTGRES_BIN"] ?? "", ...(process.env["PATH"] ?? "").split(delimiter)].filter(Boolean);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path) || existsSync(`${path}.exe`));
  if (found === undefined)
    throw new BackupProblem(
      `${name} was not found. It comes with PostgreSQL's client programs (Debian: postgresql-client); name their folder in POSTGRES_BIN where it is not on the PATH.`,
    );
  return found;
}

function environmentOf(url: string): Record<string, string> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const mode = new URL(url).searchParams.get("sslmode");
  return {
    PGHOST: host,
    PGPORT: String(port),
    ...(user !== undefined && { PGUSER: user }),
    ...(password !== undefined && password !== null && { PGPASSWORD: password }),
    ...(database !== undefined && { PGDATABASE: database }),
    ...(mode !== null && { PGSSLMODE: mode }),
    PGAPPNAME: "phieu-cham-backup",
  };
}
