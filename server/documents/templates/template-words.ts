import { type Language, say } from "../../../shared/text.ts";
import { templateFaults, templatePlaces } from "../../../shared/words/template-faults.ts";
import type { TemplateFault } from "./template-problem.ts";

/** A fault of a template in words, with the place where it stands. */
export function saidFault({ fault, values }: TemplateFault, language: Language): string {
  return say(templateFaults[fault], language, { ...values, place: say(templatePlaces.paragraph, language, values) });
}
