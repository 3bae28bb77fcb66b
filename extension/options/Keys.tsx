import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "wxt/browser";
import type { Words } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { optionsWords } from "../../shared/words/options.ts";
import { reportError } from "../errors.ts";
import { changeSettings, type Settings } from "../settings.ts";
import type { Run } from "./run.ts";

const commandWords: Readonly<Record<string, Words>> = { _execute_action: optionsWords.openPanel, "open-desk": optionsWords.openDesk };

/** Which keys the browser really gave: a suggested key may have been taken. */
export function Keys({ settings, run }: { settings: Settings; run: Run }): JSX.Element {
  const { t } = useSpeech();
  const commands = useCommands();
  const firefox = navigator.userAgent.includes("Firefox");
  const set = (shortcuts: boolean) =>
    run("shortcuts", async () => {
      await changeSettings({ shortcuts });
      return optionsWords.saved;
    });
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">{t(optionsWords.keysHead)}</h2>
      <dl class="store">
        {commands.map(({ name, shortcut }) => (
          <div key={name}>
            <dt>{t(commandWords[name] ?? optionsWords.command)}</dt>
            <dd>{shortcut ? <kbd>{shortcut}</kbd> : <span class="muted">{t(optionsWords.noKey)}</span>}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{t(firefox ? optionsWords.changeKeysFirefox : optionsWords.changeKeysChrome)}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={settings.shortcuts}
          aria-describedby="single-keys-hint"
          onChange={(event) => set(event.currentTarget.checked)}
        />
        {t(optionsWords.singleKeys)}
      </label>
      <p id="single-keys-hint" class="hint">
        {t(optionsWords.singleKeysHint)}
      </p>
    </section>
  );
}

function useCommands(): { name: string; shortcut: string }[] {
  const [commands, setCommands] = useState<{ name: string; shortcut: string }[]>([]);
  useEffect(() => {
    const read = () =>
      browser.commands.getAll().then(
        (all) => setCommands(all.map(({ name = "", shortcut = "" }) => ({ name, shortcut }))),
        (error: unknown) => reportError("commands", error),
      );
    void read();
    // Keys are changed on a page of the browser's own: coming back from there shows the new ones.
    addEventListener("focus", read);
    return () => removeEventListener("focus", read);
  }, []);
  return commands;
}
