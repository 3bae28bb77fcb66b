import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Draft } from "../../shared/sheets/draft.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";
import type { StorageReason } from "../drafts/storage-failed.ts";
import { useOnline } from "../screen/use-online.ts";
import { exportDraft } from "./export-file.ts";
import type { Saving } from "./sheet-store.ts";

/** Screen readers hear of saving once it has been quiet for so long, not at every key. */
const quiet = 1_500;

/** The truth about saving and the network, in words. */
export function SavedState({ saving }: { saving: Saving }): JSX.Element {
  const { t } = useSpeech();
  const online = useOnline();
  const time = "at" in saving ? formatDay(saving.at, true).slice(-5) : "";
  const words = { saved: panel.saved, saving: panel.saving, failed: panel.notSaved }[saving.state];
  const said = t(words, { time });
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(saving.state === "saving" ? "" : said), quiet);
    return () => clearTimeout(timer);
  }, [saving.state, said]);
  return (
    <>
      <span class={`state ${{ saved: "ok", saving: "idle", failed: "danger" }[saving.state]}`} data-saving={saving.state}>
        <Icon name={{ saved: "check", saving: "clock", failed: "save" }[saving.state] as "check" | "clock" | "save"} />
        {said}
      </span>
      {!online && (
        <span class="state warn">
          <Icon name="offline" />
          {t(panel.offline)}
        </span>
      )}
      <span class="vh" role="status">
        {spoken}
      </span>
    </>
  );
}

const reasons: Partial<Record<StorageReason, Words>> = {
  quota: panel.failedQuota,
  missing: panel.failedMissing,
  invalid: panel.failedInvalid,
};

/** Red, stays, and offers a way out. */
export function NotSaved({ reason, draft, onRetry }: { reason: StorageReason; draft: Draft; onRetry: () => void }): JSX.Element {
  const { t } = useSpeech();
  return (
    <div class="notice danger" role="alert">
      <Icon name="save" />
      <div>
        {t(reasons[reason] ?? panel.failedOther)}
        <div class="acts">
          <button type="button" class="btn primary small" onClick={() => exportDraft(draft)}>
            {t(panel.exportFile)}
          </button>
          <button type="button" class="btn small" onClick={onRetry}>
            {t(panel.tryAgain)}
          </button>
        </div>
      </div>
    </div>
  );
}
