import type { JSX } from "preact";
import { Icon as SharedIcon, type IconName as SharedName } from "../../shared/ui/Icon.tsx";

export type IconName = SharedName;

/** As long as pages are turned over that ask for it here. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return <SharedIcon name={name} />;
}
