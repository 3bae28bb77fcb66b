import type { Database } from "./open.ts";

/** What most rooms work with: the database, and the hour that counts. */
export interface Needs {
  readonly database: Database;
  now(): Date;
}
