import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "wxt/browser";
import { useSpeech } from "../../shared/ui/language.ts";
import { optionsWords } from "../../shared/words/options.ts";
import { type ErrorReport, loadErrors } from "../errors.ts";
import { saveFile } from "../screen/save-file.ts";

/** The version, and the errors that can be handed to whoever helps. */
export function About(): JSX.Element {
  const { t } = useSpeech();
  const [errors, setErrors] = useState<readonly ErrorReport[]>([]);
  useEffect(() => void loadErrors().then(setErrors), []);
  const save = () => saveFile("phieu-cham-errors.json", JSON.stringify(errors, null, 1));
  return (
    <section aria-labelledby="about">
      <h2 id="about">{t(optionsWords.aboutHead)}</h2>
      <p>{t(optionsWords.version, { version: browser.runtime.getManifest().version })}</p>
      <p class="hint">{errors.length === 0 ? t(optionsWords.errorsNone) : t(optionsWords.errorsKept, { count: errors.length })}</p>
      {errors.length > 0 && (
        <div class="acts">
          <button type="button" class="btn small" onClick={save}>
            {t(optionsWords.exportErrors)}
          </button>
        </div>
      )}
    </section>
  );
}
