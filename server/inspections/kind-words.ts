import type { Words } from "../../shared/text.ts";
import { fieldWords } from "../../shared/words/field.ts";

const kinds: Readonly<Record<string, Words>> = {
  planned: fieldWords.planned,
  surprise: fieldWords.surprise,
  thematic: fieldWords.thematic,
  combined: fieldWords.combined,
};
const forms: Readonly<Record<string, Words>> = { remote: fieldWords.remote, onsite: fieldWords.onsite, both: fieldWords.both };

/** What a kind of inspection is called; one that this version does not know by its own name. */
export function kindSaid(kind: string): Words {
  return kinds[kind] ?? { vi: kind, en: kind };
}

/** The same for its form. */
export function formSaid(form: string): Words {
  return forms[form] ?? { vi: form, en: form };
}
