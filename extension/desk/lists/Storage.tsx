import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatSize } from "../../../shared/text.ts";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import { keepForGood } from "../../drafts/keep-for-good.ts";
import { useDesk } from "../desk-context.ts";

interface Usage {
  readonly used: number | undefined;
  readonly quota: number | undefined;
  readonly persisted: boolean;
}

/** How full the device is, and whether the browser may clear it. */
export function Storage(): JSX.Element {
  const speech = useSpeech();
  const { t } = speech;
  const { state, run } = useDesk();
  const [usage, setUsage] = useState<Usage>();
  const own = sizeOf([...state.drafts, ...state.brokenDrafts, ...state.items, ...state.brokenItems]);
  const lists = sizeOf(state.stored ? [state.stored] : []);
  useEffect(() => {
    void run("storageUse", async () => setUsage(await loadUsage()));
  }, [state, run]);
  const { used, quota, persisted } = usage ?? { used: undefined, quota: undefined, persisted: true };
  const say = (bytes: number | undefined) => (bytes === undefined ? t(deskWords.unknown) : formatSize(bytes, speech.language));
  const share = (bytes: number) => `${quota ? Math.min(100, (100 * bytes) / quota) : 0}%`;
  const other = Math.max(0, (used ?? 0) - own - lists);
  return (
    <section aria-labelledby="storage">
      <header>
        <h2 id="storage" tabIndex={-1}>
          {t(deskWords.storageHere)}
        </h2>
        {usage && <p>{t(persisted ? deskWords.persisted : deskWords.notPersisted)}</p>}
      </header>
      <div class="bar" role="img" aria-label={t(deskWords.used, { used: say(used), quota: say(quota) })}>
        <i class="k1" style={{ width: share(own) }} />
        <i class="k3" style={{ width: share(lists) }} />
        <i class="k2" style={{ width: share(other) }} />
      </div>
      <dl class="store">
        <Size sort="k1" name={t(deskWords.draftsAndOutbox)} size={say(own)} />
        <Size sort="k3" name={t(deskWords.listsKept)} size={say(lists)} />
        <Size sort="k2" name={t(deskWords.otherData)} size={usage ? say(other) : t(deskWords.unknown)} />
        <Size name={t(deskWords.allOfQuota)} size={`${say(used)} / ${say(quota)}`} />
      </dl>
    </section>
  );
}

function Size({ sort, name, size }: { sort?: string; name: string; size: string }): JSX.Element {
  return (
    <div class={sort ? undefined : "sum"}>
      <dt>
        {sort && <span class={`swatch ${sort}`} />}
        {name}
      </dt>
      <dd class="num">{size}</dd>
    </div>
  );
}

async function loadUsage(): Promise<Usage> {
  const [{ usage, quota }, persisted] = await Promise.all([navigator.storage.estimate(), keepForGood()]);
  return { used: usage, quota, persisted };
}

/** What the records take as text; the browser's own accounting comes on top. */
function sizeOf(records: readonly unknown[]): number {
  return new Blob(records.map((record) => JSON.stringify(record) ?? "")).size;
}
