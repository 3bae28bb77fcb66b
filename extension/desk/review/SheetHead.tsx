import type { JSX } from "preact";
import type { Checklist } from "../../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import type { Draft } from "../../../shared/sheets/draft.ts";
import type { SheetScore } from "../../../shared/sheets/scoring.ts";
import { formatDay } from "../../../shared/text.ts";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import { fieldWords } from "../../../shared/words/field.ts";

/** Whose sheet it is, and its figures: none before everything is scored. */
export function SheetHead({ draft, checklist, sheet }: { draft: Draft; checklist: Checklist; sheet: SheetScore }): JSX.Element {
  const { t, language } = useSpeech();
  const { inspection, unit } = draft;
  const index = (value: number | null) => (value === null ? "–" : formatHundredths(value, language, 2));
  return (
    <div class="sheethead">
      <div>
        <p class="unit">{unit.name}</p>
        <p class="muted">
          {unit.block} · {t(fieldWords[inspection.kind])}, {t(fieldWords[inspection.form])} · {formatDay(inspection.visitedOn)}
        </p>
        <p class="muted">
          {t(checklist.title)} ({checklist.version})
        </p>
        {sheet.pending.length > 0 && <p>{t(deskWords.pendingApproval, { count: sheet.pending.length })}</p>}
        {!sheet.enoughApplicable && <p>{t(deskWords.notAllApplicable, { percent: checklist.minimumApplicable })}</p>}
      </div>
      <dl class="figures">
        <div class="main">
          <dt>{t(sheet.complete ? deskWords.sheetIndex : deskWords.indexAfterAll)}</dt>
          <dd>{index(sheet.complete ? sheet.index : null)}</dd>
          {inspection.form === "remote" && <dd class="hint">{t(deskWords.remoteOnly)}</dd>}
        </div>
        {sheet.areas.map((area) => {
          const title = checklist.areas.find(({ id }) => id === area.area);
          return (
            <div key={area.area}>
              <dt>{title ? t(title.short) : area.area}</dt>
              <dd>{index(sheet.complete ? area.index : null)}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
