import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseKind } from "../support/databases.ts";
import { runSql, startCluster } from "../support/postgres.ts";
import type { BenchEnv } from "./province.ts";

/** Where a bench's servers keep what they are given, thrown away afterwards. */
export interface Place {
  /** A new, empty one. */
  env(name: string): BenchEnv;
  remove(): Promise<void>;
}

/** A folder; for PostgreSQL a cluster of its own beside it. */
export async function openPlace(kind: DatabaseKind): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-bench-"));
  const cluster = kind === "postgres" ? await startCluster() : undefined;
  return {
    env(name) {
      const place = { DATA_DIR: join(folder, name) };
      if (!cluster) return place;
      runSql(cluster.socket, "postgres", `create database ${name} template template0`);
      const url = `postgres://postgres@${encodeURIComponent(cluster.socket)}/${name}`;
      return { ...place, DATABASE_URL: url, AUTH_SECRET: "the same secret for every process of a bench" };
    },
    async remove() {
      await cluster?.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
