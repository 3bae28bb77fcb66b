import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel, windowReasonWords } from "../../shared/words/panel.ts";
import { announce } from "../drafts/changed.ts";
import type { Ask, Place } from "../messages.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";
import { changeSettings } from "../settings.ts";
import { useTellsTyping } from "../sheet/typing-in.ts";
import { useCovered } from "./use-covered.ts";
import { useKeysAway } from "./use-keys-away.ts";
import { useOverlay } from "./use-overlay.ts";

interface Props {
  readonly place: Place;
  readonly title: string;
  /** Under the title. */
  readonly head?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The panel's head with its window tools, and what stands below; shrunk, the head alone. */
export function PanelFrame({ place, title, head, children }: Props): JSX.Element {
  const { t } = useSpeech();
  const overlay = useOverlay(place.tabId);
  const cover = useCovered();
  const keysAway = useKeysAway();
  useTellsTyping(place.tabId);
  const onPage = place.shownIn === "overlay";
  const minimised = onPage && overlay?.minimised === true;
  return (
    <div class={{ none: "panel", covered: "panel covered", coveredForLong: "panel covered seen" }[cover]} data-shown-in={place.shownIn}>
      <header class="head">
        <div class="row">
          <h1>{title}</h1>
          <LanguageButton />
          {onPage && <PlaceTools tabId={place.tabId} side={overlay?.side ?? "right"} minimised={minimised} />}
        </div>
        {!minimised && head}
      </header>
      {!onPage && overlay?.why && overlay.why !== "asked" && (
        <p class="why" role="status">
          {t(windowReasonWords[overlay.why])}
        </p>
      )}
      {cover === "coveredForLong" && !minimised && <Covered tabId={place.tabId} />}
      {keysAway && (
        <p class="why away" role="alert">
          {t(panel.keysAway)}
        </p>
      )}
      {!minimised && <main class="main">{children}</main>}
    </div>
  );
}

function LanguageButton(): JSX.Element {
  const { t, language } = useSpeech();
  return (
    <button
      type="button"
      class="tool text"
      lang={language === "vi" ? "en" : "vi"}
      aria-label={`${t(panel.otherLanguageShort)}: ${t(panel.otherLanguage)}`}
      title={t(panel.otherLanguage)}
      onClick={() => doing("language", changeSettings({ language: language === "vi" ? "en" : "vi" }))}
    >
      {t(panel.otherLanguageShort)}
    </button>
  );
}

/** Told here too: in a container of Firefox the background's own word does not arrive. */
async function place(ask: Ask<"placePanel">): Promise<void> {
  await call("placePanel", ask);
  announce("overlay");
}

function PlaceTools({ tabId, side, minimised }: { tabId: number; side: "left" | "right"; minimised: boolean }): JSX.Element {
  const { t } = useSpeech();
  const other = side === "left" ? "right" : "left";
  const dock = t(side === "left" ? panel.dockRight : panel.dockLeft);
  const size = t(minimised ? panel.restore : panel.minimise);
  return (
    <>
      <button
        type="button"
        class="tool"
        aria-label={dock}
        title={dock}
        onClick={() => doing("placePanel", place({ tabId, side: other, minimised }))}
      >
        <Icon name={side === "left" ? "dockRight" : "dockLeft"} />
      </button>
      <button
        type="button"
        class="tool"
        aria-label={size}
        title={size}
        aria-expanded={!minimised}
        onClick={() => doing("placePanel", place({ tabId, side, minimised: !minimised }))}
      >
        <Icon name={minimised ? "restore" : "minimise"} />
      </button>
      <button
        type="button"
        class="tool"
        aria-label={t(panel.close)}
        title={t(panel.close)}
        onClick={() => doing("closePanel", call("closePanel", { tabId }))}
      >
        <Icon name="close" />
      </button>
    </>
  );
}

/** A page that covers the panel for so long will not stop: the panel moves to its own window. */
const moveAfter = 4_000;

function Covered({ tabId }: { tabId: number }): JSX.Element {
  const { t } = useSpeech();
  const move = (why: "asked" | "covered") => doing("openPanelWindow", call("openPanelWindow", { tabId, why }));
  useEffect(() => {
    const timer = setTimeout(move, moveAfter, "covered");
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="notice danger cover" role="alert">
      <Icon name="stop" />
      <div>
        <strong>{t(panel.covered)}.</strong> {t(panel.coveredWhat)}
        <div class="acts">
          <button type="button" class="btn small" onClick={() => move("asked")}>
            <Icon name="window" />
            {t(panel.ownWindow)}
          </button>
        </div>
      </div>
    </div>
  );
}
