import { isIP } from "node:net";

/** An address, or a network like `10.0.0.0/8`. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = "", prefix, more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/**
 * Who is counted as one: an IPv4 address, and the network of 64 bits of an IPv6 one, because a single subscriber has all the 2⁶⁴ addresses
 * of it. IPv4 that came translated (RFC 6052) or mapped is IPv4.
 */
export function networkOf(address: string): string {
  const [bare = ""] = address.split("%");
  if (isIP(bare) !== 6) return address;
  const groups = groupsOf(bare);
  const prefix = groups.slice(0, 6).join(":");
  if (prefix !== "0:0:0:0:0:ffff" && prefix !== "64:ff9b:0:0:0:0") return `${groups.slice(0, 4).join(":")}::/64`;
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join(".");
}

/**
 * The networks that an address lies in, the widest first: what a provider has, what it gives to one place, and who is counted as one.
 * Whoever has many addresses has them side by side.
 */
export function networksAround(address: string): [string, string, string] {
  const own = networkOf(address);
  const [bytes, groups] = [own.split("."), own.split(":")];
  if (isIP(own) === 4) return [`${bytes.slice(0, 2).join(".")}.0.0/16`, `${bytes.slice(0, 3).join(".")}.0/24`, own];
  return own.endsWith("::/64") ? [`${groups.slice(0, 2).join(":")}::/32`, `${groups.slice(0, 3).join(":")}::/48`, own] : [own, own, own];
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(bare: string): string[] {
  const [left = "", right] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [left, right ?? ""].map((part) => part.split(":").filter(Boolean)) as [string[], string[]];
  return [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
}
