import type { JSX } from "preact";
import { LanguageContext, useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";
import { useSettings } from "../screen/use-settings.ts";
import { Screen } from "./Screen.tsx";

/** The panel's own window where nothing is known of its page any more: brought back by the browser after a restart. */
export function Unbound(): JSX.Element {
  return (
    <LanguageContext.Provider value={useSettings()?.language ?? "vi"}>
      <Words />
    </LanguageContext.Provider>
  );
}

function Words(): JSX.Element {
  const { t } = useSpeech();
  return (
    <main class="main">
      <Screen title={t(panel.unbound)}>
        <p>{t(panel.unboundHow)}</p>
        <button type="button" class="btn primary" onClick={() => doing("openDesk", call("openDesk", { at: "#/" }))}>
          {t(panel.openDesk)}
        </button>
      </Screen>
    </main>
  );
}
