import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { historyWords, inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import { useLook } from "../../web/look.ts";
import type { Happened } from "./happened.ts";
import { historyAddress } from "./place-words.ts";
import type { InspectionAsk, WholeInspection } from "./whole-inspection.ts";

interface HistoryLinesProps {
  readonly whole: WholeInspection;
  readonly ask: InspectionAsk;
}

/** So many are shown before the reader asks for all. */
const most = 12;

/** What happened, the newest first. */
export function HistoryLines({ whole: { happened, inspection }, ask }: HistoryLinesProps): JSX.Element {
  const { t } = useLook();
  const shown = ask.history ? happened : happened.slice(0, most);
  return (
    <section id="history">
      <div class="head">
        <h2>{t(words.history)}</h2>
        <p>{t(words.historyHow)}</p>
      </div>
      <ol class="happened">
        {shown.map((one, i) => (
          <HistoryLine key={i} one={one} />
        ))}
      </ol>
      {shown.length < happened.length && (
        <p class="small">
          <a href={historyAddress(inspection.id)}>{t(words.historyMore, { count: happened.length })}</a>
        </p>
      )}
    </section>
  );
}

function HistoryLine({ one: { at, action, byName, ofName, reason, criterion } }: { readonly one: Happened }): JSX.Element {
  const { t } = useLook();
  const said = isTold(action) ? historyWords[action] : { vi: action, en: action };
  return (
    <li>
      <time datetime={at}>{formatDay(at, true)}</time>
      <span>
        <bdi>{byName === "system" ? t(words.system) : byName}</bdi>
        {": "}
        {t(said, { criterion: criterion ?? "" })}
        {ofName !== null && (
          <>
            {" · "}
            <bdi>{ofName}</bdi>
          </>
        )}
        {reason && (
          <span class="said note">
            “<bdi>{reason}</bdi>”
          </span>
        )}
      </span>
    </li>
  );
}

function isTold(action: string): action is keyof typeof historyWords {
  return Object.hasOwn(historyWords, action);
}
