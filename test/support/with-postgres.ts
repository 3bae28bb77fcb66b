import type { TestProject } from "vitest/node";
import { startCluster } from "./postgres.ts";

/** One cluster for all tests of the project. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  project.provide("postgres", cluster.socket);
  return cluster.remove;
}
