import type { JSX } from "preact";
import { Icon } from "../../shared/ui/Icon.tsx";
import { type Filled, saidError } from "./forms.ts";
import { useLook } from "./look.ts";

/** What is wrong with a field; nothing where nothing is. */
export function FieldError({ filled, name }: { readonly filled: Filled; readonly name: string }): JSX.Element | null {
  const look = useLook();
  const error = filled.errors[name];
  if (!error) return null;
  return (
    <span class="error" id={`${name}-error`}>
      <Icon name="stop" />
      {saidError(look, filled, name, error)}
    </span>
  );
}
