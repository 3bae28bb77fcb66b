import type { JSX } from "preact";
import type { Words } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { ByScorer } from "../ByScorer.tsx";
import { InspectionState } from "../InspectionState.tsx";
import { subtitle } from "../inspection-words.ts";
import { SheetHistory } from "../SheetHistory.tsx";
import { Sheets } from "../Sheets.tsx";
import { Team } from "../Team.tsx";
import { AllCriteria } from "./AllCriteria.tsx";
import { BlindTeam } from "./BlindTeam.tsx";
import { HistoryLines } from "./HistoryLines.tsx";
import { Made } from "./Made.tsx";
import { OpenCriterion } from "./OpenCriterion.tsx";
import type { BlindInspection, InspectionAsk, WholeInspection } from "./whole-inspection.ts";

/** A way from here: what comes next, or what else there is of the inspection. */
export interface Way {
  readonly href: string;
  readonly said: Words;
  readonly values?: Readonly<Record<string, number>>;
}

export interface InspectionPageProps {
  readonly seen: BlindInspection | WholeInspection;
  readonly ask: InspectionAsk;
  /** The one next action; nothing where there is none for this reader. */
  readonly next: Way | undefined;
  readonly besides: readonly Way[];
}

/** One inspection: every stage side by side, or before the reveal who has sent. */
export function InspectionPage({ seen, ask, next, besides }: InspectionPageProps): JSX.Element {
  const { t, ...look } = useLook();
  const head = seen.revealed ? seen.inspection : seen.head;
  const title = t(words.title, { unit: head.unit.name });
  return (
    <Layout title={title} active="inspections">
      <p class="crumbs">
        <a href="/inspections">{t(words.inspections)}</a>
        {" › "}
        <bdi>{head.unit.block}</bdi>
      </p>
      <div class="title">
        <div>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p>{subtitle(look, head)}</p>
        </div>
        {seen.revealed ? (
          <InspectionState {...seen.inspection} />
        ) : (
          <p class="state idle">
            <Icon name="lock" />
            {seen.head.state === "cancelled" ? t(words.cancelled) : t(words.stateBlind)}
          </p>
        )}
      </div>
      {(next || besides.length > 0) && (
        <p class="row no-print">
          {next && (
            <a class="btn primary" href={next.href}>
              {t(next.said, next.values)}
            </a>
          )}
          {besides.map(({ href, said, values }) => (
            <a key={href} class="btn" href={href}>
              {t(said, values)}
            </a>
          ))}
        </p>
      )}
      {seen.revealed ? <Whole whole={seen} ask={ask} /> : <BlindTeam blind={seen} />}
    </Layout>
  );
}

function Whole({ whole, ask }: { readonly whole: WholeInspection; readonly ask: InspectionAsk }): JSX.Element {
  const { inspection, rows } = whole;
  const open = rows.find(({ criterion }) => criterion.id === ask.criterion);
  return (
    <>
      <ByScorer inspection={inspection} />
      {open && <OpenCriterion whole={whole} row={open} ask={ask} />}
      <Sheets inspection={inspection} returned={whole.returned} />
      <Made whole={whole} />
      <AllCriteria whole={whole} ask={ask} />
      <SheetHistory sheets={inspection.history} />
      <HistoryLines whole={whole} ask={ask} />
      <Team inspection={inspection} />
    </>
  );
}
