import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay } from "../../../shared/text.ts";
import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import { useLook } from "../../web/look.ts";
import { AnswerSaid } from "../AnswerSaid.tsx";
import type { Sheet } from "../inspection-view.ts";
import { Pieces } from "../Pieces.tsx";
import { PointsGiven } from "../PointsGiven.tsx";
import { evidenceAddress, hrefOf } from "./place-words.ts";
import type { CriterionRow, InspectionAsk, WholeInspection } from "./whole-inspection.ts";
import { whoseSaid } from "./whose-words.ts";

interface OpenCriterionProps {
  readonly whole: WholeInspection;
  readonly row: CriterionRow;
  readonly ask: InspectionAsk;
}

/** One criterion: what each said, wrote and quoted, side by side, and what it was settled to. */
export function OpenCriterion({ whole, row, ask }: OpenCriterionProps): JSX.Element {
  const { t, language } = useLook();
  const { inspection, rows } = whole;
  const { criterion } = row;
  const { self, current, appraisal } = inspection;
  const at = rows.indexOf(row);
  const [previous, next] = [rows[at - 1], rows[at + 1]];
  return (
    <section id="criterion" class="open-criterion">
      <div class="head">
        <h2>
          {criterion.id} {t(criterion.title)}
        </h2>
        <p class="nowrap">{t(words.ofMax, { max: formatHundredths(criterion.maxPoints, language) })}</p>
      </div>
      <p class="row small no-print">
        {previous && <a href={hrefOf(inspection.id, ask, previous.criterion.id)}>{`← ${t(words.previous)}`}</a>}
        {next && <a href={hrefOf(inspection.id, ask, next.criterion.id)}>{`${t(words.next)} →`}</a>}
        <a href={hrefOf(inspection.id, ask, null)}>{t(words.closeCriterion)}</a>
      </p>
      <div class="stages">
        {self && <Said whole={whole} row={row} ask={ask} sheet={self} title={t(words.selfScore)} />}
        {current.map((sheet) => (
          <Said key={sheet.submissionId} whole={whole} row={row} ask={ask} sheet={sheet} title={sheet.authorName} />
        ))}
        {appraisal && <Said whole={whole} row={row} ask={ask} sheet={appraisal} title={t(words.appraised)} />}
      </div>
      {whole.explanations
        .filter((one) => one.criterion === criterion.id)
        .map((one) => (
          <Asked key={one.id} one={one} />
        ))}
    </section>
  );
}

/** What the unit was asked at the criterion, and what it said to that. */
function Asked({ one: { text, dueOn, answers } }: { readonly one: WholeInspection["explanations"][number] }): JSX.Element {
  const { t } = useLook();
  return (
    <blockquote class="quote">
      <p class="muted">{t(words.asked, { day: formatDay(dueOn) })}</p>
      <p class="note">
        <bdi>{text}</bdi>
      </p>
      {answers.length === 0 && <p class="muted">{t(words.notAnswered)}</p>}
      {answers.map(({ id, text: said, at, late, evidence }) => (
        <div key={id}>
          <p class="muted">
            {t(late ? words.answeredLate : words.answered, { at: formatDay(at, true) })}
            {evidence.length > 0 && ` · ${t(words.withFiles, { count: evidence.length })}`}
          </p>
          <p class="note">
            <bdi>{said}</bdi>
          </p>
        </div>
      ))}
    </blockquote>
  );
}

interface SaidProps extends OpenCriterionProps {
  readonly sheet: Sheet;
  readonly title: string;
}

function Said({ whole, row: { criterion }, ask, sheet, title }: SaidProps): JSX.Element {
  const { t } = useLook();
  const score = sheet.criteria.get(criterion.id);
  const { submissionId, authorName } = sheet;
  const inspectionId = whole.inspection.id;
  const isAppraisal = sheet.stage === "appraisal";
  return (
    <section class={isAppraisal ? "fin" : undefined}>
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <p class="muted small">{formatDay(sheet.receivedAt, true)}</p>
      <p class="points">
        <PointsGiven score={score} />
      </p>
      {isAppraisal && <p class="small">{whoseSaid(t, whole.inspection, criterion.id)}</p>}
      {score && <AnswerSaid criterion={criterion} score={score} author={undefined} />}
      {score && !score.note && !isAppraisal && <p class="muted small">{t(words.noNote)}</p>}
      {score && score.evidence.length > 0 && (
        <Pieces
          {...{ inspectionId, submissionId, authorName }}
          criterionId={criterion.id}
          evidence={score.evidence}
          more={evidenceAddress(inspectionId, ask, criterion.id, submissionId)}
          all={ask.evidenceOf === submissionId}
        />
      )}
    </section>
  );
}
