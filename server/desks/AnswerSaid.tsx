import type { JSX } from "preact";
import type { Criterion } from "../../shared/checklists/checklist.ts";
import { formatDay } from "../../shared/text.ts";
import { answerInWords, toLead } from "../../shared/ui/answer-in-words.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import { contradictionText } from "./contradiction-words.ts";
import type { ScoredCriterion } from "./inspection-view.ts";

interface AnswerSaidProps {
  readonly criterion: Criterion;
  readonly score: ScoredCriterion;
  /** Named where there are several. */
  readonly author: string | undefined;
}

/** What one author answered to a criterion and wrote, and what the lead decided of it. */
export function AnswerSaid({ criterion, score, author }: AnswerSaidProps): JSX.Element {
  const look = useLook();
  const contradiction = contradictionText(look, criterion, score.answer);
  return (
    <>
      <span class="said muted small">
        {author && <strong>{author}:</strong>}
        {author && " "}
        {answerInWords({ criterion, ...score }, toLead, look) || "–"}
      </span>
      {score.note && (
        <span class="said small note">
          “<bdi>{score.note}</bdi>”
        </span>
      )}
      {contradiction && <Notice kind="warn">{contradiction}</Notice>}
      {score.decision && <Decided decision={score.decision} />}
    </>
  );
}

function Decided({ decision }: { readonly decision: NonNullable<ScoredCriterion["decision"]> }): JSX.Element {
  const { t } = useLook();
  const { approved, decidedBy: name, decidedAt, reason } = decision;
  return (
    <span class="said small">
      <Icon name={approved ? "check" : "stop"} />{" "}
      {t(approved ? words.decidedApproved : words.decidedRefused, { name, at: formatDay(decidedAt, true), reason })}
    </span>
  );
}
