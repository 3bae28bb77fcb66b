import fc from "fast-check";
import type { Schema } from "./contract-document.ts";

/** Real ids and names by the name of the field they stand in; empty where none are known. May grow while it is used. */
export type Known = (field: string) => readonly string[];

/** Values that fit a schema: mostly real ids where the field's name says what it holds, so that handlers find something. */
export function valuesOf(schema: Schema, field: string, known: Known): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valuesOf(choice, field, known)));
  switch (schema.type) {
    case "string":
      return strings(schema, field, known);
    case "integer":
    case "number":
      return numbers(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return lists(schema, field, known);
    case "object":
      return objects(schema, field, known);
    default:
      return fc.jsonValue();
  }
}

function numbers({ minimum = -1_000_000, maximum = 1_000_000 }: Schema): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: minimum, max: maximum }),
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 5) }),
    fc.constant(maximum),
  );
}

function lists({ items = {}, minItems = 0, maxItems = 50 }: Schema, field: string, known: Known): fc.Arbitrary<unknown[]> {
  return fc.array(valuesOf(items, field, known), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) });
}

function objects(schema: Schema, field: string, known: Known): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, valuesOf(member, name, known)]));
  if (Object.keys(members).length > 0 || typeof additionalProperties !== "object")
    return fc.record(members, { requiredKeys: [...required] });
  const names = valuesOf(propertyNames ?? { type: "string", maxLength: 20 }, `${field}.name`, known).map(String);
  return fc.dictionary(names, valuesOf(additionalProperties, field, known), { maxKeys: 3 });
}

function strings(schema: Schema, field: string, known: Known): fc.Arbitrary<string> {
  const other = shaped(schema);
  // Looked up when it is asked for: what was made meanwhile is known too.
  const real = fc.nat().map((n) => known(field)[n % Math.max(1, known(field).length)] ?? "");
  return known(field).length === 0 ? other : fc.oneof({ weight: 9, arbitrary: real }, { weight: 1, arbitrary: other });
}

const words = ["Đã xem tại chỗ", "Sở Nội vụ", "theo Quyết định số 12/QĐ-UBND", "a", "số liệu quý I"];

function shaped({ format, pattern, minLength = 0, maxLength = 2_000 }: Schema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "date") return days;
  if (format === "date-time")
    return fc.date({ min: new Date("2025-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }).map((time) => time.toISOString());
  if (format === "uri") return fc.constantFrom("https://soyte.test/", "https://tinh.test/suoi-ngan/tin?id=1&x=%C3%A1");
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
  const plain = fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60) });
  return fc.oneof(plain, fc.constantFrom(...words.map((word) => word.slice(0, maxLength))));
}

/** Days of the year 2026 mostly, as its plan has them. */
const days = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 360 }) }, fc.integer({ min: -20_000, max: 30_000 })).map((n) => {
  return new Date(Date.UTC(2025, 11, 15) + n * 86_400_000).toISOString().slice(0, 10);
});
