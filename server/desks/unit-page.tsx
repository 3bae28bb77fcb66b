import type { JSX } from "preact";
import { formatDay } from "../../shared/text.ts";
import { concludeWords } from "../../shared/words/cycle/conclude.ts";
import { documentWords } from "../../shared/words/documents.ts";
import { inspectionWords } from "../../shared/words/inspection/inspection-page.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { emptyForm, type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import { ByScorer } from "./ByScorer.tsx";
import { CriteriaTable } from "./CriteriaTable.tsx";
import { Decisions } from "./Decisions.tsx";
import { InspectionState } from "./InspectionState.tsx";
import type { InspectionView, UnitPage as Unit } from "./inspection-view.ts";
import { subtitle } from "./inspection-words.ts";
import { SheetHistory } from "./SheetHistory.tsx";
import { Sheets } from "./Sheets.tsx";
import { Team } from "./Team.tsx";

interface UnitPageProps {
  readonly name: string;
  readonly unit: Unit;
  /** `plan`, `period`, `form` and, of the working view, `basis`, as they stand in the address. */
  readonly place: Readonly<Record<string, string>>;
  readonly done?: string | undefined;
  /** A decision that was refused, as it was typed and with what is wrong; said above everything and beside it. */
  readonly filled?: Filled | undefined;
}

/** A unit for its leads: what was found, and what is to be decided. */
export function UnitPage({ name, unit, place, done, filled = emptyForm }: UnitPageProps): JSX.Element {
  const { t, ...look } = useLook();
  const { inspection } = unit;
  const query = new URLSearchParams(place).toString();
  return (
    <Layout title={name} active="results" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={`/results?${query}`}>{t(shellWords.results)}</a>
        {inspection && ` › ${inspection.unit.block}`}
      </p>
      <ErrorSummary filled={filled} />
      <div class="title">
        <div>
          <h1>{name}</h1>
          {inspection && (
            <p>
              {subtitle(look, inspection)} · <a href={`/inspections/${inspection.id}`}>{t(inspectionWords.whole)}</a>
            </p>
          )}
        </div>
        {inspection && <InspectionState {...inspection} />}
      </div>
      <OtherInspections unit={unit} query={query} />
      {inspection && (
        <p class="no-print">
          <a href={`/inspections/${inspection.id}/documents`}>{t(documentWords.open)}</a> ·{" "}
          <a href={`/inspections/${inspection.id}/minutes`}>{t(documentWords.minutes)}</a>
        </p>
      )}
      {inspection ? (
        <Inspection inspection={inspection} back={`/units/${unit.unitId}?${query}&inspection=${inspection.id}`} filled={filled} />
      ) : (
        <Notice kind="info">{t(words.notInspected)}</Notice>
      )}
    </Layout>
  );
}

interface InspectionProps {
  readonly inspection: InspectionView;
  /** The page itself, to come back to. */
  readonly back: string;
  readonly filled: Filled;
}

/** Before the reveal only who is waited for, by number. */
function Inspection({ inspection, back, filled }: InspectionProps): JSX.Element {
  const { t } = useLook();
  if (!inspection.revealed) {
    const { sent, expected } = inspection;
    return (
      <>
        <Notice kind="info">{t(expected === 0 ? words.blindNobody : words.blind, { sent, expected })}</Notice>
        <Team inspection={inspection} />
        <Decisions inspection={inspection} back={back} filled={filled} />
      </>
    );
  }
  return (
    <>
      <ByScorer inspection={inspection} />
      <p class="row no-print">
        <a href={`/inspections/${inspection.id}/findings`}>{t(concludeWords.findingsRaise)}</a>
        {inspection.concluded && <a href={`/inspections/${inspection.id}/correct`}>{t(concludeWords.propose)}</a>}
      </p>
      <Sheets inspection={inspection} />
      <Decisions inspection={inspection} back={back} filled={filled} />
      <CriteriaTable inspection={inspection} />
      <SheetHistory sheets={inspection.history} />
      <Team inspection={inspection} />
    </>
  );
}

/** Where the unit was inspected more than once. */
function OtherInspections({ unit, query }: Pick<UnitPageProps, "unit"> & { readonly query: string }): JSX.Element | null {
  const { t } = useLook();
  if (unit.inspections.length < 2) return null;
  return (
    <nav aria-label={t(words.inspections)}>
      <p class="small">
        {t(words.inspections)}
        {": "}
        {unit.inspections.map(({ id, visitedOn, partOfAreas }, i) => (
          <>
            {i > 0 && " · "}
            <a
              key={id}
              href={`/units/${unit.unitId}?${query}&inspection=${id}`}
              aria-current={id === unit.inspection?.id ? "page" : undefined}
            >
              {formatDay(visitedOn)}
            </a>
            {partOfAreas && ` (${t(words.someAreas)})`}
          </>
        ))}
      </p>
    </nav>
  );
}
