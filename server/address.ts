import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** The socket's address: no header can change it. "unknown" where there is no socket. */
export function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? "unknown";
  } catch {
    return "unknown";
  }
}
