import type { JSX } from "preact";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { useLook } from "../../web/look.ts";
import { evidencePath, isPicture } from "../EvidenceLink.tsx";
import type { EvidenceView, NamedPiece } from "./evidence-view.ts";

/** The pieces before and after it in the inspection. */
export function Around({ view }: { readonly view: EvidenceView }): JSX.Element {
  const { t } = useLook();
  const { inspectionId, previous, next, around, piece } = view;
  const isThis = (one: NamedPiece) =>
    one.submissionId === piece.submissionId && one.criterionId === piece.criterionId && one.at === piece.at;
  return (
    <nav class="around no-print" aria-label={t(words.around)}>
      {previous && (
        <a class="btn small" rel="prev" href={evidencePath({ inspectionId, ...previous })} data-key="ArrowLeft">
          <Icon name="back" />
          {t(words.previous)}
          <kbd hidden>←</kbd>
        </a>
      )}
      <ol>
        {around.map((one) => (
          <li key={`${one.submissionId} ${one.criterionId} ${one.at}`}>
            <a href={evidencePath({ inspectionId, ...one })} aria-current={isThis(one) ? "page" : undefined}>
              <Icon name={one.evidence.type === "quote" ? "quote" : isPicture(one.evidence) ? "window" : "save"} />
              <span>
                {one.criterionId} · <bdi>{one.stage === "self" ? t(words.selfScore) : one.authorName}</bdi>
              </span>
            </a>
          </li>
        ))}
      </ol>
      {next && (
        <a class="btn small" rel="next" href={evidencePath({ inspectionId, ...next })} data-key="ArrowRight">
          {t(words.next)}
          <kbd hidden>→</kbd>
          <Icon name="forward" />
        </a>
      )}
      <label class="check" hidden data-keys>
        <input type="checkbox" checked />
        {t(words.keys)}
      </label>
    </nav>
  );
}
