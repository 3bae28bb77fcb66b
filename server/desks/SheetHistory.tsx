import type { JSX } from "preact";
import { formatDay } from "../../shared/text.ts";
import { inspectionWords } from "../../shared/words/inspection/inspection-page.ts";
import { resultsWords } from "../../shared/words/results-page.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { indexText } from "../results/figure-words.ts";
import { type Look, speaker, useLook } from "../web/look.ts";
import { Cell, Column, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { Sheet } from "./inspection-view.ts";
import { SheetFlags } from "./SheetFlags.tsx";

/** Replaced, withdrawn and late sheets; nothing where there are none. */
export function SheetHistory({ sheets }: { readonly sheets: readonly Sheet[] }): JSX.Element | null {
  const { t } = useLook();
  if (sheets.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.history)}</h2>
      </div>
      <ReflowTable kind="history">
        <thead>
          <Row>
            <Column>{t(words.when)}</Column>
            <Column>{t(words.who)}</Column>
            <Column kind="num">{t(resultsWords.index)}</Column>
            <Column>{t(words.what)}</Column>
          </Row>
        </thead>
        <RowGroup>
          {sheets.map((sheet) => (
            <EarlierSheet key={sheet.submissionId} sheet={sheet} />
          ))}
        </RowGroup>
      </ReflowTable>
    </section>
  );
}

function EarlierSheet({ sheet }: { readonly sheet: Sheet }): JSX.Element {
  const { t, ...look } = useLook();
  return (
    <Row>
      <Cell label={t(words.when)}>{formatDay(sheet.receivedAt, true)}</Cell>
      <RowHead>
        {sheet.authorName}
        {sheet.stage !== "inspector" && ` (${t(sheet.stage === "self" ? inspectionWords.selfScore : inspectionWords.appraised)})`}
      </RowHead>
      <Cell kind="num" label={t(resultsWords.index)}>
        {indexText(sheet.index, look.language)}
      </Cell>
      <Cell kind="wide" label={t(words.what)}>
        {whatBecame(look, sheet)}
        <SheetFlags sheet={sheet} />
      </Cell>
    </Row>
  );
}

function whatBecame(look: Pick<Look, "language">, { withdrawn, status, late }: Sheet): string {
  const t = speaker(look);
  if (withdrawn) return t(words.withdrawn, { at: formatDay(withdrawn.at, true), reason: withdrawn.reason });
  if (status === "late") return late ? t(words.lateDeclined, { reason: late.reason }) : t(words.late);
  return t(words.replaced);
}
