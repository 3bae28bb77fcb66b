import type { JSX } from "preact";
import { mostCounted } from "../../sheets/answer.ts";
import { formatNumber } from "../../text.ts";
import { isComposed } from "../is-composed.ts";
import { useSpeech } from "../language.ts";
import { countFault, parseCount } from "./answers.ts";
import { useShown } from "./use-shown.ts";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: number | undefined;
  /** What was typed and is not part of an answer yet. */
  readonly typed?: string | undefined;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly className?: string;
  /** `undefined`: emptied, or no count. */
  readonly onCount: (count: number | undefined, typed: string) => void;
}

/** A count, typed the way it is written here ("5.783") and shown so when the field is left. Arrow keys step it. */
export function CountField({ id, label, value, typed, invalid = false, describedBy, className, onCount }: Props): JSX.Element {
  const { t, language } = useSpeech();
  const shown = value === undefined ? (typed ?? "") : formatNumber(value, language);
  const { text, type, enter, leave } = useShown(shown);
  const wrong = text.trim() !== "" && parseCount(text) === undefined;
  // Where nobody else says what is wrong, the field does.
  const fault = describedBy === undefined ? countFault(text) : undefined;
  const input = (
    <input
      id={id}
      class={className}
      type="text"
      inputMode="numeric"
      autocomplete="off"
      maxLength={20}
      aria-label={label}
      aria-invalid={wrong || invalid}
      aria-describedby={describedBy ?? (fault && `${id}-fault`)}
      value={text}
      onInput={(event) => {
        const now = event.currentTarget.value;
        type(now);
        onCount(parseCount(now), now);
      }}
      onKeyDown={(event) => {
        const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
        if (by === 0 || isComposed(event)) return;
        event.preventDefault();
        const next = Math.min(mostCounted, Math.max(0, (parseCount(text) ?? 0) + by));
        type(String(next));
        onCount(next, String(next));
      }}
      onFocus={enter}
      onBlur={() => leave(wrong ? text : shown)}
    />
  );
  return (
    <>
      {input}
      {fault && (
        <small class="hint danger" id={`${id}-fault`} role="alert">
          {t(fault, { most: mostCounted })}
        </small>
      )}
    </>
  );
}
