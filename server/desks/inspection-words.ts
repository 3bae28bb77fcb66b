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

interface Described {
  readonly kind: string;
  readonly form: string;
  readonly visitedOn: string;
  readonly checklist: { readonly id: string; readonly version: string };
}

/** Of what kind and form the inspection is, when it was, and by which checklist. */
<<<<<<< HEAD
export function subtitle(
  look: Pick<Look, "language">,
  { kind, form, visitedOn, checklist }: Pick<InspectionView, "kind" | "form" | "visitedOn" | "checklist">,
): string {
=======
export function inspectionLine(look: Pick<Look, "language">, { kind, form, visitedOn, checklist }: Described): string {
>>>>>>> 42c3553 (conclusion: its page lists what is open, what it freezes and what it prints; corrections have one)
  const t = speaker(look);
  const said = kindWords[kind];
  const how = form === "onsite" || form === "remote" || form === "both" ? t(fieldWords[form]) : form;
  const values = { form: how, day: formatDay(visitedOn), checklist: `${checklist.id}@${checklist.version}` };
  return t(words.subtitle, { kind: said ? t(said) : kind, ...values });
}

/** The same, with the reminder that the unit is shown as it was. */
export function subtitle(look: Pick<Look, "language">, inspection: InspectionView): string {
  return `${inspectionLine(look, inspection)} · ${speaker(look)(words.asItWas)}`;
}
