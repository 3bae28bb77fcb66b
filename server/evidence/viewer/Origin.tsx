import type { JSX } from "preact";
import { formatDay, formatSize } from "../../../shared/text.ts";
import { Section } from "../../../shared/ui/Section.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { useLook } from "../../web/look.ts";
import { isPicture } from "../EvidenceLink.tsx";
import type { EvidenceView } from "./evidence-view.ts";

/** Who took it, when by which clock, and from where. */
export function Origin({ view: { piece, sheet, file } }: { readonly view: EvidenceView }): JSX.Element {
  const { t, language } = useLook();
  const { evidence, authorName, stage } = piece;
  return (
    <Section title={t(words.origin)}>
      <dl class="facts">
        <dt>{t(words.who)}</dt>
        <dd>
          <bdi>{authorName}</bdi>
          {stage === "self" && ` (${t(words.selfScore)})`}
        </dd>
        <dt>{t(words.when)}</dt>
        <dd>
          {t(words.deviceTime, { at: formatDay(evidence.capturedAt, true) })}
          <span class="said muted small">{t(words.sheetTime, { at: formatDay(sheet.receivedAt, true) })}</span>
          {file?.receivedAt && <span class="said muted small">{t(words.fileTime, { at: formatDay(file.receivedAt, true) })}</span>}
        </dd>
        {evidence.type === "quote" ? (
          <>
            <dt>{t(words.pageTitle)}</dt>
            <dd>
              <bdi>{evidence.title || "–"}</bdi>
            </dd>
            <dt>{t(words.address)}</dt>
            <dd class="hash">
              <a href={evidence.url} target="_blank" rel="noreferrer noopener">
                <bdi>{evidence.url}</bdi>
              </a>
            </dd>
          </>
        ) : (
          <>
            <dt>{t(words.fileName)}</dt>
            <dd>
              <bdi>{evidence.name}</bdi>
              <span class="said muted small">{`${evidence.mediaType} · ${formatSize(evidence.size, language)}`}</span>
            </dd>
            {isPicture(evidence) && (
              <>
                <dt>{t(words.masks)}</dt>
                <dd>{t(words.masked)}</dd>
              </>
            )}
          </>
        )}
      </dl>
    </Section>
  );
}
