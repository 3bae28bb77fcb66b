import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { LanguageContext } from "../../shared/ui/language.ts";
import type { Settings } from "../settings.ts";
import { useSettings } from "./use-settings.ts";

/** A tab of ours, once its settings are read: in their language, which the document names too. */
export function InLanguage({ children }: { readonly children: (settings: Settings) => JSX.Element }): JSX.Element | null {
  const settings = useSettings();
  useEffect(() => {
    document.documentElement.lang = settings?.language ?? "vi";
  }, [settings?.language]);
  return settings ? <LanguageContext.Provider value={settings.language}>{children(settings)}</LanguageContext.Provider> : null;
}
