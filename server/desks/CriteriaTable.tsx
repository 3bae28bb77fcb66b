import { Fragment, type JSX } from "preact";
import { type Checklist, type Criterion, criteriaOf } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { useLook } from "../web/look.ts";
import { Cell, Column, GroupHead, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import { AnswerSaid } from "./AnswerSaid.tsx";
import type { InspectionView, ScoredCriterion, Sheet } from "./inspection-view.ts";
import { Pieces } from "./Pieces.tsx";
import { PointsGiven } from "./PointsGiven.tsx";

/** Every criterion by area: what each author answered, wrote and quoted, and the points side by side. */
export function CriteriaTable({ inspection }: { readonly inspection: InspectionView }): JSX.Element {
  const { t } = useLook();
  const { checklist, form, current } = inspection;
  const byArea = Map.groupBy(criteriaOf(checklist, form), ({ area }) => area);
  const count = [...byArea.values()].flat().length;
  const hasEvidence = current.some((sheet) => [...sheet.criteria.values()].some(({ evidence }) => evidence.length > 0));
  return (
    <section>
      <div class="head">
        <h2>{t(words.allCriteria, { count })}</h2>
      </div>
      {hasEvidence && <p class="muted small">{t(words.hashNote)}</p>}
      <ReflowTable kind="criteria">
        <thead>
          <Row>
            <Column>{t(words.code)}</Column>
            <Column>{t(words.criterion)}</Column>
            <Column kind="num">{t(words.max)}</Column>
            {current.map(({ submissionId, authorName }) => (
              <Column key={submissionId} kind="num">
                {authorName}
              </Column>
            ))}
          </Row>
        </thead>
        {checklist.areas.map((area) => (
          <AreaRows key={area.id} inspectionId={inspection.id} area={area} criteria={byArea.get(area.id) ?? []} sheets={current} />
        ))}
      </ReflowTable>
    </section>
  );
}

interface AreaRowsProps {
  readonly inspectionId: string;
  readonly area: Checklist["areas"][number];
  /** Of the area. */
  readonly criteria: readonly Criterion[];
  readonly sheets: readonly Sheet[];
}

function AreaRows({ inspectionId, area, criteria, sheets }: AreaRowsProps): JSX.Element | null {
  const { t, language } = useLook();
  if (criteria.length === 0) return null;
  const points = criteria.reduce((sum, { maxPoints }) => sum + maxPoints, 0);
  return (
    <RowGroup>
      <Row kind="group">
        <GroupHead columns={3 + sheets.length}>
          {t(area.title)} <span class="muted">{`· ${t(words.areaPoints, { points: formatHundredths(points, language) })}`}</span>
        </GroupHead>
      </Row>
      {criteria.map((criterion) => (
        <CriterionRow key={criterion.id} inspectionId={inspectionId} criterion={criterion} sheets={sheets} />
      ))}
    </RowGroup>
  );
}

interface CriterionRowProps {
  readonly inspectionId: string;
  readonly criterion: Criterion;
  readonly sheets: readonly Sheet[];
}

function CriterionRow({ inspectionId, criterion, sheets }: CriterionRowProps): JSX.Element {
  const { t, language } = useLook();
  const given = sheets.map((sheet) => ({ sheet, score: sheet.criteria.get(criterion.id) }));
  const differs = new Set(given.map(({ score }) => score?.points)).size > 1;
  return (
    <Row>
      <Cell kind="tt">{criterion.id}</Cell>
      <RowHead>
        {t(criterion.title)}{" "}
        {given.map(
          ({ sheet, score }) =>
            score && (
              <Fragment key={sheet.submissionId}>
                <AnswerSaid criterion={criterion} score={score} author={sheets.length > 1 ? sheet.authorName : undefined} />
                <ItsEvidence inspectionId={inspectionId} sheet={sheet} criterionId={criterion.id} score={score} />
              </Fragment>
            ),
        )}
      </RowHead>
      <Cell kind="num muted" label={t(words.max)}>
        {formatHundredths(criterion.maxPoints, language)}
      </Cell>
      {given.map(({ sheet, score }) => (
        <Cell key={sheet.submissionId} kind={differs ? "num d" : "num"} label={sheet.authorName}>
          <span>
            {differs && <Differs />}
            <PointsGiven score={score} />
          </span>
        </Cell>
      ))}
    </Row>
  );
}

interface ItsEvidenceProps extends Pick<CriterionRowProps, "inspectionId"> {
  readonly sheet: Sheet;
  readonly criterionId: string;
  readonly score: ScoredCriterion;
}

/** Folded: a criterion may have hundreds of pieces, of which the inspection's own page shows the rest. */
function ItsEvidence({ inspectionId, sheet, criterionId, score: { evidence } }: ItsEvidenceProps): JSX.Element | null {
  const { t } = useLook();
  if (evidence.length === 0) return null;
  const { submissionId, authorName } = sheet;
  const more = `/inspections/${inspectionId}?${new URLSearchParams({ criterion: criterionId, evidence: submissionId })}#criterion`;
  return (
    <details class="small">
      <summary>
        <Icon name="quote" /> {t(words.evidence, { count: evidence.length })}
      </summary>
      <Pieces {...{ inspectionId, submissionId, authorName, criterionId, evidence, more }} all={false} />
    </details>
  );
}

/** Before points that others see differently. */
function Differs(): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <Icon name="differs" />
      <span class="vh">{t(words.differs)}</span>{" "}
    </>
  );
}
