import type { JSX } from "preact";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { evidenceWords as words } from "../../shared/words/inspection/evidence.ts";
import { useLook } from "../web/look.ts";

interface Shown {
  readonly inspectionId: string;
  readonly submissionId: string;
  readonly criterionId: string;
  readonly at: number;
  readonly evidence: Evidence;
}

/** Where a piece of evidence has its page: a file by its hash, a quotation by its place in the sheet. */
export function evidencePath({ inspectionId, submissionId, criterionId, at, evidence }: Shown): string {
  const own = `/inspections/${inspectionId}/evidence`;
  return evidence.type === "file" ? `${own}/${evidence.sha256}` : `${own}/${submissionId}/${encodeURIComponent(criterionId)}/${at}`;
}

/** By its type as it was declared; whether it is shown, the file itself says. */
export function isPicture(evidence: Evidence): boolean {
  return evidence.type === "file" && evidence.mediaType.startsWith("image/");
}

const most = 90;

/** A piece of evidence in a list: its picture, or how its words begin, and the way to it. */
export function EvidenceLink(shown: Shown): JSX.Element {
  const { t } = useLook();
  const { evidence } = shown;
  const path = evidencePath(shown);
  if (evidence.type === "quote") {
    return (
      <a class="piece" href={path}>
        <Icon name="quote" />
        <bdi>{cut(evidence.exact)}</bdi>
      </a>
    );
  }
  return (
    <a class="piece" href={path}>
      {isPicture(evidence) ? (
        <img src={`${path}/file`} alt={t(words.picture, { title: evidence.name })} loading="lazy" width="96" height="64" />
      ) : (
        <Icon name="save" />
      )}
      <bdi>{cut(evidence.name)}</bdi>
    </a>
  );
}

function cut(text: string): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
