import { formatDay, type Words } from "../../shared/text.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { type Look, speaker } from "../web/look.ts";
import type { InspectionView } from "./inspection-view.ts";

const kindWords: Readonly<Record<string, Words>> = {
  planned: fieldWords.planned,
  surprise: fieldWords.surprise,
  thematic: fieldWords.thematic,
  combined: fieldWords.combined,
};

/** Of what kind and form the inspection is, when it was, and by which checklist. */
export function subtitle(
  look: Pick<Look, "language">,
  { kind, form, visitedOn, checklist }: Pick<InspectionView, "kind" | "form" | "visitedOn" | "checklist">,
): string {
  const t = speaker(look);
  const said = kindWords[kind];
  const values = { form: t(fieldWords[form]), day: formatDay(visitedOn), checklist: `${checklist.id}@${checklist.version}` };
  return `${t(words.subtitle, { kind: said ? t(said) : kind, ...values })} · ${t(words.asItWas)}`;
}
