import type { JSX } from "preact";
import { type Checklist, criteriaOf } from "../../shared/checklists/checklist.ts";
import { differing, type SheetPoints } from "../../shared/sheets/applies.ts";
import { bandOf, meanIndex } from "../../shared/sheets/scoring.ts";
import { formatDay } from "../../shared/text.ts";
import { BandMark } from "../../shared/ui/BandMark.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { inspectionWords } from "../../shared/words/inspection/inspection-page.ts";
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

/** By the sheet: when it was given back, and why. */
type Returned = ReadonlyMap<string, { readonly at: string; readonly reason: string }>;

/** The sheets that count, side by side, and their mean where there are several. */
export function Sheets({ inspection, returned }: SheetsProps & { readonly returned?: Returned }): JSX.Element {
  const { t } = useLook();
  const { checklist, current, form, self, appraisal } = inspection;
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
          {self && <SheetRow inspection={inspection} sheet={self} areas={areas} />}
          {current.map((sheet) => (
            <SheetRow key={sheet.submissionId} inspection={inspection} sheet={sheet} areas={areas} returned={returned} />
          ))}
          {current.length > 1 && <MeanRow inspection={inspection} areas={areas} />}
          {appraisal && <SheetRow inspection={inspection} sheet={appraisal} areas={areas} />}
        </RowGroup>
      </ReflowTable>
      {agreed && <p class="small">{t(words.agreement, agreed)}</p>}
    </section>
  );
}

interface SheetRowProps extends SheetsProps {
  readonly sheet: Sheet;
  readonly areas: Checklist["areas"];
  readonly returned?: Returned | undefined;
}

function SheetRow({ inspection, sheet, areas, returned }: SheetRowProps): JSX.Element {
  const { t, language } = useLook();
  const { stage, authorName } = sheet;
  const at = formatDay(sheet.receivedAt, true);
  const back = returned?.get(sheet.submissionId);
  return (
    <Row kind={stage === "appraisal" ? "fin" : undefined}>
      <RowHead>
        <strong>{stage === "inspector" ? authorName : t(stage === "self" ? inspectionWords.selfScore : inspectionWords.appraised)}</strong>
        <br />
        <span class="muted">
          {stage === "inspector"
            ? t(words.received, { at })
            : t(stage === "self" ? inspectionWords.selfHow : inspectionWords.appraisedHow, { at, name: authorName })}
        </span>
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
        {back && (
          <p class="state warn small">
            <Icon name="undo" />
            {t(inspectionWords.returned, { at: formatDay(back.at, true), reason: back.reason })}
          </p>
        )}
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
export function areaSum({ checklist, form }: InspectionView, sheet: Sheet, area: string): { awarded: number; max: number } {
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
