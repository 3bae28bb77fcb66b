import { createHash } from "node:crypto";
import { canonicalJson } from "../../shared/canonical.ts";
import { inTurns } from "../host/turns.ts";

/** SHA-256 of the canonical JSON of an object that holds long lists: the same as of its whole text, made in turns. */
export async function hashOfLists(content: Readonly<Record<string, unknown>>): Promise<string> {
  const whole = createHash("sha256");
  let before = "{";
  for (const [name, member] of Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (member === undefined) continue;
    whole.update(`${before}${JSON.stringify(name)}:`);
    before = ",";
    if (!Array.isArray(member)) {
      whole.update(canonicalJson(member));
      continue;
    }
    let between = "[";
    for await (const part of inTurns(member)) {
      whole.update(between + part.map(canonicalJson).join(","));
      between = ",";
    }
    whole.update(between === "[" ? "[]" : "]");
  }
  return whole.update(before === "{" ? "{}" : "}").digest("hex");
}
