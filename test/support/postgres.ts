import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** PostgreSQL's own programs: `POSTGRES_BIN`, or the newest that Debian has installed. */
export const postgresFolder = process.env["POSTGRES_BIN"] ?? newestInstalled("/usr/lib/postgresql");

function newestInstalled(versions: string): string {
  const servers = existsSync(versions)
    ? readdirSync(versions).filter((version) => existsSync(join(versions, version, "bin", "postgres")))
    : [];
  return join(versions, servers.sort((a, b) => Number(b) - Number(a))[0] ?? "15", "bin");
}

/** A throw-away PostgreSQL of its own, reached by a socket in its folder; a commit is on the disk when it returns, as anywhere. */
export interface Cluster {
  /** The socket's folder. */
  readonly socket: string;
  /** Ends it as a power cut would. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes everything. */
  remove(): Promise<void>;
}

/** `programs`: the folder of its server's programs, as this user or `postgres` can run them. */
export async function startCluster(programs: string = postgresFolder): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "pc-pg-"));
  const owner = notRoot();
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  // Vietnamese order, unlike SQLite's by bytes: nothing may depend on it.
  const words = ["--locale-provider=icu", "--icu-locale=vi", "--locale=C.UTF-8"];
  execFileSync(join(programs, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", ...words], {
    ...owner,
    stdio: "pipe",
    cwd: folder,
  });
  let server: ReturnType<typeof spawn> | undefined;
  const ended = () => new Promise<void>((resolve) => (server?.exitCode === null ? server.once("exit", () => resolve()) : resolve()));
  const start = async () => {
    const settings = ["listen_addresses=", `unix_socket_directories=${folder}`, "max_connections=200", "fsync=on", "shared_buffers=64MB"];
    const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
    server = spawn(join(programs, "postgres"), args, { ...owner, stdio: "ignore", cwd: folder });
    for (let n = 0; !answers(folder); n += 1) {
      if (n > 200 || server.exitCode !== null) throw new Error("PostgreSQL did not start");
      await setTimeout(100);
    }
  };
  await start();
  return {
    socket: folder,
    start,
    async crash() {
      server?.kill("SIGQUIT");
      await ended();
    },
    async remove() {
      server?.kill("SIGINT");
      await ended();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: Debian's own user for it does. */
function notRoot(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const number = (what: "-u" | "-g") => Number(execFileSync("id", [what, "postgres"], { encoding: "utf8" }));
  return { uid: number("-u"), gid: number("-g") };
}

function answers(socket: string): boolean {
  try {
    runSql(socket, "postgres", "select 1");
    return true;
  } catch {
    return false;
  }
}

/** Runs SQL as the database's administrator and waits; the first value of the answer. Throws what PostgreSQL says. */
export function runSql(socket: string, database: string, sql: string): string {
  const args = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "postgres", "-d", database];
  return execFileSync(join(postgresFolder, "psql"), args, {
    input: sql,
    encoding: "utf8",
    maxBuffer: 100_000_000,
    stdio: ["pipe", "pipe", "pipe"],
  }).trim();
}

export function dropDatabase(socket: string, database: string): void {
  runSql(socket, "postgres", `drop database ${database}`);
}

/** Every row of every table, as text: by the client of any version, of a server of any. */
export function rowsText(socket: string, database: string): string {
  const tables = runSql(socket, database, "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by 1").split(
    "\n",
  );
  return runSql(socket, database, tables.map((table) => `select '${table}';\ncopy public.${table} to stdout;`).join("\n"));
}

/** The one that a backup is made with. */
export const dumpProgram = [join(process.env["POSTGRES_BIN"] ?? "", "pg_dump")].find((path) => existsSync(path)) ?? "pg_dump";

/** SQL that makes the database again. Refused by servers that are newer than the program. */
export function dumpText(socket: string, database: string): string {
  const args = ["-h", socket, "-U", "postgres", "-d", database];
  return execFileSync(dumpProgram, args, { encoding: "utf8", maxBuffer: 100_000_000, stdio: ["ignore", "pipe", "pipe"] });
}

/** `15`, as a program of PostgreSQL says it of itself; 0 where it does not run. */
export function majorVersion(program: string): number {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(stdout ?? "")?.[0] ?? 0);
}
