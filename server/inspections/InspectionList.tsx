import type { JSX } from "preact";
import type { Plan } from "../../shared/plans/plan.ts";
import { formatDay } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { useLook } from "../web/look.ts";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { ListedInspection } from "./plan-inspections.ts";

const stateWords = {
  open: words.stateOpen,
  submitted: words.stateSubmitted,
  returned: words.stateReturned,
  settled: words.stateSettled,
  concluded: words.stateConcluded,
  cancelled: words.stateCancelled,
} as const;

interface Listed {
  readonly inspections: readonly ListedInspection[];
  readonly plan: Plan;
}

/** The plan's inspections, each a way to its unit's page. */
export function InspectionList({ inspections, plan }: Listed): JSX.Element {
  const { t } = useLook();
  const isEmpty = inspections.length === 0;
  return (
    <section>
      <div class="head">
        <h2>{t(words.inspectionsHere)}</h2>
        {!isEmpty && <p>{t(words.inspectionsLatest)}</p>}
      </div>
      {isEmpty ? <p>{t(words.noInspections)}</p> : <Table inspections={inspections} plan={plan} />}
    </section>
  );
}

function Table({ inspections, plan }: Listed): JSX.Element {
  return (
    <ReflowTable>
      <Heads titles={[words.whichUnits, words.day, words.formOf, words.sheets, words.state]} />
      <RowGroup>
        {inspections.map((inspection) => (
          <InspectionRow key={inspection.id} inspection={inspection} planId={plan.id} />
        ))}
      </RowGroup>
    </ReflowTable>
  );
}

function InspectionRow({ inspection, planId }: { readonly inspection: ListedInspection; readonly planId: string }): JSX.Element {
  const { t } = useLook();
  const { id, unitId, unitName, form, formGroup } = inspection;
  return (
    <Row>
      <RowHead>
        <a href={`/units/${unitId}?plan=${planId}&form=${formGroup}&inspection=${id}`}>{unitName}</a>
        {inspection.partOfAreas && " "}
        {inspection.partOfAreas && <span class="muted">· {t(words.someAreas)}</span>}
      </RowHead>
      <Cell label={t(words.day)}>
        {formatDay(inspection.visitedOn)}
        {inspection.outsidePeriods && ` · ${t(words.outsidePeriods)}`}
      </Cell>
      <Cell label={t(words.formOf)}>{form === "remote" || form === "onsite" || form === "both" ? t(fieldWords[form]) : form}</Cell>
      <Cell label={t(words.sheets)}>
        {inspection.sent} / {inspection.expected}
      </Cell>
      <Cell label={t(words.state)}>{t(stateWords[inspection.state])}</Cell>
    </Row>
  );
}
