import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { dumpProgram, majorVersion, postgresFolder, startCluster } from "./postgres.ts";
import { unpackPostgres18 } from "./postgres-18.ts";

/** One cluster for all tests of the project: of the installed version, or of 18 where the project is named so. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const unpacked = project.name.startsWith("postgres18") ? unpackPostgres18() : undefined;
  const removeUnpacked = () => unpacked && rmSync(unpacked, { recursive: true });
  const programs = unpacked === undefined ? postgresFolder : join(unpacked, "bin");
  const cluster = await startCluster(programs).catch((problem: unknown) => {
    removeUnpacked();
    throw problem;
  });
  // Backups are made by the program that stands on the PATH.
  const [server, dump] = [majorVersion(join(programs, "postgres")), majorVersion(dumpProgram)];
  const noDump = dump < server;
  const found = dump === 0 ? "NO pg_dump WAS FOUND" : `pg_dump ${dump} CANNOT READ POSTGRESQL ${server}`;
  if (noDump) console.log(`!!! ${found}: backup and restore are not tested on it. Install postgresql-client-${server}.`);
  project.provide("postgres", cluster.socket);
  project.provide("postgresPrograms", programs);
  project.provide("noDump", noDump);
  return async () => {
    await cluster.remove();
    removeUnpacked();
  };
}
