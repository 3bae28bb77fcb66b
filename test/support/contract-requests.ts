import fc from "fast-check";
import type { Operation } from "./contract-document.ts";
import { hostileHeaders, hostileNames, hostileParts, hostileValues, rawJson } from "./contract-hostile.ts";
import { type Known, valuesOf } from "./contract-values.ts";

/** A request before it is written down. */
export interface Parts {
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where the operation takes no body. */
  readonly body?: { readonly type: string; readonly json: unknown } | { readonly type: string; readonly bytes: Uint8Array };
}

/** A request as it goes over the wire. */
export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** Requests that fit what the document says of an operation. `files`: bodies that are no JSON. */
export function partsOf({ path, parameters, bodies }: Operation, known: Known, files: (type: string) => readonly Uint8Array[]): fc.Arbitrary<Parts> {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const folder = path.split("/");
  /** `/api/units/{id}` names a unit: `units.id`. */
  const fieldOf = (name: string) => `${folder[folder.indexOf(`{${name}}`) - 1]}.${name}`;
  const params = fc.record(Object.fromEntries(of("path").map(({ name, schema }) => [name, valuesOf(schema, fieldOf(name), known).map(String)])));
  const optional = (place: "query" | "header") => {
    const asked = of(place);
    const members = Object.fromEntries(asked.map(({ name, schema }) => [name, valuesOf(schema, name, known).map(String)]));
    return fc.record(members, { requiredKeys: asked.filter(({ required }) => required).map(({ name }) => name) });
  };
  const body = [...bodies].map(([type, schema]) =>
    type === "application/json"
      ? valuesOf(schema, "body", known).map((json) => ({ type, json }))
      : fc.nat().map((n) => ({ type, bytes: files(type)[n % Math.max(1, files(type).length)] ?? new Uint8Array() })),
  );
  return fc
    .record({ params, query: optional("query"), headers: optional("header"), ...(body.length > 0 && { body: fc.oneof(...body) }) })
    .map(({ query, headers, ...rest }) => ({ ...rest, query: Object.entries(query), headers: sendable(headers) }) as Parts);
}

/** What HTTP lets a header be. */
function sendable(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, (value ?? "").replace(/[^\x20-\x7e\x80-\xff]/g, "?")]));
}

/** One thing that is wrong with a request. */
export type Break =
  | { readonly at: number; readonly body: unknown }
  | { readonly place: readonly string[]; readonly body: unknown }
  | { readonly at: number; readonly lacks: true }
  | { readonly at: number; readonly extra: string; readonly body: unknown }
  | { readonly at: number; readonly times: number }
  | { readonly bytes: keyof typeof spoiled }
  | { readonly type: string | undefined }
  | { readonly at: number; readonly part: string }
  | { readonly suffix: string }
  | { readonly at: number; readonly query: string; readonly how: "instead" | "twice" | "besides" }
  | { readonly name: string; readonly query: string }
  | { readonly at: number; readonly unasked: true }
  | { readonly method: string }
  | { readonly header: readonly [string, string] };

/** Ways to break a request to this operation, as often as there is something to break. */
export function breaksOf({ bodies, parameters }: Operation): fc.Arbitrary<Break> {
  const at = fc.nat({ max: 10_000 });
  const json = bodies.has("application/json") ? 1 : 0;
  const some = (place: string) => (parameters.some((parameter) => parameter.in === place) ? 1 : 0);
  const query = fc.record({ at, query: hostileParts, how: fc.constantFrom("instead", "twice", "besides") });
  return fc.oneof(
    { weight: 8 * json, arbitrary: fc.record({ at, body: hostileValues }) },
    { weight: 2 * json, arbitrary: fc.record({ at, lacks: fc.constant(true as const) }) },
    { weight: 2 * json, arbitrary: fc.record({ at, extra: fc.constantFrom(...hostileNames), body: hostileValues }) },
    { weight: json, arbitrary: fc.record({ at, times: fc.constantFrom(2, 60, 6_000) }) },
    { weight: bodies.size > 0 ? 3 : 0, arbitrary: fc.record({ bytes: fc.constantFrom(...(Object.keys(spoiled) as (keyof typeof spoiled)[])) }) },
    { weight: bodies.size > 0 ? 2 : 0, arbitrary: fc.record({ type: fc.constantFrom(...strangeTypes) }) },
    { weight: 4 * some("path"), arbitrary: fc.record({ at, part: hostileParts }) },
    {
      weight: 1,
      arbitrary: fc.record({ suffix: fc.constantFrom("/", "//", "/%00", ";a=b", ".json", "%20", "/extra", "#x", "?", "??a", "?%", "?=", "?a=%ff") }),
    },
    { weight: 8 * some("query"), arbitrary: query },
    { weight: some("query"), arbitrary: fc.record({ at, unasked: fc.constant(true as const) }) },
    { weight: 1, arbitrary: fc.record({ method: fc.constantFrom("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "QUERY") }) },
    { weight: 2, arbitrary: fc.record({ header: hostileHeaders }) },
  );
}

const strangeTypes = [
  undefined,
  "",
  "text/plain",
  "application/jsonp",
  "application/json; charset=utf-16",
  "APPLICATION/JSON ; charset=x",
  "multipart/form-data; boundary=",
  "text/csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "image/svg+xml",
  ";",
  "a/".repeat(500),
];

const utf8 = new TextEncoder();
const spoiled = {
  empty: () => new Uint8Array(),
  cut: (bytes: Uint8Array) => bytes.slice(0, Math.floor(bytes.length * 0.7)),
  "not UTF-8": (bytes: Uint8Array) => Uint8Array.from([...bytes.slice(0, 9), 0xff, 0xc0, 0x80, ...bytes.slice(9)]),
  "half a character": (bytes: Uint8Array) => Uint8Array.from([...bytes.slice(0, 9), 0xed, 0xa0, 0x80, ...bytes.slice(9)]),
  "a mark before": (bytes: Uint8Array) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]),
  "UTF-16": (bytes: Uint8Array) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(new TextDecoder().decode(bytes), "utf16le")]),
  twice: (bytes: Uint8Array) => Uint8Array.from([...bytes, ...bytes]),
  "NaN as a number": () => utf8.encode('{"id":NaN,"reason":Infinity}'),
  "only open": () => utf8.encode("[".repeat(20_000)),
  "deep and closed": () => utf8.encode("[".repeat(20_000) + "]".repeat(20_000)),
  "one name twice": (bytes: Uint8Array) => utf8.encode(`{"id":1,"id":${new TextDecoder().decode(bytes)}}`),
  "a zip of nothing": () => Uint8Array.from([0x50, 0x4b, 0x05, 0x06, ...new Uint8Array(18)]),
  "a zip cut off": () => Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]),
  quotes: () => utf8.encode('Tên;Loại;Khối\n"a;b\n"""";;'),
  zeroes: () => new Uint8Array(2_000),
  // Above what most routes take; more than the largest limit is tried once, by hand.
  "too large": () => utf8.encode(`"${"x".repeat(1_200_000)}"`),
} as const satisfies Record<string, (bytes: Uint8Array) => Uint8Array>;

/** The request, with what is wrong with it. */
export function written({ method, path }: Operation, parts: Parts, breaks: readonly Break[]): Wire {
  let wire: Wire & { readonly raw: Raw } = { method, path: "", headers: { ...parts.headers }, body: undefined, raw: rawOf(path, parts) };
  for (const one of breaks) wire = broken(wire, one);
  const { raw, headers } = wire;
  const asked = raw.query.map(([name, value]) => `${name}=${value}`).join("&");
  const body = raw.body && raw.spoil.reduce((bytes, spoil) => spoil(bytes), bytesOf(raw.body));
  const type = raw.type === undefined ? {} : { "content-type": raw.type };
  return { method: wire.method, path: raw.path.join("/") + (asked && `?${asked}`) + raw.suffix, headers: { ...type, ...headers }, body };
}

interface Raw {
  readonly path: readonly string[];
  /** Where in the path a name stood. */
  readonly places: readonly number[];
  readonly query: readonly (readonly [string, string])[];
  readonly suffix: string;
  readonly body: NonNullable<Parts["body"]> | undefined;
  readonly type: string | undefined;
  readonly spoil: readonly ((bytes: Uint8Array) => Uint8Array)[];
}

function rawOf(path: string, parts: Parts): Raw {
  const template = path.split("/");
  return {
    path: template.map((segment) => (segment.startsWith("{") ? encodeURIComponent((parts.params[segment.slice(1, -1)] ?? "").toWellFormed()) : segment)),
    places: template.flatMap((segment, i) => (segment.startsWith("{") ? [i] : [])),
    query: parts.query.map(([name, value]) => [name, encodeURIComponent(value.toWellFormed())]),
    suffix: "",
    body: parts.body,
    type: parts.body?.type,
    spoil: [],
  };
}

function broken<T extends Wire & { readonly raw: Raw }>(wire: T, one: Break): T {
  const { raw } = wire;
  const { body } = raw;
  const withJson = (json: unknown) => (body && "json" in body ? { ...wire, raw: { ...raw, body: { ...body, json } } } : wire);
  if ("method" in one) return { ...wire, method: one.method };
  if ("header" in one) return { ...wire, headers: { ...wire.headers, [one.header[0]]: one.header[1] } };
  if ("suffix" in one) return { ...wire, raw: { ...raw, suffix: one.suffix } };
  if ("type" in one) return { ...wire, raw: { ...raw, type: one.type } };
  if ("bytes" in one) return { ...wire, raw: { ...raw, spoil: [...raw.spoil, spoiled[one.bytes]] } };
  if ("part" in one) return { ...wire, raw: { ...raw, path: raw.places.length === 0 ? raw.path : raw.path.with(pick(raw.places, one.at) ?? 0, one.part) } };
  if ("query" in one || "unasked" in one) return { ...wire, raw: { ...raw, query: queried(raw.query, one) } };
  return body && "json" in body ? withJson(changed(body.json, one)) : wire;
}

function queried(query: Raw["query"], one: Extract<Break, { query: string } | { unasked: true }>): Raw["query"] {
  if ("name" in one) return [...query.filter(([name]) => name !== one.name), [one.name, one.query]];
  const chosen = pick(query, one.at);
  if ("unasked" in one) return query.filter((pair) => pair !== chosen);
  if (one.how === "besides" || !chosen) return [...query, ["besides", one.query]];
  return one.how === "twice" ? [...query, [chosen[0], one.query]] : query.map((pair) => (pair === chosen ? [pair[0], one.query] : pair));
}

type JsonBreak = Extract<Break, { body: unknown } | { lacks: true } | { times: number }>;

/** Whether a place in a value is the one sought, where `*` is any name. */
function isPlace(names: readonly string[], sought: readonly string[]): boolean {
  return names.length === sought.length && sought.every((name, i) => name === "*" || name === names[i]);
}

/** The value with the first place of that name changed, or made where what it stands in is there. */
function placed(json: unknown, place: readonly string[], body: unknown): unknown {
  const holder = { root: structuredClone(json) };
  const places = placesIn(holder);
  const own = places.find(({ names }) => isPlace(names, ["root", ...place]));
  if (own) put(own.holder, own.name, body);
  else {
    const around = places.find(({ names }) => isPlace(names, ["root", ...place.slice(0, -1)]));
    const value: unknown = around && Reflect.get(around.holder, around.name);
    if (typeof value === "object" && value !== null) put(value, place.at(-1)?.replace("*", "0") ?? "", body);
  }
  return holder.root;
}

/** The value with one place changed, counted through the whole of it. */
function changed(json: unknown, one: JsonBreak): unknown {
  if ("place" in one) return placed(json, one.place, one.body);
  const copy: unknown = structuredClone(json);
  const holder = { root: copy };
  const places = placesIn(holder);
  const place = pick(places, one.at);
  if (!place) return copy;
  const { holder: within, name } = place;
  const value: unknown = Reflect.get(within, name);
  if ("lacks" in one) {
    if (within !== holder) Reflect.deleteProperty(within, name);
  } else if ("times" in one) {
    const list = Array.isArray(value) ? value : [value];
    const most = Math.min(one.times * list.length, Math.ceil(500_000 / (JSON.stringify(list[0] ?? null) ?? "").length));
    put(
      within,
      name,
      Array.from({ length: most }, (_, i) => list[i % Math.max(1, list.length)]),
    );
  } else if ("extra" in one) {
    if (typeof value === "object" && value !== null) put(value, one.extra, one.body);
  } else put(within, name, one.body);
  return holder.root;
}

/** `__proto__` too, as JSON writes it. */
function put(within: object, name: string, value: unknown): void {
  if (Array.isArray(within) && name === "length") return;
  Object.defineProperty(within, name, { value, enumerable: true, configurable: true, writable: true });
}

function placesIn(holder: object, above: readonly string[] = []): { holder: object; name: string; names: readonly string[] }[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    const names = [...above, name];
    return [{ holder, name, names }, ...(typeof value === "object" && value !== null ? placesIn(value, names) : [])];
  });
}

function pick<T>(of: readonly T[], n: number): T | undefined {
  return of[n % Math.max(1, of.length)];
}

function bytesOf(body: NonNullable<Parts["body"]>): Uint8Array {
  if ("bytes" in body) return body.bytes;
  let text = JSON.stringify(body.json) ?? "";
  for (const [mark, json] of Object.entries(rawJson)) text = text.replace(`"${mark}"`, () => json);
  return utf8.encode(text);
}
