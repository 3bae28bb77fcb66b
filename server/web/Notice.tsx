import type { ComponentChildren, JSX } from "preact";
import { Icon } from "../../shared/ui/Icon.tsx";

const icons = { ok: "check", warn: "warn", danger: "stop", info: "info" } as const;

/** A message with an icon, announced to who cannot see it. */
export function Notice({ kind, children }: { readonly kind: keyof typeof icons; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class={`notice ${kind}`} role={kind === "danger" ? "alert" : "status"}>
      <Icon name={icons[kind]} />
      <div>{children}</div>
    </div>
  );
}
