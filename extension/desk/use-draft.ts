import { useEffect, useState } from "preact/hooks";
import type { Draft } from "../../shared/sheets/draft.ts";
import { onChanged } from "../drafts/changed.ts";
import { loadDraft } from "../drafts/drafts.ts";
import { StorageFailed } from "../drafts/storage-failed.ts";
import { reportError } from "../errors.ts";

export type DraftNow =
  | { readonly state: "opening" }
  | { readonly state: "gone" }
  | { readonly state: "broken" }
  | { readonly state: "here"; readonly draft: Draft };

/** The draft as it is stored now; follows changes made in other windows. */
export function useDraft(id: string): DraftNow {
  const [now, setNow] = useState<DraftNow>({ state: "opening" });
  useEffect(() => {
    const load = () =>
      loadDraft(id).then(
        (draft) => setNow(draft ? { state: "here", draft } : { state: "gone" }),
        (error: unknown) => {
          void reportError("loadDraft", error);
          const failed = { state: error instanceof StorageFailed && error.reason === "broken" ? "broken" : "gone" } as const;
          // What is shown already stays: somebody may be typing into it, and saving says by itself what fails.
          setNow((shown) => (shown.state === "here" ? shown : failed));
        },
      );
    void load();
    return onChanged((what) => {
      if (what === "drafts") void load();
    });
  }, [id]);
  return now;
}
