import type { JSX } from "preact";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import type { SheetScore } from "../../shared/sheets/scoring.ts";
import { CriterionItem } from "../../shared/ui/criterion/CriterionItem.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";

const numerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];

interface Props {
  readonly sheet: SheetScore;
  readonly shown: SheetScore["criteria"];
  readonly draft: Draft;
  readonly checklist: Checklist;
  readonly openId: string | undefined;
  readonly onOpen: (criterionId: string | undefined) => void;
}

/** The criteria by area, at most one of them open. */
export function CriteriaList({ sheet, shown, draft, checklist, openId, onOpen }: Props): JSX.Element {
  const { t } = useSpeech();
  return (
    <section class="list" aria-label={t(panel.criteria)}>
      {shown.length === 0 && <p class="empty">{t(panel.nothingMissing)}</p>}
      {checklist.areas.map((area, i) => {
        const own = shown.filter(({ criterion }) => criterion.area === area.id);
        const all = sheet.criteria.filter(({ criterion }) => criterion.area === area.id);
        if (own.length === 0) return null;
        return (
          <section key={area.id} class="area" aria-labelledby={`area-${area.id}`}>
            <h2 id={`area-${area.id}`}>
              {numerals[i] ?? i + 1}. {t(area.title)}
              <span>{t(panel.scoredOfLong, { done: all.filter(({ state }) => state !== "notScored").length, all: all.length })}</span>
            </h2>
            {own.map((score) => {
              const { id } = score.criterion;
              return (
                <CriterionItem
                  key={id}
                  score={score}
                  entry={draft.entries[id]}
                  open={openId === id}
                  onToggle={() => onOpen(openId === id ? undefined : id)}
                />
              );
            })}
          </section>
        );
      })}
    </section>
  );
}
