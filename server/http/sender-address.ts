import { BlockList, isIP } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/**
 * Says whom a request came from: the socket's address, which no header can change. Where that is a trusted proxy, the nearest address in
 * `X-Forwarded-For` that is none: what stands further left was claimed by the client itself. "unknown" where there is no socket.
 */
export function addressReader(trustedProxies: readonly string[]): (c: Context) => string {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = "", prefix] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  return (c) => {
    let address = socketAddress(c);
    const claimed = (c.req.header("x-forwarded-for") ?? "").split(",").map(plain);
    while (isTrusted(address)) {
      const next = claimed.pop();
      if (next === undefined || isIP(next) === 0) break;
      address = next;
    }
    return address;
  };
}

/** The address that was read for this request; before that, the socket's. */
export function addressOf(c: Context): string {
  const known: unknown = c.get("address");
  return typeof known === "string" ? known : socketAddress(c);
}

function socketAddress(c: Context): string {
  try {
    return plain(getConnInfo(c).remote.address ?? "unknown");
  } catch {
    return "unknown";
  }
}

/** IPv4 as it is, also where it came in IPv6's clothes. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
