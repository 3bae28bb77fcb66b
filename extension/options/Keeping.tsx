import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { optionsWords } from "../../shared/words/options.ts";
import { State } from "../desk/State.tsx";
import { reportError } from "../errors.ts";
import { useSpeech } from "../panel/language.ts";
import type { Run } from "./OptionsPage.tsx";

/** Whether the browser promises not to clear what is stored here. */
export function Keeping({ run }: { run: Run }): JSX.Element {
  const { t } = useSpeech();
  const [persisted, setPersisted] = useState<boolean>();
  useEffect(() => {
    navigator.storage.persisted().then(setPersisted, (error: unknown) => reportError("persisted", error));
  }, []);
  const ask = () =>
    run("persist", async () => {
      const given = await navigator.storage.persist();
      setPersisted(given);
      return given ? optionsWords.persisted : optionsWords.persistRefused;
    });
  return (
    <section aria-labelledby="keeping">
      <h2 id="keeping">{t(optionsWords.storageHead)}</h2>
      {persisted === true && <State tone="ok" icon="checkc" word={t(optionsWords.persisted)} />}
      {persisted === false && (
        <>
          <State tone="warn" icon="warn" word={t(optionsWords.notPersisted)} />
          <div class="acts">
            <button type="button" class="btn" onClick={ask}>
              {t(optionsWords.askPersist)}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
