import { useEffect, useState } from "preact/hooks";
import { onChanged } from "../drafts/changed.ts";
import { reportError } from "../errors.ts";
import type { AnswerOf } from "../messages.ts";
import { call } from "../screen/call.ts";

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
