import type { JSX } from "preact";
import { formatDay, formatNumber, type Words } from "../../../shared/text.ts";
import { State } from "../../../shared/ui/State.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { useLook } from "../../web/look.ts";
import type { EvidenceView } from "./evidence-view.ts";

interface Part {
  readonly view: EvidenceView;
}

/** Its hash, whether what is stored has it still, and where it stands in the chain. */
export function Place({ view }: Part): JSX.Element {
  const { t, language } = useLook();
  const { piece, sheet, chain } = view;
  const { evidence } = piece;
  return (
    <section>
      <div class="head">
        <h2>{t(words.chain)}</h2>
      </div>
      <Matches view={view} />
      {evidence.type === "file" && <Hash title={t(words.hashOfFile)} hash={evidence.sha256} />}
      <Hash title={t(words.hashOfSheet)} hash={sheet.contentHash} />
      <ol class="chain">
        {chain.map(({ position, hash, at }) => {
          const isThis = position === sheet.position;
          return (
            <li key={position} aria-current={isThis ? "true" : undefined}>
              <b>{formatNumber(position, language)}</b>
              <span class="said muted small">
                {t(isThis ? words.thisSheet : position < sheet.position ? words.before : words.after)}, {formatDay(at, true)}
              </span>
              <code class="small">{hash.slice(0, 12)}…</code>
            </li>
          );
        })}
      </ol>
      <Proves view={view} />
    </section>
  );
}

export function Hash({ title, hash }: { readonly title: string; readonly hash: string }): JSX.Element {
  return (
    <p class="small">
      {title} <code class="hash">{hash}</code>
    </p>
  );
}

/** Of a file whether its bytes are those that were sent; of a quotation whether the sheet's are. */
function Matches({ view: { file, sheet } }: Part): JSX.Element | null {
  if (file && file.state !== "whole" && file.state !== "differs") return null;
  const matches = sheet.matches && file?.state !== "differs";
  return <MatchState matches={matches} />;
}

export function MatchState({ matches }: { readonly matches: boolean }): JSX.Element {
  const { t } = useLook();
  return <State tone={matches ? "ok" : "danger"} icon={matches ? "check" : "stop"} word={t(matches ? words.matches : words.differs)} />;
}

/** What it proves and what not: said always, and only what is true. */
function Proves({ view: { file, sheet, piece } }: Part): JSX.Element {
  if (!sheet.matches || file?.state === "differs") return <Proof does={undefined} position={sheet.position} />;
  const isThere = file === null || file.state === "whole";
  const isQuote = piece.evidence.type === "quote";
  const [does, doesNot] = isThere
    ? isQuote
      ? [words.provesQuote, words.provesQuoteNot]
      : [words.provesFile, words.provesFileNot]
    : [words.provesGone, words.provesGoneNot];
  return <Proof does={does} doesNot={doesNot} position={sheet.position} />;
}

interface ProofProps {
  /** `undefined`: nothing any more. */
  readonly does: Words | undefined;
  readonly doesNot?: Words;
  readonly position: number;
}

export function Proof({ does, doesNot, position: place }: ProofProps): JSX.Element {
  const { t, language } = useLook();
  const position = formatNumber(place, language);
  if (!does) return <p class="small">{t(words.provesNothing)}</p>;
  return (
    <p class="small">
      <strong>{t(words.proves)}</strong> {t(does, { position })}{" "}
      {doesNot && (
        <>
          <strong>{t(words.provesNot)}</strong> {t(doesNot)}
        </>
      )}
    </p>
  );
}
