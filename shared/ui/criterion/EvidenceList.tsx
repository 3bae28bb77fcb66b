import type { JSX } from "preact";
import type { Entry, Evidence } from "../../sheets/answer.ts";
import { formatDay } from "../../text.ts";
import { panel } from "../../words/panel.ts";
import { Icon } from "../Icon.tsx";
import { useSpeech } from "../language.ts";
import { useSheetTools } from "./sheet-tools.ts";

/** What proves the score. Page text is shown as text, never as HTML. */
export function EvidenceList({ criterionId, evidence }: { criterionId: string; evidence: Entry["evidence"] }): JSX.Element {
  const { t } = useSpeech();
  const { change, quote } = useSheetTools();
  return (
    <section class="ev" aria-label={t(panel.evidence)}>
      <h4 class="lab">
        {t(panel.evidence)} <em>{evidence.length === 0 ? t(panel.evidenceNone) : t(panel.evidenceSome, { count: evidence.length })}</em>
      </h4>
      {evidence.length > 0 && (
        <ul>
          {evidence.map((item) => (
            <li key={item.id} class="chip">
              <Icon name="quote" />
              {item.type === "file" ? (
                <span class="t">{item.name}</span>
              ) : (
                <a href={item.url} target="_blank" rel="noopener noreferrer" title={item.exact}>
                  <q class="t">{item.exact}</q>
                  <span class="m">
                    {t(panel.quote)} · {placeOf(item.url)} · {formatDay(item.capturedAt, true)}
                    <span class="vh"> ({t(panel.opensPage)})</span>
                  </span>
                </a>
              )}
              <button
                type="button"
                class="tool"
                aria-label={t(panel.removeQuote, { text: textOf(item).slice(0, 60) })}
                title={t(panel.removeQuote, { text: textOf(item).slice(0, 60) })}
                onClick={() => change(criterionId, { evidence: evidence.filter(({ id }) => id !== item.id) })}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {quote && (
        <div class="add">
          <button type="button" class="btn quiet small" data-action="quote" onClick={() => quote(criterionId)}>
            <Icon name="quote" />
            {t(panel.quote)}
          </button>
          <span class="hint">{t(panel.quoteHint)}</span>
        </div>
      )}
    </section>
  );
}

function textOf(item: Evidence): string {
  return item.type === "file" ? item.name : item.exact;
}

/** Where on its site the page lies, with its own letters where it can be read so. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  if (pathname === "/") return host;
  try {
    return decodeURI(pathname);
  } catch {
    return pathname;
  }
}
