import type { JSX } from "preact";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";
import { Legend } from "./Progress.tsx";

interface Props {
  readonly all: number;
  readonly missing: number;
  readonly onlyMissing: boolean;
  readonly onChange: (onlyMissing: boolean) => void;
}

/** All criteria, or only those that lack something; and what the ticks mean. */
export function Filters({ all, missing, onlyMissing, onChange }: Props): JSX.Element {
  const { t } = useSpeech();
  return (
    <div class="show">
      <fieldset class="filters">
        <legend class="vh">{t(panel.show)}</legend>
        <label>
          <input type="radio" name="filter" checked={!onlyMissing} onChange={() => onChange(false)} />
          <span>{t(panel.all, { count: all })}</span>
        </label>
        <label>
          <input type="radio" name="filter" checked={onlyMissing} onChange={() => onChange(true)} />
          <span>{t(panel.missing, { count: missing })}</span>
        </label>
      </fieldset>
      <Legend />
    </div>
  );
}
