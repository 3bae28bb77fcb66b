import type { JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

interface StateProps {
  readonly tone: "danger" | "info" | "warn" | "ok" | "idle";
  readonly icon: IconName;
  readonly word: string;
}

/** A state: icon and word, colour third. */
export function State({ tone, icon, word }: StateProps): JSX.Element {
  return (
    <span class={`state ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}
