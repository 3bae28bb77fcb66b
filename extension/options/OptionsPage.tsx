/* The options page: what is set once. Server and sign-in, language, keys, whether the browser keeps what is stored, version and errors. */

import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Language, Words } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { optionsWords } from "../../shared/words/options.ts";
import { reportError } from "../errors.ts";
import { call } from "../screen/call.ts";
import { InLanguage } from "../screen/InLanguage.tsx";
import { changeSettings, type Settings } from "../settings.ts";
import { About } from "./About.tsx";
import { Keeping } from "./Keeping.tsx";
import { Keys } from "./Keys.tsx";
import type { Run } from "./run.ts";
import { SignInSection } from "./SignInSection.tsx";

/** What is set once: server and sign-in, language, keys, storage. */
export function OptionsPage(): JSX.Element {
  return <InLanguage>{(settings) => <Options settings={settings} />}</InLanguage>;
}

function Options({ settings }: { settings: Settings }): JSX.Element {
  const { t } = useSpeech();
  const [said, setSaid] = useState<Words>();
  const run: Run = useCallback((step, work) => {
    setSaid(undefined);
    work().then(setSaid, (error: unknown) => {
      void reportError(`options.${step}`, error);
      setSaid(optionsWords.somethingFailed);
    });
  }, []);
  useEffect(() => {
    document.title = `${t(optionsWords.title)} · ${t(fieldWords.product)}`;
  }, [t]);
  const openDesk = (at: string) =>
    run("openDesk", async () => {
      await call("openDesk", { at });
      return undefined;
    });
  return (
    <main class="wrap options">
      <header>
        <h1>
          {t(fieldWords.product)}: {t(optionsWords.title)}
        </h1>
        <div class="acts">
          <button type="button" class="btn small" onClick={() => openDesk("#/")}>
            {t(optionsWords.toDesk)}
          </button>
          <button type="button" class="btn small quiet" onClick={() => openDesk("#/guide")}>
            {t(optionsWords.toGuide)}
          </button>
        </div>
      </header>
      <p role="status" class="told">
        {said ? t(said) : ""}
      </p>
      <SignInSection settings={settings} run={run} />
      <LanguageChoice chosen={settings.language} run={run} />
      <Keys settings={settings} run={run} />
      <Keeping />
      <About />
    </main>
  );
}

function LanguageChoice({ chosen, run }: { chosen: Language; run: Run }): JSX.Element {
  const { t } = useSpeech();
  const choose = (language: Language) =>
    run("language", async () => {
      await changeSettings({ language });
      return optionsWords.saved;
    });
  return (
    <section aria-labelledby="language">
      <h2 id="language">{t(optionsWords.languageHead)}</h2>
      <div role="radiogroup" aria-labelledby="language">
        {(["vi", "en"] as const).map((language) => (
          <label key={language} class="choice" lang={language}>
            <input type="radio" name="language" checked={chosen === language} onChange={() => choose(language)} />
            {t(language === "vi" ? optionsWords.vietnamese : optionsWords.english)}
          </label>
        ))}
      </div>
    </section>
  );
}
