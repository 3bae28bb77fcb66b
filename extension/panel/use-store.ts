import { useEffect, useState } from "preact/hooks";
import { type AnswerOf, call } from "../calls.ts";
import { onChanged } from "../drafts/changed.ts";
import { reportError } from "../errors.ts";
import { loadSettings, onSettings, type Settings } from "../settings.ts";
import type { OpenSheet, SheetStore } from "./sheet-store.ts";

export function useSheet(store: SheetStore): OpenSheet {
  const [sheet, setSheet] = useState(store.get());
  useEffect(() => {
    setSheet(store.get());
    return store.subscribe(() => setSheet(store.get()));
  }, [store]);
  return sheet;
}

/** `undefined` until they are read. */
export function useSettings(): Settings | undefined {
  const [settings, setSettings] = useState<Settings>();
  useEffect(() => {
    void loadSettings().then(setSettings);
    return onSettings(setSettings);
  }, []);
  return settings;
}

/** Where the overlay lies; the launcher may move it by itself. */
export function useOverlay(tabId: number | undefined): NonNullable<AnswerOf<"overlayPlace">> | undefined {
  const [overlay, setOverlay] = useState<NonNullable<AnswerOf<"overlayPlace">>>();
  useEffect(() => {
    if (tabId === undefined) return;
    const ask = () =>
      call("overlayPlace", { tabId }).then(
        (place) => setOverlay(place ?? undefined),
        (error: unknown) => reportError("overlayPlace", error),
      );
    void ask();
    return onChanged((what) => {
      if (what === "overlay") void ask();
    });
  }, [tabId]);
  return overlay;
}

export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const read = () => setOnline(navigator.onLine);
    // It may have changed between being drawn and listening.
    read();
    addEventListener("online", read);
    addEventListener("offline", read);
    return () => {
      removeEventListener("online", read);
      removeEventListener("offline", read);
    };
  }, []);
  return online;
}
