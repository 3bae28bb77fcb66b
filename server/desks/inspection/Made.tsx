import type { JSX } from "preact";
import { type Checklist, criteriaOf } from "../../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import { resultsWords } from "../../../shared/words/results-page.ts";
import { unitWords } from "../../../shared/words/unit-page.ts";
import { indexText } from "../../results/figure-words.ts";
import { useLook } from "../../web/look.ts";
import { Cell, Column, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import type { Sheet } from "../inspection-view.ts";
import { areaSum } from "../Sheets.tsx";
import type { WholeInspection } from "./whole-inspection.ts";

/** From each index to the points that it is made of, by area; from there the criteria lead on. */
export function Made({ whole }: { readonly whole: WholeInspection }): JSX.Element {
  const { t, language } = useLook();
  const { inspection } = whole;
  const { self, current, appraisal, checklist, form, index, result, adjusted } = inspection;
  const criteria = criteriaOf(checklist, form);
  const areas = checklist.areas.filter(({ id }) => criteria.some(({ area }) => area === id));
  const sheets = [...(self ? [self] : []), ...current, ...(appraisal ? [appraisal] : [])];
  return (
    <details id="made">
      <summary>{t(words.made)}</summary>
      <p class="muted small">{t(words.madeHow)}</p>
      <ReflowTable>
        <thead>
          <Row>
            <Column>{t(unitWords.source)}</Column>
            {areas.map(({ id, short }) => (
              <Column key={id} kind="num">
                {t(short)}
              </Column>
            ))}
            <Column kind="num">{t(words.total)}</Column>
            <Column kind="num">{t(resultsWords.index)}</Column>
          </Row>
        </thead>
        <RowGroup>
          {sheets.map((sheet) => (
            <SheetSums key={sheet.submissionId} whole={whole} sheet={sheet} areas={areas} />
          ))}
        </RowGroup>
      </ReflowTable>
      {result !== null && (
        <p class="small">
          {t(words.result, {
            index: indexText(result, language),
            source: t(appraisal ? words.fromAppraisal : current.length > 1 ? words.fromMean : words.fromOne),
            by: signed(adjusted, language),
          })}
        </p>
      )}
      {index !== null && current.length > 1 && <p class="muted small">{t(unitWords.meanHow)}</p>}
    </details>
  );
}

interface SheetSumsProps {
  readonly whole: WholeInspection;
  readonly sheet: Sheet;
  readonly areas: Checklist["areas"];
}

function SheetSums({ whole: { inspection }, sheet, areas }: SheetSumsProps): JSX.Element {
  const { t, language } = useLook();
  const points = (value: number) => formatHundredths(value, language);
  const sums = areas.map(({ id }) => areaSum(inspection, sheet, id));
  const total = { awarded: sums.reduce((sum, one) => sum + one.awarded, 0), max: sums.reduce((sum, one) => sum + one.max, 0) };
  const share = ({ awarded, max }: typeof total) => t(words.share, { awarded: points(awarded), max: points(max) });
  const name = { self: t(words.selfScore), inspector: sheet.authorName, appraisal: t(words.appraised) }[sheet.stage];
  return (
    <Row>
      <RowHead>
        <bdi>{name}</bdi>
      </RowHead>
      {areas.map(({ id, short }, i) => (
        <Cell key={id} kind="num" label={t(short)}>
          {sums[i] ? share(sums[i]) : "–"}
        </Cell>
      ))}
      <Cell kind="num" label={t(words.total)}>
        {share(total)}
      </Cell>
      <Cell kind="num" label={t(resultsWords.index)}>
        {indexText(sheet.index, language)}
      </Cell>
    </Row>
  );
}

function signed(value: number, language: "vi" | "en"): string {
  return `${value < 0 ? "−" : "+"}${formatHundredths(Math.abs(value), language)}`;
}
