import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { answerInWords, toLead } from "../../../shared/ui/answer-in-words.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import { unitWords } from "../../../shared/words/unit-page.ts";
import { EvidenceLink } from "../../evidence/EvidenceLink.tsx";
import { useLook } from "../../web/look.ts";
import { Cell, Column, GroupHead, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import { PointsGiven } from "../PointsGiven.tsx";
import { hrefOf, orderAddress } from "./place-words.ts";
import type { CriterionRow, InspectionAsk, WholeInspection } from "./whole-inspection.ts";
import { whoseSaid } from "./whose-words.ts";

interface AllCriteriaProps {
  readonly whole: WholeInspection;
  readonly ask: InspectionAsk;
}

interface Group {
  readonly title: string;
  readonly rows: readonly CriterionRow[];
  /** With what each wrote and quoted. */
  readonly wide: boolean;
}

/** Every criterion with the points of all stages: where the sheets differ first, or by area. */
export function AllCriteria({ whole, ask }: AllCriteriaProps): JSX.Element {
  const { t } = useLook();
  const { inspection, rows, differing } = whole;
  const { self, current, checklist } = inspection;
  const areas = checklist.areas.map(({ id, title }) => ({ title: t(title), rows: rows.filter(({ criterion }) => criterion.area === id) }));
  const groups: Group[] =
    ask.order === "area"
      ? areas.map((area) => ({ ...area, wide: true }))
      : [
          { title: t(words.differing), rows: differing, wide: true },
          ...areas.map((area) => ({ ...area, rows: area.rows.filter(({ differs }) => !differs), wide: false })),
        ];
  return (
    <section id="all">
      <div class="head">
        <h2>{t(words.all, { count: rows.length })}</h2>
        <p>{t(words.allHow)}</p>
      </div>
      <nav class="row small no-print" aria-label={t(words.order)}>
        {(["differs", "area"] as const).map((order) => (
          <a key={order} href={orderAddress(inspection.id, order)} aria-current={ask.order === order ? "true" : undefined}>
            {order === "differs" ? t(words.orderDiffers, { count: differing.length }) : t(words.orderArea)}
          </a>
        ))}
      </nav>
      {differing.length === 0 && current.length > 1 && <p class="muted small">{t(words.noneDiffers)}</p>}
      <ReflowTable kind="criteria">
        <thead>
          <Row>
            <Column>{t(unitWords.code)}</Column>
            <Column>{t(unitWords.criterion)}</Column>
            <Column kind="num">{t(unitWords.max)}</Column>
            {self && <Column kind="num">{t(words.selfScore)}</Column>}
            {current.map(({ submissionId, authorName }) => (
              <Column key={submissionId} kind="num">
                <bdi>{authorName}</bdi>
              </Column>
            ))}
            <Column kind="num">{t(words.appraised)}</Column>
            {self && <Column kind="num">{t(words.selfApart)}</Column>}
            <Column>{t(words.evidence)}</Column>
          </Row>
        </thead>
        {groups
          .filter((group) => group.rows.length > 0)
          .map((group) => (
            <RowGroup key={group.title}>
              <Row kind="group">
                <GroupHead columns={5 + current.length + (self ? 2 : 0)}>
                  {group.title} <span class="muted">{`· ${group.rows.length}`}</span>
                </GroupHead>
              </Row>
              {group.rows.map((row) => (
                <CriterionLine key={row.criterion.id} whole={whole} ask={ask} row={row} wide={group.wide} />
              ))}
            </RowGroup>
          ))}
      </ReflowTable>
    </section>
  );
}

interface LineProps extends AllCriteriaProps {
  readonly row: CriterionRow;
  readonly wide: boolean;
}

function CriterionLine({ whole, ask, row, wide }: LineProps): JSX.Element {
  const { t, language } = useLook();
  const { inspection } = whole;
  const { self, current, appraisal } = inspection;
  const { criterion, differs } = row;
  const href = hrefOf(inspection.id, ask, criterion.id);
  const own = self?.criteria.get(criterion.id);
  const settled = appraisal?.criteria.get(criterion.id);
  const whose = whoseSaid(t, inspection, criterion.id);
  return (
    <Row>
      <Cell kind="tt">
        <a href={href}>{criterion.id}</a>
      </Cell>
      <RowHead>
        {t(criterion.title)}
        {wide && differs && current.map((sheet) => <Said key={sheet.submissionId} row={row} sheet={sheet} href={href} />)}
        {settled && differs && whose && (
          <span class="said small">
            <Icon name="check" /> {whose}
            {settled.note && (
              <>
                {": "}
                <bdi>{cut(settled.note)}</bdi>
              </>
            )}
          </span>
        )}
        {wide && differs && <FewPieces whole={whole} row={row} />}
      </RowHead>
      <Cell kind="num muted" label={t(unitWords.max)}>
        {formatHundredths(criterion.maxPoints, language)}
      </Cell>
      {self && (
        <Cell kind="num" label={t(words.selfScore)}>
          <PointsGiven score={own} />
        </Cell>
      )}
      {current.map((sheet) => (
        <Cell key={sheet.submissionId} kind={differs ? "num d" : "num"} label={sheet.authorName}>
          <span>
            {differs && <Differs />}
            <PointsGiven score={sheet.criteria.get(criterion.id)} />
          </span>
        </Cell>
      ))}
      <Cell kind="num fin" label={t(words.appraised)}>
        {settled ? <PointsGiven score={settled} /> : differs ? <span class="muted small">{t(words.waits)}</span> : "–"}
      </Cell>
      {self && (
        <Cell kind="num" label={t(words.selfApart)}>
          {apartText(own?.points, settled?.points, language)}
        </Cell>
      )}
      <Cell label={t(words.evidence)}>
        <Counted row={row} href={href} />
      </Cell>
    </Row>
  );
}

function apartText(own: number | null | undefined, settled: number | null | undefined, language: "vi" | "en"): string {
  const apart = typeof own === "number" && typeof settled === "number" ? own - settled : 0;
  return apart === 0 ? "–" : `${apart > 0 ? "▲ +" : "▼ −"}${formatHundredths(Math.abs(apart), language)}`;
}

/** Before points that others see differently. */
function Differs(): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <Icon name="differs" />
      <span class="vh">{t(unitWords.differs)}</span>{" "}
    </>
  );
}

type SheetOf = WholeInspection["inspection"]["current"][number];

/** What one author answered, and how their note begins. */
function Said({
  row: { criterion },
  sheet,
  href,
}: {
  readonly row: CriterionRow;
  readonly sheet: SheetOf;
  readonly href: string;
}): JSX.Element | null {
  const look = useLook();
  const { t } = look;
  const score = sheet.criteria.get(criterion.id);
  if (!score) return null;
  return (
    <span class="said muted small">
      <strong>
        <bdi>{sheet.authorName}</bdi>:
      </strong>{" "}
      <bdi>{cut(answerInWords({ criterion, ...score }, toLead, look) || "–")}</bdi>
      {score.note && (
        <>
          {" "}
          “<bdi>{cut(score.note)}</bdi>”
        </>
      )}
      {score.note.length > mostSigns && (
        <>
          {" "}
          <a href={href}>{t(words.wholeNote)}</a>
        </>
      )}
    </span>
  );
}

const mostSigns = 160;
const mostPieces = 3;

/** How a note begins: all of it stands with its criterion. */
function cut(text: string): string {
  return text.length > mostSigns
    ? `${text
        .slice(0, mostSigns - 1)
        .toWellFormed()
        .trimEnd()}…`
    : text;
}

/** The first piece of each sheet, as far as there is room. */
function FewPieces({ whole: { inspection }, row: { criterion } }: Pick<LineProps, "whole" | "row">): JSX.Element | null {
  const first = inspection.current.flatMap(({ submissionId, criteria }) => {
    const evidence = criteria.get(criterion.id)?.evidence[0];
    return evidence ? [{ submissionId, evidence }] : [];
  });
  if (first.length === 0) return null;
  return (
    <span class="said pieces">
      {first.slice(0, mostPieces).map(({ submissionId, evidence }) => (
        <EvidenceLink
          key={submissionId}
          inspectionId={inspection.id}
          submissionId={submissionId}
          criterionId={criterion.id}
          at={0}
          evidence={evidence}
        />
      ))}
    </span>
  );
}

function Counted({ row: { evidence, criterion }, href }: { readonly row: CriterionRow; readonly href: string }): JSX.Element | string {
  const { t } = useLook();
  const { quotes, pictures, files } = evidence;
  const parts = [
    ...(quotes > 0 ? [t(words.quotes, { count: quotes })] : []),
    ...(pictures > 0 ? [t(words.pictures, { count: pictures })] : []),
    ...(files > 0 ? [t(words.files, { count: files })] : []),
  ];
  if (parts.length === 0) return "–";
  return (
    <a href={href} aria-label={`${criterion.id}: ${parts.join(", ")}`}>
      {parts.join(", ")}
    </a>
  );
}
