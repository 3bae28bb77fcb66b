import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";

interface Question {
  readonly title: string;
  readonly why: string;
  readonly action: string;
  /** Nothing is lost by it: the button is not red. */
  readonly harmless?: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
  readonly children?: ComponentChildren;
}

/**
 * Asks before something that cannot be undone, or that begins something. Opens by itself; the browser keeps the focus inside and Esc
 * says no.
 */
export function Confirm({ title, why, action, harmless, onYes, onNo, children }: Question): JSX.Element {
  const { t } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const close = (then: () => void) => {
    dialog.current?.close();
    then();
  };
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-why`}
      onCancel={(event) => {
        event.preventDefault();
        close(onNo);
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-why`}>{why}</p>
      {children}
      <div class="acts">
        <button type="button" class="btn" onClick={() => close(onNo)}>
          {t(deskWords.cancel)}
        </button>
        <button type="button" class={harmless ? "btn primary" : "btn danger"} onClick={onYes}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
