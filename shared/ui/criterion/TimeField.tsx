import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { readTime } from "../../text.ts";
import { panel } from "../../words/panel.ts";
import { useSpeech } from "../language.ts";
import { useShown } from "./use-shown.ts";

interface Props {
  readonly id: string;
  readonly value: string | undefined;
  /** What was typed and is no time yet. */
  readonly typed: string | undefined;
  readonly onTime: (time: string | undefined, typed: string) => void;
}

/** A clock time of 24 hours, as it is written here: the browser's own field follows the browser's language and can ask for AM or PM. */
export function TimeField({ id, value, typed = "", onTime }: Props): JSX.Element {
  const { t } = useSpeech();
  const shown = value ?? typed;
  const { text, type, enter, leave } = useShown(shown);
  // Half a time is no fault while it is being typed.
  const [typing, setTyping] = useState(false);
  const wrong = !typing && text.trim() !== "" && readTime(text) === undefined;

  return (
    <>
      <input
        id={id}
        class="in time"
        type="text"
        inputMode="numeric"
        autocomplete="off"
        maxLength={12}
        placeholder={t(panel.timeForm)}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-fault` : undefined}
        value={text}
        onInput={(event) => {
          const given = event.currentTarget.value;
          type(given);
          onTime(readTime(given), given);
        }}
        onFocus={() => {
          enter();
          setTyping(true);
        }}
        onBlur={() => {
          leave(readTime(text) ?? text);
          setTyping(false);
        }}
      />
      {wrong && (
        <small class="hint danger" id={`${id}-fault`} role="alert">
          {t(panel.notTime)}
        </small>
      )}
    </>
  );
}
