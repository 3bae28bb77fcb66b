import fc from "fast-check";
import { type Break, spoiled } from "./contract-breaks.ts";
import type { Operation } from "./contract-document.ts";
import { rawJson } from "./contract-hostile.ts";
import { changed, pick } from "./contract-json.ts";
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
export function partsOf(
  { path, parameters, bodies }: Operation,
  known: Known,
  files: (type: string) => readonly Uint8Array[],
): fc.Arbitrary<Parts> {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const folder = path.split("/");
  /** `/api/units/{id}` names a unit: `units.id`. */
  const fieldOf = (name: string) => `${folder[folder.indexOf(`{${name}}`) - 1]}.${name}`;
  const params = fc.record(
    Object.fromEntries(of("path").map(({ name, schema }) => [name, valuesOf(schema, fieldOf(name), known).map(String)])),
  );
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
    path: template.map((segment) =>
      segment.startsWith("{") ? encodeURIComponent((parts.params[segment.slice(1, -1)] ?? "").toWellFormed()) : segment,
    ),
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
  if ("stowaway" in one) {
    const headers = { ...wire.headers, "transfer-encoding": "chunked" };
    return body
      ? { ...wire, headers }
      : { ...wire, headers, raw: { ...raw, body: { type: "application/json", bytes: new TextEncoder().encode(one.stowaway) } } };
  }
  if ("suffix" in one) return { ...wire, raw: { ...raw, suffix: one.suffix } };
  if ("type" in one) return { ...wire, raw: { ...raw, type: one.type } };
  if ("bytes" in one) return { ...wire, raw: { ...raw, spoil: [...raw.spoil, spoiled[one.bytes]] } };
  if ("part" in one)
    return { ...wire, raw: { ...raw, path: raw.places.length === 0 ? raw.path : raw.path.with(pick(raw.places, one.at) ?? 0, one.part) } };
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

function bytesOf(body: NonNullable<Parts["body"]>): Uint8Array {
  if ("bytes" in body) return body.bytes;
  let text = JSON.stringify(body.json) ?? "";
  for (const [mark, json] of Object.entries(rawJson)) text = text.replace(`"${mark}"`, () => json);
  return new TextEncoder().encode(text);
}
