import { canonicalJson } from "../../shared/canonical.ts";
import { Refusal } from "../../shared/problem.ts";
import { sha256 } from "../host/hash.ts";

type Content = Readonly<Record<string, unknown>>;

/** Hex digits for each field: nobody but its sender is misled by a tag that was made up. */
const length = 16;

/** Stands for what somebody read, field by field in the order of their names: it can be told later which have changed. An `ETag`. */
export function tagOf(content: Content): string {
  return `"${hashesOf(content).join("")}"`;
}

function hashesOf(content: Content): string[] {
  return fieldsOf(content).map((field) => sha256(canonicalJson(content[field] ?? null)).slice(0, length));
}

function fieldsOf(content: Content): string[] {
  return Object.keys(content).sort();
}

/** `changed-meanwhile`, with the fields that are no longer what they were when the tag was given. `*` is whatever there is. */
export function demandUnchanged(content: Content, seen: string): void {
  // A proxy that compresses answers marks their tags as weak.
  const bare = seen.trim().replace(/^(?:W\/)?"?([^"]*)"?$/, "$1");
  const hashes = hashesOf(content);
  if (bare === "*" || bare === hashes.join("")) return;
  const fields = fieldsOf(content);
  const known = bare.length === length * fields.length;
  const changed = known ? fields.filter((_, i) => bare.slice(i * length, (i + 1) * length) !== hashes[i]) : fields;
  throw new Refusal("changed-meanwhile", { fields: changed.join(", ") });
}
