import type { JSX } from "preact";
import { type Checklist, criteriaOf } from "../../shared/checklists/checklist.ts";
import { differing, type SheetPoints } from "../../shared/sheets/applies.ts";
import { bandOf, meanIndex } from "../../shared/sheets/scoring.ts";
import { formatDay } from "../../shared/text.ts";
import { BandMark } from "../../shared/ui/BandMark.tsx";
import { resultsWords } from "../../shared/words/results-page.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { indexText } from "../results/figure-words.ts";
import { InspectorsDiffer } from "../results/InspectorsDiffer.tsx";
import { useLook } from "../web/look.ts";
import { Cell, Column, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { InspectionView, Sheet } from "./inspection-view.ts";
import { SheetFlags } from "./SheetFlags.tsx";

interface SheetsProps {
  readonly inspection: InspectionView;
}

/** The sheets that count, side by side, and their mean where there are several. */
export function Sheets({ inspection }: SheetsProps): JSX.Element {
  const { t } = useLook();
  const { checklist, current, form } = inspection;
  const criteria = criteriaOf(checklist, form);
  const areas = checklist.areas.filter(({ id }) => criteria.some(({ area }) => area === id));
  const agreed = agreement(current);
  return (
    <section>
      <div class="head">
        <h2>{t(words.sheets)}</h2>
        <p>{t(words.sheetsHow)}</p>
      </div>
      <ReflowTable kind="sheets">
        <thead>
          <Row>
            <Column>{t(words.source)}</Column>
            <Column kind="num">{t(resultsWords.index)}</Column>
            <Column>{t(resultsWords.band)}</Column>
            {areas.map(({ id, short }) => (
              <Column key={id} kind="num">
                {t(short)}
              </Column>
            ))}
            <Column>{t(words.flags)}</Column>
          </Row>
        </thead>
        <RowGroup>
          {current.map((sheet) => (
            <SheetRow key={sheet.submissionId} inspection={inspection} sheet={sheet} areas={areas} />
          ))}
          {current.length > 1 && <MeanRow inspection={inspection} areas={areas} />}
        </RowGroup>
      </ReflowTable>
      {agreed && <p class="small">{t(words.agreement, agreed)}</p>}
    </section>
  );
}

function SheetRow({ inspection, sheet, areas }: SheetsProps & { readonly sheet: Sheet; readonly areas: Checklist["areas"] }): JSX.Element {
  const { t, language } = useLook();
  return (
    <Row>
      <RowHead>
        <strong>{sheet.authorName}</strong>
        <br />
        <span class="muted">{t(words.received, { at: formatDay(sheet.receivedAt, true) })}</span>
      </RowHead>
      <Cell kind="num" label={t(resultsWords.index)}>
        {indexText(sheet.index, language)}
      </Cell>
      <BandCell inspection={inspection} index={sheet.index} waiting={sheet.pending.length > 0} />
      {areas.map(({ id, short }) => (
        <Cell key={id} kind="num" label={t(short)}>
          {indexText(meanIndex([areaSum(inspection, sheet, id)]), language)}
        </Cell>
      ))}
      <Cell kind="wide" label={t(words.flags)}>
        <SheetFlags sheet={sheet} />
      </Cell>
    </Row>
  );
}

function MeanRow({ inspection, areas }: SheetsProps & { readonly areas: Checklist["areas"] }): JSX.Element {
  const { t, language } = useLook();
  const waiting = inspection.current.some((sheet) => sheet.pending.length > 0);
  return (
    <Row kind="fin">
      <RowHead>
        <strong>{t(words.mean)}</strong>
        <br />
        <span class="muted">{t(words.meanHow)}</span>
      </RowHead>
      <Cell kind="num" label={t(resultsWords.index)}>
        {indexText(inspection.index, language)}
      </Cell>
      <BandCell inspection={inspection} index={inspection.index} waiting={waiting} />
      {areas.map(({ id, short }) => (
        <Cell key={id} kind="num" label={t(short)}>
          <AreaMean inspection={inspection} area={id} />
        </Cell>
      ))}
      <Cell />
    </Row>
  );
}

/** No band while a “not applicable” waits for the lead, and none of an inspection of some areas. */
function BandCell({ inspection, index, waiting }: SheetsProps & { readonly index: number | null; readonly waiting: boolean }): JSX.Element {
  const { t } = useLook();
  const { bands } = inspection.checklist;
  const band = index === null || waiting || inspection.partOfAreas ? undefined : bandOf(bands, index);
  return (
    <Cell label={t(resultsWords.band)}>
      <span class={band ? undefined : "muted"}>{band ? <BandMark band={band} bands={bands} /> : "–"}</span>
    </Cell>
  );
}

/** No figure where the sheets differ on whether a criterion of the area applies, as in the results. */
function AreaMean({ inspection, area }: SheetsProps & { readonly area: string }): JSX.Element | string {
  const { language } = useLook();
  const { current, checklist, form } = inspection;
  const points = current.map(({ criteria }): SheetPoints => Object.fromEntries([...criteria].map(([id, one]) => [id, one.points])));
  const own = criteriaOf(checklist, form).filter((criterion) => criterion.area === area);
  if (differing(own, points).length > 0) return <InspectorsDiffer />;
  return indexText(meanIndex(current.map((sheet) => areaSum(inspection, sheet, area))), language);
}

/** What one sheet was given in an area, and of how much. */
function areaSum({ checklist, form }: InspectionView, sheet: Sheet, area: string): { awarded: number; max: number } {
  const own = criteriaOf(checklist, form).flatMap((criterion) => (criterion.area === area ? (sheet.criteria.get(criterion.id) ?? []) : []));
  return { awarded: own.reduce((sum, one) => sum + (one.points ?? 0), 0), max: own.reduce((sum, one) => sum + (one.maxPoints ?? 0), 0) };
}

/** On how many criteria all sheets give the same points; `undefined` of one sheet alone. */
function agreement([first, ...others]: readonly Sheet[]): { same: number; all: number } | undefined {
  if (!first || others.length === 0) return undefined;
  const ids = [...first.criteria.keys()];
  const same = ids.filter((id) => others.every((sheet) => sheet.criteria.get(id)?.points === first.criteria.get(id)?.points));
  return { same: same.length, all: ids.length };
}
