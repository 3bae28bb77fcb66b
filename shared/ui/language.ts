/*
 * What device and server draw alike, for Preact alone: icons, states, a criterion with its answers and evidence (criterion/), answers in
 * words. Ratings, bars and single pieces of evidence are drawn by the server alone so far. A component here gets what it shows by its
 * props and its language from around it, and knows neither a screen nor a request.
 */

import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Bilingual, type Language, say, type Words } from "../text.ts";

/** The reader's language, given around all that is drawn: by each screen on the device, by `drawPage` on the server. */
export const LanguageContext: Context<Language> = createContext<Language>("vi");

export interface Speech {
  readonly language: Language;
  /** The sentence in the reader's language, its places filled. */
  readonly t: (words: Words | Bilingual, values?: Readonly<Record<string, string | number>>) => string;
}

/** Made once: an effect that depends on `t` runs again when the language changes, and at no other time. */
const speeches: Readonly<Record<Language, Speech>> = { vi: newSpeech("vi"), en: newSpeech("en") };

function newSpeech(language: Language): Speech {
  return { language, t: (words, values) => say(words, language, values) };
}

/** The same one each time, for what is no component. */
export function speechIn(language: Language): Speech {
  return speeches[language];
}

/** How a component speaks. */
export function useSpeech(): Speech {
  return speeches[useContext(LanguageContext)];
}
