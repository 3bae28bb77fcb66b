import type { JSX } from "preact";
import type { Checklist } from "../../../shared/checklists/checklist.ts";
import type { ResultRow } from "../../../shared/results/results.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { BandMark } from "../../../shared/ui/BandMark.tsx";
import type { IconName } from "../../../shared/ui/Icon.tsx";
import { PositionBar } from "../../../shared/ui/PositionBar.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { resultsWords as words } from "../../../shared/words/results-page.ts";
import { type Look, speaker, useLook } from "../../web/look.ts";
import { Cell, Row, RowHead } from "../../web/ReflowTable.tsx";
import { indexText } from "../figure-words.ts";
import { InspectorsDiffer } from "../InspectorsDiffer.tsx";

export interface AreaName {
  readonly id: string;
  readonly name: Words;
}

interface UnitRowProps {
  readonly row: ResultRow;
  readonly hidden: boolean;
  /** The areas of the checklist, in the order of the columns. */
  readonly areas: readonly AreaName[];
  readonly checklist: Checklist;
  readonly rankWords: Words;
  /** Of the unit's block. */
  readonly median: number | undefined;
  /** What stands in the address of the unit's page. */
  readonly place: Readonly<Record<string, string>>;
}

/** A unit in the ranking: its place, its figures, and how far its inspection is. */
export function UnitRow({ row, hidden, areas, checklist, rankWords, median, place }: UnitRowProps): JSX.Element {
  const { t, language } = useLook();
  return (
    <Row hidden={hidden}>
      <Cell kind="r" label={t(rankWords)}>
        <Place row={row} />
      </Cell>
      <RowHead kind="unit">
        <a href={`/units/${row.unitId}?${new URLSearchParams(place)}`}>{row.name}</a>
      </RowHead>
      <Cell kind="num idx" label={t(words.index)}>
        {indexText(row.index, language)}
      </Cell>
      <Cell kind="pos spare">{row.index !== null && <PositionBar index={row.index} median={median} />}</Cell>
      <Cell label={t(words.band)}>
        {row.band ? (
          <span>
            <BandMark band={row.band} bands={checklist.bands} />
          </span>
        ) : (
          <span class="muted">–</span>
        )}
      </Cell>
      {areas.map(({ id, name }) => (
        <Cell key={id} kind="num" label={t(name)}>
          <AreaFigure row={row} area={id} />
        </Cell>
      ))}
      <Cell label={t(words.state)}>
        <span>
          <Stage row={row} areas={areas} checklist={checklist} />
        </span>
      </Cell>
    </Row>
  );
}

function Place({ row: { rank, tied } }: Pick<UnitRowProps, "row">): JSX.Element {
  const { t } = useLook();
  if (rank === null)
    return (
      <span>
        {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: a dash alone says nothing; browsers do read the label */}
        <b aria-label={t(words.noRank)}>–</b>
      </span>
    );
  return (
    <span>
      <b>{rank}</b>
      {tied && " "}
      {tied && <small>{t(words.tied)}</small>}
    </span>
  );
}

function AreaFigure({ row, area }: Pick<UnitRowProps, "row"> & { readonly area: string }): JSX.Element | string {
  const { language } = useLook();
  const own = row.areas.find((one) => one.area === area);
  return own?.differs ? <InspectorsDiffer /> : indexText(own?.index, language);
}

type StageProps = Pick<UnitRowProps, "row" | "areas" | "checklist">;

/** How far the inspection is, and what has to be said with its figures. */
function Stage(props: StageProps): JSX.Element {
  const { t, ...look } = useLook();
  const { row, checklist } = props;
  const { inspection } = row;
  const [tone, icon, said] = stateOf(look, props);
  const more = [
    inspection ? t(words.visited, { day: formatDay(inspection.visitedOn) }) : "",
    inspection && inspection.checklist !== `${checklist.id}@${checklist.version}`
      ? t(words.otherChecklist, { checklist: inspection.checklist })
      : "",
    row.settledByScorer ? t(words.settledByScorer) : "",
  ].filter(Boolean);
  return (
    <>
      <State tone={tone} icon={icon} word={said} />
      {inspection && " "}
      {inspection && <span class="muted nowrap">{`· ${more.join(" · ")}`}</span>}
    </>
  );
}

function stateOf(
  look: Pick<Look, "language">,
  { row, areas, checklist }: StageProps,
): [tone: "ok" | "warn" | "idle", icon: IconName, said: string] {
  const t = speaker(look);
  const { inspection, unranked } = row;
  if (unranked === "notInspected" || !inspection) return ["idle", "none", t(words.notInspected)];
  if (unranked === "waitingForSheets")
    return ["idle", "clock", t(words.waitingForSheets, { sent: inspection.sent, expected: inspection.expected })];
  if (unranked === "partOfAreas") {
    // The areas that were inspected.
    const names = row.areas.map(({ area }) => nameOf(look, areas, area));
    return ["warn", "warn", t(words.partOfAreas, { areas: names.join(", ") })];
  }
  if (unranked === "notApplicablePending") return ["warn", "warn", t(words.notApplicablePending)];
  if (unranked === "tooFewApplicable") return ["warn", "warn", t(words.tooFewApplicable, { percent: checklist.minimumApplicable })];
  if (inspection.state === "returned") return ["warn", "warn", t(words.returned)];
  return row.provisional ? ["warn", "clock", t(words.provisional)] : ["ok", "check", t(words.concluded)];
}

function nameOf(look: Pick<Look, "language">, areas: readonly AreaName[], area: string): string {
  const name = areas.find(({ id }) => id === area)?.name;
  return name ? speaker(look)(name) : area;
}
