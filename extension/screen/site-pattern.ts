/** `https://unit.example/*` for an address there; ports cannot be named in a match pattern. `undefined`: no web page. */
export function sitePattern(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && /^https?:$/.test(url.protocol) ? `${url.protocol}//${url.hostname}/*` : undefined;
}
