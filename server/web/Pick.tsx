import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { useLook } from "./look.ts";

/** What a form of the class `pick` is made of: it says by its address what a page shows. */

export type Option = readonly [value: string, said: string];

interface ChoiceProps {
  readonly name: string;
  readonly label: Words;
  readonly chosen: string;
  readonly options: readonly Option[];
}

/** One of several. */
export function Choice({ name, label, chosen, options }: ChoiceProps): JSX.Element {
  const { t } = useLook();
  return (
    <label>
      {t(label)}
      <select name={name}>
        {options.map(([value, said]) => (
          <option key={value} value={value} selected={value === chosen}>
            {said}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What names are searched for. */
export function Find({ label, value }: { readonly label: Words; readonly value: string }): JSX.Element {
  const { t } = useLook();
  return (
    <label>
      {t(label)}
      <input type="search" name="q" value={value} maxlength={300} autocomplete="off" spellcheck={false} />
    </label>
  );
}
