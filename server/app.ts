import { Hono } from "hono";
import type { Logger } from "pino";
import type { Database } from "./database/open.ts";
import type { Recorder } from "./database/recorder.ts";
import type { Env } from "./env.ts";
import type { Identity } from "./identity.ts";
import type { SigningKeys } from "./keys.ts";
import type { Who } from "./who.ts";

/** Everything the routes and pages are given; nothing here is global. */
export interface Context {
  readonly env: Env;
  readonly database: Database;
  readonly identity: Identity;
  readonly keys: SigningKeys;
  readonly log: Logger;
  readonly recorder: Recorder;
  /** Which server this is: `epoch` changes when a backup is restored. */
  readonly instance: { readonly instanceId: string; readonly epoch: number; readonly version: string };
  now(): Date;
}

/** What a route under `/api` knows: `who` is set unless the route is open to everybody. */
export interface ApiVariables {
  Variables: { who: Who };
}

/** The whole HTTP surface; does not listen. */
export function createApp(_context: Context): Hono {
  return new Hono();
}
