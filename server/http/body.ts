import type { Context } from "hono";
import * as v from "valibot";
import { boundOf } from "../../shared/bounds.ts";
import { Refusal } from "../../shared/problem.ts";
import { isStorable, Uuid } from "../../shared/text.ts";
import type { BodyKind } from "../../shared/words/refusals.ts";

/**
 * The request's JSON, checked: `not-json` for another content type, `too-large` as soon as more than `limit` bytes have come,
 * `out-of-bounds` with the place and its bound, else `malformed` with what was expected there. What was sent is never repeated.
 */
export async function readJson<S extends v.GenericSchema>(
  c: Context,
  schema: S,
  limit = 100_000,
  kind: BodyKind = "data",
): Promise<v.InferOutput<S>> {
  if (mediaTypeOf(c) !== "application/json") throw new Refusal("not-json");
  return parseJson(schema, await readText(c, limit, kind));
}

/** What the body says it is, without its parameters; "" where it says nothing. */
export function mediaTypeOf(c: Context): string {
  return c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
}

function parseJson<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal("malformed", { where: "body", why: "expected JSON" });
  }
  if (text.length > modest || oddNames.test(text)) demandPlain(json);
  const output = fitted(schema, json, "body");
  return unstorable.test(text) ? demandStorable(output, "body") : output;
}

/** No object of ours has more members; a checklist has at most 300 criteria. */
const mostMembers = 500;
/** A text that is no longer cannot hold so many. */
const modest = 5 * mostMembers;
/** Names that every object has from elsewhere: the schema library would leave them out without a word. An escape can write them too. */
const oddNames = /__proto__|prototype|constructor|\\u/;
const inherited = new Set(["__proto__", "prototype", "constructor"]);

/** What no schema is asked about: `malformed` for inherited names, `out-of-bounds` for so many members that looking at each takes long. */
function demandPlain(json: unknown): void {
  const open = [json];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const members = Object.values(value);
    if (!Array.isArray(value)) {
      if (members.length > mostMembers)
        throw new Refusal("out-of-bounds", { where: "body", bound: "most", of: "items", limit: String(mostMembers) });
      const odd = Object.keys(value).find((name) => inherited.has(name));
      if (odd !== undefined) throw new Refusal("malformed", { where: odd, why: "expected another name" });
    }
    for (const member of members) if (typeof member === "object") open.push(member);
  }
}

/** In UTF-8 that was decoded strictly, JSON can write a NUL or half a character as an escape alone. */
const unstorable = /\\u(0000|d[89a-f])/i;

/** `malformed` where the value does not fit, or holds text that no database can hold; `name` says what it is. */
export function parseInput<S extends v.GenericSchema>(schema: S, value: unknown, name: string): v.InferOutput<S> {
  return demandStorable(fitted(schema, value, name), name);
}

/** An id in a route's address, as ids are written here; what is no id is found nowhere. */
export function idIn(c: Context, name = "id"): string {
  return (c.req.param(name) ?? "").toLowerCase();
}

/** The same, `malformed` for what is no id. */
export function uuidIn(c: Context): string {
  return parseInput(Uuid, c.req.param("id"), "id");
}

function demandStorable<T>(value: T, name: string): T {
  if (!storable(value)) throw new Refusal("malformed", { where: name, why: "expected text without NUL and without half a character" });
  return value;
}

/** Looks at every text and name in a value that fits its schema, and so is no deeper than it. */
function storable(value: unknown): boolean {
  if (typeof value === "string") return isStorable(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && storable(member));
}

function fitted<S extends v.GenericSchema>(schema: S, value: unknown, name: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = (v.getDotPath(issue) ?? name).slice(0, 120);
  const broken = boundOf(issue);
  if (broken) throw new Refusal("out-of-bounds", { where, ...broken, limit: String(broken.limit) });
  throw new Refusal("malformed", { where, why: expectationOf(issue) });
}

/** The library's own messages repeat what was received; ours do not. */
function expectationOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return issue.expected === null ? "not valid" : `expected ${issue.expected}`;
}

async function readText(c: Context, limit: number, kind: BodyKind): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readBytes(c, limit, kind));
  } catch (problem) {
    if (problem instanceof Refusal) throw problem;
    throw new Refusal("malformed", { where: "body", why: "expected UTF-8" });
  }
}

/** The body as it came; `too-large` as soon as more than `limit` bytes have come. */
export async function readBytes(c: Context, limit: number, kind: BodyKind): Promise<Uint8Array> {
  const tooLarge = () => new Refusal("too-large", { limit: `${limit} B`, body: kind });
  const length = c.req.header("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge();
  // A length that was announced is kept to by HTTP itself: such a body is read whole, which costs a third of streaming it.
  const announced = length !== undefined && c.req.header("transfer-encoding") === undefined;
  const chunks = announced ? [new Uint8Array(await c.req.arrayBuffer())] : await readChunks(c, limit, tooLarge);
  const [only] = chunks;
  const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
  if (bytes.byteLength > limit) throw tooLarge();
  return bytes;
}

async function readChunks(c: Context, limit: number, tooLarge: () => Refusal): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks;
}
