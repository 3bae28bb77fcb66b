/**
 * The server's origin from what a person typed or a policy set: `https://…`, or plain http on this machine alone, because a token
 * travels there. `undefined`: not an address we would send anything to. A browser takes nearly every word for a host: one that nobody
 * wrote as an address (`abc`, `123`) is none, and is not first asked for in the network.
 */
export function serverAddress(typed: string): string | undefined {
  const trimmed = typed.trim();
  const written = /^[a-z][a-z+.-]*:\/\//i.test(trimmed);
  const address = written ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const typedHost = hostIn(address);
  const here = url.hostname === "localhost" || (url.hostname === "127.0.0.1" && typedHost === url.hostname);
  if (url.username !== "" || url.password !== "") return undefined;
  if (!here && !isHost(url.hostname, { typed: typedHost, aloneToo: written })) return undefined;
  return url.protocol === "https:" || (url.protocol === "http:" && here) ? url.origin : undefined;
}

/** As it was typed, before the browser made anything of it. */
function hostIn(address: string): string {
  return /^[^:]+:\/\/(\[[^\]]*\]|[^/?#:\\]*)/.exec(address)?.[1] ?? "";
}

/**
 * A name of at least two labels, or an IP address in full. `aloneToo`: a name of
 * one label as well, as offices have within their own network.
 */
function isHost(hostname: string, { typed, aloneToo }: { typed: string; aloneToo: boolean }): boolean {
  if (hostname.startsWith("[")) return true;
  // `1`, `0x7f.1` and `010.0.0.1` become IPv4 addresses that nobody meant.
  if (/^\d+(\.\d+){3}$/.test(hostname)) return typed === hostname;
  const labels = hostname.replace(/\.$/, "").split(".");
  if (labels.length < 2 && !aloneToo) return false;
  return labels.every((label) => /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/.test(label)) && /[a-z]/.test(labels.at(-1) ?? "");
}
