import type { JSX } from "preact";
import { DeskIcon, type DeskIconName } from "./Icon.tsx";

/** A state: icon and word, colour third. */
export function State({
  tone,
  icon,
  word,
}: {
  tone: "danger" | "info" | "warn" | "ok" | "idle";
  icon: DeskIconName;
  word: string;
}): JSX.Element {
  return (
    <span class={`state ${tone}`}>
      <DeskIcon name={icon} />
      {word}
    </span>
  );
}
