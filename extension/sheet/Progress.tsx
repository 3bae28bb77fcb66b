import type { JSX } from "preact";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import type { SheetScore } from "../../shared/sheets/scoring.ts";
import { markOf } from "../../shared/ui/criterion/answers.ts";
import { marks } from "../../shared/ui/criterion/CriterionItem.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";

interface Props {
  readonly sheet: SheetScore;
  readonly draft: Draft;
  readonly checklist: Checklist;
}

/** One tick per criterion, area by area; the number beside it says it in words. */
export function Progress({ sheet, draft, checklist }: Props): JSX.Element {
  const { t } = useSpeech();
  return (
    <section class="prog" aria-label={t(panel.progress)}>
      {sheet.areas.map(({ area }) => {
        const own = sheet.criteria.filter(({ criterion }) => criterion.area === area);
        const short = checklist.areas.find(({ id }) => id === area)?.short;
        return (
          <div key={area} class="area-row">
            <span class="lbl">{short ? t(short) : area}</span>
            <span class="strip" aria-hidden="true">
              {own.map((score) => (
                <i key={score.criterion.id} data-mark={markOf(score, draft.entries[score.criterion.id])} title={score.criterion.id} />
              ))}
            </span>
            <span class="num">{t(panel.scoredOf, { done: own.filter(({ state }) => state !== "notScored").length, all: own.length })}</span>
          </div>
        );
      })}
    </section>
  );
}

/** What the ticks mean. */
export function Legend(): JSX.Element {
  const { t } = useSpeech();
  return (
    <details class="legend">
      <summary>{t(panel.legend)}</summary>
      <ul>
        {Object.entries(marks).map(([mark, { word }]) => (
          <li key={mark}>
            <span class="strip" aria-hidden="true">
              <i data-mark={mark} />
            </span>
            {t(word)}
          </li>
        ))}
      </ul>
    </details>
  );
}
