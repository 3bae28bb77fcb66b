import type { Words } from "../../shared/text.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { Speak } from "../web/look.ts";

const positions: Readonly<Record<string, Words>> = {
  head: fieldWords.head,
  secretary: fieldWords.secretary,
  member: fieldWords.member,
};

/** What somebody is in a team. */
export function positionSaid(t: Speak, position: string): string {
  const said = positions[position];
  return said ? t(said) : position;
}
