import type { Break } from "./contract-breaks.ts";
import type { Operation, Schema } from "./contract-document.ts";
import { canary } from "./contract-hostile.ts";

const long = canary.repeat(250);
const texts = ["\0", `a\0${canary}`, "\ud800", long, "", 0, null, { a: "\0" }];
const ids = ["\0", `${canary}`, "", 7, null];
const numbers = ["@raw-1e400@", "@raw-bigint@", "@raw-tiny@", -1, 0.5, 2 ** 53, "1", null];
const others = [null, "\0", 0, [], {}, "@raw-deep@"];
const parts = [
  "%00",
  "a%00b",
  "%ff",
  "%ed%a0%80",
  encodeURIComponent(`'${canary}"\\`),
  "9223372036854775808",
  "-1",
  "%E1%BA%A5".repeat(400),
];

/**
 * Every parameter and every place in a body, one after the other, with what databases, parsers and number types are known to stumble over.
 * What is random may pass these by.
 */
export function sweepOf({ bodies, parameters }: Operation): Break[] {
  const json = bodies.get("application/json");
  const named = parameters.map(({ name, in: place }) => ({ name, place }));
  return [
    ...(bodies.size > 0 ? [{ bytes: "far too large" } as const] : []),
    ...(json ? placesOf(json).flatMap(({ place, values }) => values.map((body): Break => ({ place, body }))) : []),
    ...named.filter(({ place }) => place === "query").flatMap(({ name }) => ["", ...parts].map((query): Break => ({ name, query }))),
    ...named.filter(({ place }) => place === "path").flatMap((_, at) => parts.map((part): Break => ({ at, part }))),
    ...named
      .filter(({ place }) => place === "header")
      .flatMap(({ name }) => ["", "\xff\xfe", "x".repeat(5_000)].map((value): Break => ({ header: [name, value] }))),
  ];
}

/** The places in a body, `*` standing for any member of a list or record, and what is put there. */
function placesOf(schema: Schema, place: readonly string[] = []): { place: readonly string[]; values: readonly unknown[] }[] {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const all = choices.flatMap((choice) => placesOf(choice, place));
    return all.filter((one, i) => all.findIndex((other) => other.place.join() === one.place.join() && other.values === one.values) === i);
  }
  const inner = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => placesOf(member, [...place, name])),
    ...(schema.items ? placesOf(schema.items, [...place, "*"]) : []),
    ...(typeof schema.additionalProperties === "object" ? placesOf(schema.additionalProperties, [...place, "*"]) : []),
  ];
  return [{ place, values: valuesFor(schema) }, ...inner];
}

function valuesFor({ type, format, pattern, const: only, enum: some }: Schema): readonly unknown[] {
  if (only !== undefined || some || format !== undefined || pattern !== undefined) return ids;
  if (type === "string") return texts;
  return type === "integer" || type === "number" ? numbers : others;
}
