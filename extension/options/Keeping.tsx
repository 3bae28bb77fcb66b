import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSpeech } from "../../shared/ui/language.ts";
import { State } from "../../shared/ui/State.tsx";
import { optionsWords } from "../../shared/words/options.ts";
import { keepForGood } from "../drafts/keep-for-good.ts";
import { reportError } from "../errors.ts";

/** Whether the browser promises not to clear what is stored here. */
export function Keeping(): JSX.Element {
  const { t } = useSpeech();
  const [kept, setKept] = useState<boolean>();
  useEffect(() => {
    keepForGood().then(setKept, (error: unknown) => reportError("keepForGood", error));
  }, []);
  return (
    <section aria-labelledby="keeping">
      <h2 id="keeping">{t(optionsWords.storageHead)}</h2>
      {kept === true && <State tone="ok" icon="checked" word={t(optionsWords.persisted)} />}
      {kept === false && <State tone="warn" icon="warn" word={t(optionsWords.notPersisted)} />}
    </section>
  );
}
