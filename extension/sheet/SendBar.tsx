import type { JSX } from "preact";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import { openNeeds } from "../../shared/sheets/draft.ts";
import type { Need, SheetScore } from "../../shared/sheets/scoring.ts";
import type { Words } from "../../shared/text.ts";
import { needOrder } from "../../shared/ui/criterion/answers.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";

const needWords: Readonly<Record<Need, Words>> = {
  score: panel.needScore,
  possibleAnswer: panel.needPossibleAnswer,
  contradictionReason: panel.needContradictionReason,
  note: panel.needNote,
  notApplicableReason: panel.needNotApplicableReason,
};

interface Props {
  readonly sheet: SheetScore;
  readonly checklist: Checklist;
  readonly remote: boolean;
  /** At the desk the next step follows in the same tab; the overlay opens it. */
  readonly atDesk: boolean;
  /** Goes to the next criterion that lacks this, or anything. */
  readonly onGoTo: (need?: Need) => void;
  readonly onReview: () => void;
}

/** What stands between the sheet and sending it, each a way to it; the index once there is one. */
export function SendBar({ sheet, checklist, remote, atDesk, onGoTo, onReview }: Props): JSX.Element {
  const { t } = useSpeech();
  const open = openNeeds(sheet);
  return (
    <footer class="gate">
      <div class="go">
        {open.length > 0 ? (
          <p>
            <strong>{t(panel.tasks, { count: open.length })}</strong>
            <br />
            <span class="muted">{t(panel.indexLater)}</span>
          </p>
        ) : (
          <p>
            <strong>{t(panel.complete, { count: sheet.criteria.length })}</strong> <Index sheet={sheet} remote={remote} />{" "}
            <span class="muted">{t(atDesk ? panel.deskSendsLater : panel.overlayNeverSends)}</span>
          </p>
        )}
        <button
          type="button"
          class="btn primary"
          aria-disabled={open.length > 0}
          aria-keyshortcuts="r"
          onClick={() => (open.length > 0 ? onGoTo() : onReview())}
        >
          <Icon name="send" />
          {t(panel.review)}
        </button>
      </div>
      {open.length > 0 ? (
        <ul class="needs">
          {needOrder.map((need) => {
            const count = open.filter(({ needs }) => needs.includes(need)).length;
            if (count === 0) return null;
            return (
              <li key={need}>
                <button type="button" class="link" onClick={() => onGoTo(need)}>
                  {t(needWords[need], { count })}
                  <span class="vh"> – {t(panel.goToNext)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      ) : (
        <Remarks sheet={sheet} checklist={checklist} />
      )}
    </footer>
  );
}

function Index({ sheet, remote }: Pick<Props, "sheet" | "remote">): JSX.Element | null {
  const { t, language } = useSpeech();
  if (sheet.index === null) return null;
  return (
    <span data-index={sheet.index}>
      {t(panel.index)} <strong>{formatHundredths(sheet.index, language, 2)}</strong>
      {remote && <span class="muted"> ({t(panel.remoteIndex)})</span>}.
    </span>
  );
}

function Remarks({ sheet, checklist }: Pick<Props, "sheet" | "checklist">): JSX.Element | null {
  const { t } = useSpeech();
  if (sheet.pending.length === 0 && sheet.enoughApplicable) return null;
  return (
    <div class="hint">
      {sheet.pending.length > 0 && <p>{t(panel.pending, { count: sheet.pending.length })}</p>}
      {!sheet.enoughApplicable && <p>{t(panel.notEnough, { percent: checklist.minimumApplicable })}</p>}
    </div>
  );
}
