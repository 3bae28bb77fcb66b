import type { JSX } from "preact";
import type { Quote } from "../../../shared/sheets/answer.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { useLook } from "../../web/look.ts";
import { evidencePath } from "../EvidenceLink.tsx";
import type { EvidenceView } from "./evidence-view.ts";
import type { ShownFile } from "./shown-file.ts";

/** The piece itself: the words in their context, the picture, or why there is none. */
export function Shown({ view }: { readonly view: EvidenceView }): JSX.Element {
  const { inspectionId, piece, file } = view;
  const { evidence } = piece;
  if (evidence.type === "quote")
    return (
      <div class="one-piece">
        <Quotation quote={evidence} />
      </div>
    );
  return <ShownBytes path={evidencePath({ inspectionId, ...piece })} file={file} name={evidence.name} />;
}

/** Page text is text; its address is a web address (`Quote`). */
function Quotation({ quote }: { readonly quote: Quote }): JSX.Element {
  const { t } = useLook();
  const { prefix, exact, suffix, url } = quote;
  return (
    <>
      <blockquote class="quote" cite={url}>
        <p class="note">
          {prefix && <span class="muted">{`…${prefix}`}</span>}
          <mark>{exact}</mark>
          {suffix && <span class="muted">{`${suffix}…`}</span>}
        </p>
      </blockquote>
      <p class="row no-print">
        <a class="btn small" href={placeOn(quote)} target="_blank" rel="noreferrer noopener">
          <Icon name="forward" />
          {t(words.openPlace)}
        </a>
        <span class="muted small">{t(words.openHow)}</span>
      </p>
    </>
  );
}

/** With a text fragment (https://wicg.github.io/scroll-to-text-fragment/), where “-” and “,” have a meaning. */
function placeOn({ url, exact }: Quote): string {
  const [own = ""] = url.split("#");
  const wanted = encodeURIComponent(exact.toWellFormed().trim().slice(0, 300)).replaceAll("-", "%2D");
  return `${own}#:~:text=${wanted}`;
}

const hows: Readonly<Record<"outstanding" | "missing" | "differs", { readonly word: Words; readonly how: Words }>> = {
  outstanding: { word: words.outstanding, how: words.outstandingHow },
  missing: { word: words.missing, how: words.missingHow },
  differs: { word: words.differs, how: words.differsHow },
};

interface ShownBytesProps {
  /** The page of the file. */
  readonly path: string;
  readonly file: ShownFile | null;
  readonly name: string;
}

/** A picture, or why it is not shown. */
export function ShownBytes(props: ShownBytesProps): JSX.Element {
  return (
    <div class="one-piece">
      <Bytes {...props} />
    </div>
  );
}

function Bytes({ path, file, name }: ShownBytesProps): JSX.Element | null {
  const { t } = useLook();
  if (!file) return null;
  const { state, deleted, isPicture } = file;
  if (state === "deleted") {
    const { at, by, reason } = deleted ?? { at: "", by: "–", reason: "–" };
    return (
      <>
        <State tone="idle" icon="none" word={t(words.deleted)} />
        <p>{t(words.deletedHow, { name: by, at: formatDay(at, true), reason })}</p>
      </>
    );
  }
  if (state !== "whole") {
    const { word, how } = hows[state];
    return (
      <>
        <State tone={state === "outstanding" ? "warn" : "danger"} icon={state === "outstanding" ? "clock" : "stop"} word={t(word)} />
        <p>{t(how)}</p>
      </>
    );
  }
  if (!isPicture) return <p>{t(words.notShown)}</p>;
  return (
    <>
      <label class="check no-print">
        <input type="checkbox" />
        {t(words.realSize)}
      </label>
      <div class="picture" tabindex={0} role="region" aria-label={t(words.picture, { title: name })}>
        <img src={`${path}/file`} alt={t(words.picture, { title: name })} />
      </div>
    </>
  );
}
