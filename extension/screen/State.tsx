import type { JSX } from "preact";
import { Icon, type IconName } from "../../shared/ui/Icon.tsx";

/** A state: icon and word, colour third. */
export function State({
  tone,
  icon,
  word,
}: {
  tone: "danger" | "info" | "warn" | "ok" | "idle";
  icon: IconName;
  word: string;
}): JSX.Element {
  return (
    <span class={`state ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}
