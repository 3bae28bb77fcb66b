/** The canonical JSON text of a value (RFC 8785): the same content gives the same bytes on every device and server. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("JSON has no such number");
    return String(value);
  }
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Array.isArray(value)) return canonicalArray(value);
  if (typeof value === "object") return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new TypeError("JSON has no such value");
}

function canonicalArray(value: readonly unknown[]): string {
  let json = "";
  for (const member of value) json += `${json === "" ? "" : ","}${canonicalJson(member)}`;
  return `[${json}]`;
}

/** A name in which nothing needs escaping, as nearly all are. */
const plainName = /^[\w.-]*$/;

/** An absent member and one that is undefined are the same. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let json = "";
  for (const name of inOrder(Object.keys(value))) {
    const member = value[name];
    if (member === undefined) continue;
    const quoted = plainName.test(name) ? `"${name}"` : JSON.stringify(name);
    json += `${json === "" ? "" : ","}${quoted}:${canonicalJson(member)}`;
  }
  return `{${json}}`;
}

/**
 * By UTF-16 code units, as strings compare. A score sheet is a hundred small objects, nearly in order: for these, inserting is
 * several times faster than `sort`; an object somebody made large goes to `sort`.
 */
function inOrder(names: string[]): string[] {
  if (names.length > 64) return names.sort();
  for (let i = 1; i < names.length; i += 1) {
    const name = names[i] ?? "";
    let at = i;
    for (let before = names[at - 1]; before !== undefined && before > name; before = names[at - 1]) names[at--] = before;
    names[at] = name;
  }
  return names;
}
