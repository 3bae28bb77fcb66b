import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

/** A folder for the data of the named people, made once and copied for each test's server. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "pc-named-people-"));
  project.provide("namedPeople", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
