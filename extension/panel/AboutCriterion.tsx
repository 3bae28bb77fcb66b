import type { JSX } from "preact";
import type { Criterion } from "../../shared/checklist.ts";
import type { Words } from "../../shared/text.ts";
import { panel } from "../../shared/words/panel.ts";
import { useSpeech } from "./language.ts";

const statuses: Readonly<Record<string, Words>> = {
  confirmed: panel.statusConfirmed,
  "from memory, unverified": panel.statusUnverified,
  "project proposal": panel.statusProposal,
};

/** Legal sources, each with how far it was checked, and what to look for. */
export function AboutCriterion({ criterion }: { criterion: Criterion }): JSX.Element {
  const { t } = useSpeech();
  return (
    <details class="about">
      <summary>{t(panel.about)}</summary>
      {criterion.note && <p>{t(criterion.note)}</p>}
      {criterion.legal.length === 0 && <p>{t(panel.legalNone)}</p>}
      <ul>
        {criterion.legal.map((source) => {
          const status = statuses[source.status];
          return (
            <li key={`${source.ref}${source.article ?? ""}`}>
              {source.url && /^https?:\/\//i.test(source.url) ? (
                <a href={source.url} target="_blank" rel="noopener noreferrer">
                  {source.ref}
                </a>
              ) : (
                source.ref
              )}
              {source.article && <span>: {source.article}</span>} <em>({status ? t(status) : source.status})</em>
            </li>
          );
        })}
      </ul>
      {criterion.websiteSignals && (
        <>
          <p class="lab">{t(panel.signals)}</p>
          <ul lang="en">
            {criterion.websiteSignals.map((signal) => (
              <li key={signal}>{signal}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
