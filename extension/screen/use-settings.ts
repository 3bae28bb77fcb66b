import { useEffect, useState } from "preact/hooks";
import { loadSettings, onSettings, type Settings } from "../settings.ts";

/** `undefined` until they are read. */
export function useSettings(): Settings | undefined {
  const [settings, setSettings] = useState<Settings>();
  useEffect(() => {
    void loadSettings().then(setSettings);
    return onSettings(setSettings);
  }, []);
  return settings;
}
