import { useEffect, useState } from "preact/hooks";
import type { OpenSheet, SheetStore } from "./sheet-store.ts";

/** The open sheet as it is now, drawn anew at every change. */
export function useSheet(store: SheetStore): OpenSheet {
  const [sheet, setSheet] = useState(store.get());
  useEffect(() => {
    setSheet(store.get());
    return store.subscribe(() => setSheet(store.get()));
  }, [store]);
  return sheet;
}
