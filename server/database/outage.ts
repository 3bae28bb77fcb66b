import { isFull, isHeld } from "./sqlite-waiting.ts";

/** Connection failures as Node names them. */
const network = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
]);

/** What pg itself says without a code when a connection ends under it, or none is to be had in time. */
const spoken =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|connection has been discarded/;

/**
 * Whether the database is not there just now: what failed may be tried again later, and what was asked may have been done all the same. A
 * SQLite file that another process has not let go in time is away too. SQLSTATE classes 08 (connection) and 57P (shut down, starting),
 * 53100 (disk full), 53300 (too many connections), 25P03 (idle in a transaction too long).
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
export function isOutage(error: unknown): boolean {
  if (isHeld(error) || isFull(error)) return true;
  if (error instanceof AggregateError && error.errors.some(isOutage)) return true;
  const code = codeOf(error);
  if (code !== undefined && /^(08...|57P0[1-5]|53100|53300|25P03)$/.test(code)) return true;
  const system = error instanceof Error && "syscall" in error && code !== undefined && network.has(code);
  return system || (error instanceof Error && spoken.test(error.message));
}

/**
 * Whether PostgreSQL gave a transaction up for another one's sake
 * (serialization failure, deadlock): nothing was done, the same again may work.
 */
export function gaveWay(error: unknown): boolean {
  const code = codeOf(error);
  return code === "40001" || code === "40P01";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
