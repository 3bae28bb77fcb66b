import type { JSX } from "preact";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { inspectionWords as words } from "../../shared/words/inspection/inspection-page.ts";
import { EvidenceLink } from "../evidence/EvidenceLink.tsx";
import { useLook } from "../web/look.ts";

interface PiecesProps {
  readonly inspectionId: string;
  readonly submissionId: string;
  readonly authorName: string;
  readonly criterionId: string;
  readonly evidence: readonly Evidence[];
  /** Where all of them are listed. */
  readonly more: string;
  /** They are listed here. */
  readonly all: boolean;
}

/** At most so many pieces of one sheet are shown before the reader asks for the rest. */
const most = 8;

/** What one sheet lists at a criterion. */
export function Pieces({ inspectionId, submissionId, authorName, criterionId, evidence, more, all }: PiecesProps): JSX.Element {
  const { t } = useLook();
  const shown = all ? evidence : evidence.slice(0, most);
  return (
    <>
      <ul class="pieces" aria-label={t(words.evidenceOf, { name: authorName, criterion: criterionId })}>
        {shown.map((one, at) => (
          <li key={at}>
            <EvidenceLink inspectionId={inspectionId} submissionId={submissionId} criterionId={criterionId} at={at} evidence={one} />
          </li>
        ))}
      </ul>
      {shown.length < evidence.length && (
        <a class="small" href={more}>
          <Icon name="plus" /> {t(words.more, { count: evidence.length - shown.length })}
        </a>
      )}
    </>
  );
}
