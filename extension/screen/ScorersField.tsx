import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";

/** More in one surprise visit are added by the lead. */
const choices = [1, 2, 3, 4, 5, 6];

/** How many score a surprise inspection, its opener among them: where there are others, points stay hidden until they have sent too. */
export function ScorersField({ scorers, onChoose }: { scorers: number; onChoose: (scorers: number) => void }): JSX.Element {
  const { t } = useSpeech();
  const id = useId();
  return (
    <div class="field">
      <label class="lab" for={id}>
        {t(panel.scorers)}
      </label>
      <select
        id={id}
        value={String(scorers)}
        aria-describedby={`${id}-how`}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {choices.map((count) => (
          <option key={count} value={String(count)}>
            {count === 1 ? t(panel.scorersAlone) : count}
          </option>
        ))}
      </select>
      <p id={`${id}-how`} class="hint">
        {t(panel.scorersHow)}
      </p>
    </div>
  );
}
