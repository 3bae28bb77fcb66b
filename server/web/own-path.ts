declare const own: unique symbol;

/** A path of this server with its query, as a browser reads it: never another host, and the same when it is read again. */
export type OwnPath = string & { readonly [own]: true };

/** No request is ever sent there: paths are read against it. */
const base = "http://here.invalid";
const start = "/" as OwnPath;

/** What was asked for where it is a path of ours, else the front door. A fragment is left out: the server never sees one. */
export function ownPath(asked: string | undefined): OwnPath {
  if (!asked || !URL.canParse(asked, base)) return start;
  return fromUrl(new URL(asked, base));
}

/** The same path with these names in its query; `undefined` takes a name away. */
export function withQuery(path: OwnPath, changes: Readonly<Record<string, string | undefined>>): OwnPath {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return fromUrl(url);
}

/** The path that a request came to. Read as a whole address: a target that begins with two slashes names no host. */
export function pathAsked(url: string): OwnPath {
  return URL.canParse(url) ? fromUrl(new URL(url), new URL(url).origin) : start;
}

function fromUrl(url: URL, origin = base): OwnPath {
  // Dots are resolved by now: two slashes in front would be read as a host by whoever reads the path next.
  if (url.origin !== origin || url.pathname.startsWith("//")) return start;
  return (url.pathname + url.search) as OwnPath;
}
