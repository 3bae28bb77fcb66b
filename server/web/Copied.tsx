import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { Island } from "./Island.tsx";
import { useLook } from "./look.ts";

/** A link or token that is shown once, and a button that copies it: one on a page. Without scripts a click selects all of it. */
export function Copied({ text, label }: { readonly text: string; readonly label: Words }): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <code id="once">{text}</code>
      <div class="copy">
        <button
          type="button"
          class="btn"
          data-copies="once"
          data-copied={t(shellWords.copied)}
          data-selected={t(shellWords.selected)}
          hidden
        >
          {t(label)}
        </button>
        <span aria-live="polite" />
      </div>
      <Island name="copy" />
    </>
  );
}
