import type { ComponentChildren, JSX } from "preact";

interface Props {
  /** The radio button or tick. */
  readonly children: JSX.Element;
  readonly label: ComponentChildren;
  readonly points: string;
  /** The key that chooses it, where one does. */
  readonly shortcut?: number | undefined;
  readonly kind?: "none" | "knock";
}

/** One answer that can be chosen, with what it is worth. */
export function Option({ children, label, points, shortcut, kind }: Props): JSX.Element {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what is handed in
    <label class={kind ? `opt ${kind}` : "opt"}>
      {children}
      <span>{label}</span>
      <span class="pts">
        {points}
        {shortcut !== undefined && (
          <>
            {" "}
            <span class="key" aria-hidden="true">
              {shortcut}
            </span>
          </>
        )}
      </span>
    </label>
  );
}
