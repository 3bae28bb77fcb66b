import type { JSX } from "preact";
import { type Criterion, legalStatus } from "../../checklists/checklist.ts";
import { inBoth } from "../../text.ts";
import { fieldWords } from "../../words/field.ts";
import { panel } from "../../words/panel.ts";
import { useSpeech } from "../language.ts";

/** Legal sources, each with how far it was checked, and what to look for. */
export function AboutCriterion({ criterion, open = false }: { readonly criterion: Criterion; readonly open?: boolean }): JSX.Element {
  const { t } = useSpeech();
  return (
    <details class="about" open={open}>
      <summary>{t(panel.about)}</summary>
      {criterion.note && <p>{t(criterion.note)}</p>}
      {criterion.legal.length === 0 && <p>{t(panel.legalNone)}</p>}
      <ul>
        {criterion.legal.map((source) => {
          const ref = t(inBoth(source.ref));
          const article = source.article === undefined ? "" : t(inBoth(source.article));
          return (
            <li key={`${ref} ${article}`}>
              {source.url && /^https?:\/\//i.test(source.url) ? (
                <a href={source.url} target="_blank" rel="noopener noreferrer">
                  {ref}
                </a>
              ) : (
                ref
              )}
              {article && <span>: {article}</span>} <em>({t(fieldWords[legalStatus(source)])})</em>
            </li>
          );
        })}
      </ul>
      {criterion.websiteSignals && (
        <>
          <p class="lab">{t(panel.signals)}</p>
          <ul>
            {criterion.websiteSignals.map(inBoth).map((signal) => (
              <li key={signal.vi}>{t(signal)}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
