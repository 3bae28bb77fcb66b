/**
 * The server's origin from what a person typed or a policy set: `https://…`, or plain http on this machine alone, because a token
 * travels there. `undefined`: not an address we would send anything to.
 */
export function serverAddress(typed: string): string | undefined {
  const trimmed = typed.trim();
  const address = /^[a-z][a-z+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const here = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (url.username !== "" || url.password !== "") return undefined;
  return url.protocol === "https:" || (url.protocol === "http:" && here) ? url.origin : undefined;
}
