import type { JSX } from "preact";
import { newId } from "../../shared/id.ts";
import { keyName } from "./form-key.ts";

/** A key of one use in a form that makes something: sent twice by a double click, it makes it once. */
export function KeyField(): JSX.Element {
  return <input type="hidden" name={keyName} value={newId()} />;
}
