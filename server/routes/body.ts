import type { Context } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";

/**
 * The request's JSON, checked: `not-json` for another content type, `too-large` as soon as more than `limit` bytes have come,
 * `malformed` with the place and what was expected there. What was sent is never repeated.
 */
export async function readJson<S extends v.GenericSchema>(c: Context, schema: S, limit = 100_000): Promise<v.InferOutput<S>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Refusal("not-json");
  return parseJson(schema, await readText(c, limit));
}

function parseJson<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal("malformed", { where: "body", why: "expected JSON" });
  }
  return parseInput(schema, json, "body");
}

/** `malformed` where the value does not fit; `name` says what it is. */
export function parseInput<S extends v.GenericSchema>(schema: S, value: unknown, name: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Refusal("malformed", { where: (v.getDotPath(issue) ?? name).slice(0, 120), why: expectationOf(issue) });
}

/** The library's own messages repeat what was received; ours do not. */
function expectationOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return issue.expected === null ? "not valid" : `expected ${issue.expected}`;
}

async function readText(c: Context, limit: number): Promise<string> {
  const tooLarge = () => new Refusal("too-large", { limit: `${limit} B` });
  if (Number(c.req.header("content-length") ?? 0) > limit) throw tooLarge();
  const body = c.req.raw.body;
  if (!body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  let text = "";
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge();
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (problem) {
    if (problem instanceof TypeError) throw new Refusal("malformed", { where: "body", why: "expected UTF-8" });
    throw problem;
  }
}
