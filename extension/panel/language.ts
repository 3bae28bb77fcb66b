import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Bilingual, type Language, say, type Words } from "../../shared/text.ts";

export const LanguageContext: Context<Language> = createContext<Language>("vi");

export interface Speech {
  readonly language: Language;
  /** The sentence in the person's language, its places filled. */
  readonly t: (words: Words | Bilingual, values?: Readonly<Record<string, string | number>>) => string;
}

export function useSpeech(): Speech {
  const language = useContext(LanguageContext);
  return { language, t: (words, values) => say(words, language, values) };
}
