import * as v from "valibot";
import { type Language, say } from "../text.ts";
import { fieldWords } from "../words/field.ts";
import { UnitKind } from "./unit.ts";

/** The kind of unit in words; one that is not known stays as it is written. */
export function kindName(kind: string, language: Language): string {
  const known = v.safeParse(UnitKind, kind);
  return known.success ? say(fieldWords[known.output], language) : kind;
}
