import { useEffect, useState } from "preact/hooks";
import { loadOverlay, type Overlay, onOverlay } from "../overlay-state.ts";
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
export function useOverlay(tabId: number | undefined): Overlay | undefined {
  const [overlay, setOverlay] = useState<Overlay>();
  useEffect(() => {
    if (tabId === undefined) return;
    void loadOverlay(tabId).then(setOverlay);
    return onOverlay(tabId, setOverlay);
  }, [tabId]);
  return overlay;
}

export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const read = () => setOnline(navigator.onLine);
    addEventListener("online", read);
    addEventListener("offline", read);
    return () => {
      removeEventListener("online", read);
      removeEventListener("offline", read);
    };
  }, []);
  return online;
}
