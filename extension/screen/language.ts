/* What every screen needs: language, icons, settings, the call to the background, and who has the focus and the keys. */

import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Bilingual, type Language, say, type Words } from "../../shared/text.ts";

/** The language of the screen, given by each screen around all that it shows. */
export const LanguageContext: Context<Language> = createContext<Language>("vi");

export interface Speech {
  readonly language: Language;
  /** The sentence in the person's language, its places filled. */
  readonly t: (words: Words | Bilingual, values?: Readonly<Record<string, string | number>>) => string;
}

/** Made once: an effect that depends on `t` runs again when the language changes, and at no other time. */
const speeches: Readonly<Record<Language, Speech>> = { vi: speechIn("vi"), en: speechIn("en") };

function speechIn(language: Language): Speech {
  return { language, t: (words, values) => say(words, language, values) };
}

/** How this screen speaks. */
export function useSpeech(): Speech {
  return speeches[useContext(LanguageContext)];
}
