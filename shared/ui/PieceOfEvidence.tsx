import type { JSX } from "preact";
import type { Evidence } from "../sheets/answer.ts";
import { formatDay } from "../text.ts";

/** One piece of evidence: a quotation with its mark, its page and time; of a file its name. Page text is data. */
export function PieceOfEvidence({ evidence }: { readonly evidence: Evidence }): JSX.Element {
  const at = formatDay(evidence.capturedAt, true);
  if (evidence.type === "file")
    return (
      <p class="small">
        <bdi>{evidence.name}</bdi> · {at}
      </p>
    );
  const { prefix, exact, suffix, url, title } = evidence;
  return (
    <blockquote class="quote">
      <p>
        {prefix && `…${prefix}`}
        <mark>{exact}</mark>
        {suffix && `${suffix}…`}
      </p>
      <footer>
        <a href={url} rel="noreferrer noopener">
          <bdi>{title || url}</bdi>
        </a>
        {` · ${at}`}
      </footer>
    </blockquote>
  );
}
