import type { JSX } from "preact";
import type { Checklist } from "../../../shared/checklists/checklist.ts";
import type { ResultRow } from "../../../shared/results/results.ts";
import type { Results } from "../../../shared/results/results-answer.ts";
import type { Words } from "../../../shared/text.ts";
import { resultsWords as words } from "../../../shared/words/results-page.ts";
import { useLook } from "../../web/look.ts";
import { withQuery } from "../../web/own-path.ts";
import { Column, GroupHead, ReflowTable, Row, RowGroup } from "../../web/ReflowTable.tsx";
import { indexText } from "../figure-words.ts";
import { type AreaName, UnitRow } from "./UnitRow.tsx";

interface RankingProps {
  readonly results: Results;
  readonly checklist: Checklist;
  /** Every other row is drawn hidden. */
  readonly shown: ReadonlySet<ResultRow>;
  /** `rank`, `name`, `index` or an area's id; a leading "-" turns it round. */
  readonly sort: string;
  /** What stands in the address of a unit's page. */
  readonly place: Readonly<Record<string, string>>;
}

/** The units by block, each ranked within its own. */
export function Ranking({ results, checklist, shown, sort, place }: RankingProps): JSX.Element {
  const { t } = useLook();
  const rankWords = results.basis === "live" ? words.rankLive : words.rank;
  const areas = results.areas.map((area) => ({ id: area.id, name: checklist.areas.find(({ id }) => id === area.id)?.short ?? area }));
  return (
    <ReflowTable kind="rank">
      <thead>
        <Row>
          <SortedColumn by="rank" words={rankWords} sort={sort} />
          <SortedColumn by="name" words={words.unit} sort={sort} />
          <SortedColumn by="index" words={words.index} sort={sort} kind="num" />
          <Column kind="spare">{t(words.position)}</Column>
          <Column>{t(words.band)}</Column>
          {areas.map(({ id, name }) => (
            <SortedColumn key={id} by={id} words={name} sort={sort} kind="num" />
          ))}
          <Column>{t(words.state)}</Column>
        </Row>
      </thead>
      {[...Map.groupBy(results.rows, ({ block }) => block)].map(([block, own]) => (
        <Block key={block} name={block} rows={sorted(own, sort)} {...{ shown, areas, checklist, rankWords, place }} />
      ))}
    </ReflowTable>
  );
}

interface SortedColumnProps {
  readonly by: string;
  readonly words: Words;
  readonly sort: string;
  readonly kind?: "num";
}

/** A column by which the page sorts: chosen again, it turns round. */
function SortedColumn({ by, words, sort, kind }: SortedColumnProps): JSX.Element {
  const { t, at } = useLook();
  const order = sort === by ? "ascending" : sort === `-${by}` ? "descending" : undefined;
  return (
    <Column kind={kind} order={order}>
      <a href={withQuery(at, { sort: sort === by ? `-${by}` : by, lang: undefined })}>
        {t(words)}
        <span aria-hidden="true">{order && (order === "ascending" ? " ▴" : " ▾")}</span>
      </a>
    </Column>
  );
}

interface BlockProps {
  readonly name: string;
  readonly rows: readonly ResultRow[];
  readonly shown: ReadonlySet<ResultRow>;
  readonly areas: readonly AreaName[];
  readonly checklist: Checklist;
  readonly rankWords: Words;
  readonly place: Readonly<Record<string, string>>;
}

/** Its head and its median are the whole block's, whichever of its units are shown. */
function Block({ name, rows, shown, areas, ...page }: BlockProps): JSX.Element {
  const { t, language } = useLook();
  const median = medianOf(rows.flatMap(({ rank, index }) => (rank === null || index === null ? [] : [index])));
  const middle = median === undefined ? "" : ` · ${t(words.blockMedian, { median: indexText(median, language) })}`;
  return (
    <RowGroup of={name} hidden={!rows.some((row) => shown.has(row))}>
      <Row kind="block">
        <GroupHead columns={6 + areas.length}>
          {name} <span class="muted">{`· ${t(words.blockHead, { units: rows.length })}${middle}`}</span>
        </GroupHead>
      </Row>
      {rows.map((row) => (
        <UnitRow key={row.unitId} row={row} hidden={!shown.has(row)} areas={areas} median={median} {...page} />
      ))}
    </RowGroup>
  );
}

/** The middle of the figures; of an even number, the lower of both, so that it is a figure somebody has. */
function medianOf(figures: readonly number[]): number | undefined {
  const inOrder = [...figures].sort((a, b) => a - b);
  return inOrder[Math.floor((inOrder.length - 1) / 2)];
}

function sorted(rows: readonly ResultRow[], sort: string): readonly ResultRow[] {
  const key = sort.replace(/^-/, "");
  const turn = sort.startsWith("-") ? -1 : 1;
  if (key === "name") return [...rows].sort((a, b) => turn * byName(a, b));
  // Without a figure a unit stands last, whichever way is sorted; without a rank as the results have it, those with an index first.
  return [...rows].sort((a, b) => {
    const [x, y] = [figureOf(a, key), figureOf(b, key)];
    if (x === null && y === null) return key === "rank" ? 0 : byName(a, b);
    if (x === null || y === null) return x === null ? 1 : -1;
    return turn * (x - y) || byName(a, b);
  });
}

/** `key`: `rank`, `index` or an area's id. */
function figureOf({ rank, index, areas }: ResultRow, key: string): number | null {
  if (key === "rank") return rank;
  return key === "index" ? index : (areas.find(({ area }) => area === key)?.index ?? null);
}

function byName(a: ResultRow, b: ResultRow): number {
  return a.name.localeCompare(b.name, "vi");
}
