import type { JSX } from "preact";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import { formatSize } from "../../../shared/text.ts";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import { useLook } from "../../web/look.ts";

interface ProofListProps {
  readonly proof: readonly { readonly id: string; readonly evidence: Evidence }[];
  /** Where a piece is taken away, and of which criterion. Absent: nothing is changed here. */
  readonly removal?: { readonly action: string; readonly criterion: string };
}

/** What proves an answer: files to be fetched, pages to be looked at. */
export function ProofList({ proof, removal }: ProofListProps): JSX.Element {
  const { t, language } = useLook();
  if (proof.length === 0) return <p class="muted small">{t(words.noProof)}</p>;
  return (
    <ul class="proof">
      {proof.map(({ id, evidence }) => {
        const name = evidence.type === "file" ? evidence.name : evidence.exact;
        return (
          <li key={id}>
            {evidence.type === "file" ? (
              <span>
                <a href={`/unit/evidence/${evidence.sha256}`}>{name}</a>{" "}
                <span class="muted small">{formatSize(evidence.size, language)}</span>
              </span>
            ) : (
              <span>
                {name}{" "}
                <a href={evidence.url} rel="noreferrer noopener">
                  {evidence.url}
                </a>
              </span>
            )}
            {removal && (
              <form method="post" action={removal.action}>
                <input type="hidden" name="criterion" value={removal.criterion} />
                <input type="hidden" name="proof" value={id} />
                <button class="btn quiet small">{t(words.removeProof, { name })}</button>
              </form>
            )}
          </li>
        );
      })}
    </ul>
  );
}
