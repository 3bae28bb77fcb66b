import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { Section } from "../../../shared/ui/Section.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { type Look, speaker, useLook } from "../../web/look.ts";
import type { EvidenceView } from "./evidence-view.ts";

/** The criteria that it stands at, with what was given there. */
export function Uses({ view: { inspectionId, uses } }: { readonly view: EvidenceView }): JSX.Element {
  const { t, ...look } = useLook();
  return (
    <Section title={t(words.usedFor)}>
      <ul class="uses">
        {uses.map(({ criterion, stage, authorName, points, appraised }) => {
          const max = formatHundredths(criterion.maxPoints, look.language);
          const name = stage === "self" ? `${authorName} (${t(words.selfScore)})` : authorName;
          return (
            <li key={`${criterion.id} ${stage} ${authorName}`}>
              <a href={`/inspections/${inspectionId}?criterion=${encodeURIComponent(criterion.id)}#criterion`}>
                {criterion.id} {t(criterion.title)}
              </a>
              <span class="said muted small">
                {t(words.given, { name, points: said(look, points), max })}
                {appraised !== undefined && ` · ${t(words.appraisedAt, { points: said(look, appraised), max })}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function said(look: Pick<Look, "language">, points: number | null | undefined): string {
  if (points === undefined) return speaker(look)(words.notScored);
  return points === null ? speaker(look)(words.notApplicable) : formatHundredths(points, look.language);
}
