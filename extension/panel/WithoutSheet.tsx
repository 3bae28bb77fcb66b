import type { JSX } from "preact";
import { useSpeech } from "../../shared/ui/language.ts";
import { elsewhereWords } from "../../shared/words/elsewhere.ts";
import { panel } from "../../shared/words/panel.ts";
import type { Place, StorageHere } from "../messages.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";
import { Screen } from "./Screen.tsx";

/** Why there is no sheet to show, and nothing to choose. */
export type StandingView =
  | { readonly at: "loading" }
  | { readonly at: "failed" }
  /** Nothing was taken along yet. */
  | { readonly at: "noField" }
  /** The sheet was sent or deleted elsewhere. */
  | { readonly at: "gone" }
  | { readonly at: "elsewhere"; readonly here: Exclude<StorageHere, "same"> };

/** Says why there is no sheet, and what to do. */
export function WithoutSheet({ view, place, onStart }: { view: StandingView; place: Place; onStart: () => void }): JSX.Element {
  const { t } = useSpeech();
  switch (view.at) {
    case "loading":
      return <p class="screen">{t(panel.loading)}</p>;
    case "noField":
      return (
        <Screen title={t(panel.signInFirst)}>
          <p>{t(panel.signInHow)}</p>
          <button type="button" class="btn primary" onClick={() => doing("openOptions", call("openOptions", {}))}>
            {t(panel.openOptions)}
          </button>
          <Reload />
        </Screen>
      );
    case "elsewhere":
      return <Elsewhere here={view.here} place={place} />;
    case "gone":
      return (
        <Screen title={t(panel.gone)}>
          <p>{t(panel.goneHow)}</p>
          <DeskButton />
          <button type="button" class="btn" onClick={onStart}>
            {t(panel.startOver)}
          </button>
        </Screen>
      );
    case "failed":
      return (
        <Screen title={t(panel.broken)}>
          <p>{t(panel.brokenHow)}</p>
          <DeskButton />
        </Screen>
      );
  }
}

function Elsewhere({ here, place }: { here: Exclude<StorageHere, "same">; place: Place }): JSX.Element {
  const { t } = useSpeech();
  const open = () => doing("openPanelWindow", call("openPanelWindow", { tabId: place.tabId, why: "asked" }));
  return (
    <Screen title={t(elsewhereWords[here])}>
      <p>{t(elsewhereWords.kept)}</p>
      {place.shownIn === "overlay" && (
        <button type="button" class="btn primary" onClick={open}>
          {t(elsewhereWords.openPanel)}
        </button>
      )}
    </Screen>
  );
}

function DeskButton(): JSX.Element {
  const { t } = useSpeech();
  return (
    <button type="button" class="btn primary" onClick={() => doing("openDesk", call("openDesk", { at: "#/outbox" }))}>
      {t(panel.openDesk)}
    </button>
  );
}

/** Asks the background whether the lists have come meanwhile. */
export function Reload(): JSX.Element {
  const { t } = useSpeech();
  return (
    <button type="button" class="btn" onClick={() => doing("refreshField", call("refreshField", {}))}>
      {t(panel.checkAgain)}
    </button>
  );
}
