/*
 * What the machine gives: the environment, the log, figures about the process, private files and secrets, network addresses, and how long
 * work leaves others their turn. The lowest room: it imports none of the server's others.
 */

import { resolve } from "node:path";
import * as v from "valibot";
import { isAddressOrNetwork } from "./address.ts";

/** What the environment says, checked. Read once, by `readEnv`, and handed on. */
export interface Env {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** The server's address as people type it, without a slash at the end. */
  readonly publicUrl: string;
  /** Makes the administrator without the set-up link. */
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly logLevel: string;
  readonly authSecret: string | undefined;
  /** PostgreSQL instead of SQLite in `dataDir`; holds a password, and is never repeated. */
  readonly databaseUrl: string | undefined;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** On 127.0.0.1 alone. */
  readonly metricsPort: number | undefined;
  /** Evidence that one account may send in a day. */
  readonly uploadLimit: { readonly files: number; readonly bytes: number };
}

/** The environment is wrong; the message names the variable and says what it may be. */
export class EnvProblem extends Error {
  override readonly name = "EnvProblem";
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

const PublicUrl = v.pipe(
  v.string(),
  v.check((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "must be an address like https://cham.example.vn"),
  v.check(
    (value) => !URL.canParse(value) || new URL(value).protocol === "https:" || loopback.has(new URL(value).hostname),
    "must begin with https:// unless it is localhost: passwords and tokens go over it",
  ),
  v.check(
    (value) => !URL.canParse(value) || (new URL(value).pathname === "/" && new URL(value).search === ""),
    "must be an address without a path: the server answers at its root",
  ),
  v.transform((value) => new URL(value).origin),
);

const Port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, "must be a whole number from 0 to 65535"),
  v.transform(Number),
  v.maxValue(65_535, "must be a whole number from 0 to 65535"),
);

const Count = v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/, "must be a whole number from 1 to 9999999"), v.transform(Number));

const Variables = v.object({
  PORT: v.optional(Port, "8787"),
  HOST: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]+$/, "must be an address to listen on, like 127.0.0.1 or 0.0.0.0")), "127.0.0.1"),
  DATA_DIR: v.optional(
    v.pipe(
      v.string(),
      v.transform((path) => resolve(path)),
    ),
    "./data",
  ),
  PUBLIC_URL: v.optional(PublicUrl),
  ADMIN_EMAIL: v.optional(v.pipe(v.string(), v.email("must be an e-mail address"))),
  ADMIN_PASSWORD: v.optional(
    v.pipe(v.string(), v.minLength(12, "must have at least 12 characters"), v.maxLength(128, "must have at most 128 characters")),
  ),
  LOG_LEVEL: v.optional(
    v.picklist(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be one of fatal, error, warn, info, debug, trace, silent",
    ),
    "info",
  ),
  AUTH_SECRET: v.optional(v.pipe(v.string(), v.minLength(32, "must have at least 32 characters"))),
  TRUSTED_PROXY: v.optional(
    v.pipe(
      v.string(),
      v.transform((list) => list.split(",").map((one) => one.trim())),
      v.check((list) => list.every(isAddressOrNetwork), "must be a list of addresses and networks like 10.0.0.7, 192.168.0.0/16"),
    ),
  ),
  METRICS_PORT: v.optional(Port),
  UPLOAD_FILES_PER_DAY: v.optional(Count, "1000"),
  UPLOAD_MB_PER_DAY: v.optional(Count, "1000"),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (value) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value),
        "must be an address like postgres://user:password@host:5432/database. Remove it to use SQLite in DATA_DIR",
      ),
    ),
  ),
});

/** Throws `EnvProblem` with every bad variable; a secret's value is never repeated. An empty variable counts as unset. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const read = v.safeParse(Variables, set);
  if (!read.success) throw new EnvProblem(read.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}.`).join("\n"));
  const {
    PORT,
    HOST,
    DATA_DIR,
    PUBLIC_URL,
    ADMIN_EMAIL,
    ADMIN_PASSWORD,
    LOG_LEVEL,
    AUTH_SECRET,
    DATABASE_URL,
    TRUSTED_PROXY,
    METRICS_PORT,
  } = read.output;
  const { UPLOAD_FILES_PER_DAY, UPLOAD_MB_PER_DAY } = read.output;
  if ((ADMIN_EMAIL === undefined) !== (ADMIN_PASSWORD === undefined)) {
    throw new EnvProblem("ADMIN_EMAIL and ADMIN_PASSWORD belong together: set both, or neither and use the set-up link.");
  }
  // One made at start would be another one in each process, and sessions of one would be unknown to the next.
  if (DATABASE_URL !== undefined && AUTH_SECRET === undefined) {
    throw new EnvProblem(
      "AUTH_SECRET must be set with DATABASE_URL: the same at least 32 random characters for every server on that database.",
    );
  }
  return {
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    publicUrl: PUBLIC_URL ?? `http://localhost:${PORT}`,
    admin: ADMIN_EMAIL !== undefined && ADMIN_PASSWORD !== undefined ? { email: ADMIN_EMAIL, password: ADMIN_PASSWORD } : undefined,
    logLevel: LOG_LEVEL,
    authSecret: AUTH_SECRET,
    databaseUrl: DATABASE_URL,
    trustedProxies: TRUSTED_PROXY ?? [],
    metricsPort: METRICS_PORT,
    uploadLimit: { files: UPLOAD_FILES_PER_DAY, bytes: UPLOAD_MB_PER_DAY * 1_000_000 },
  };
}
