import type { JSX } from "preact";
import { useSpeech } from "../../shared/ui/language.ts";
import { elsewhereWords } from "../../shared/words/elsewhere.ts";
import { reportError } from "../errors.ts";
import type { StorageHere } from "../messages.ts";
import { call } from "../screen/call.ts";

/** The desk in a window that stores elsewhere: says why nothing is here, and opens one that works. */
export function Elsewhere({ here }: { here: Exclude<StorageHere, "same"> }): JSX.Element {
  const { t } = useSpeech();
  const open = () => {
    const at = /^#\/[\w/-]*$/.test(location.hash) ? location.hash : "#/";
    call("openDesk", { at }).catch((error: unknown) => reportError("openDesk", error));
  };
  return (
    <section aria-labelledby="elsewhere">
      <h1 id="elsewhere">{t(elsewhereWords[here])}</h1>
      <p class="notice info" role="alert">
        {t(elsewhereWords.kept)}
      </p>
      <button type="button" class="btn primary" onClick={open}>
        {t(elsewhereWords.openDesk)}
      </button>
    </section>
  );
}
