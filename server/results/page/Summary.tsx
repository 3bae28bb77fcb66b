import type { JSX } from "preact";
import type { ResultRow, Unranked } from "../../../shared/results/results.ts";
import type { Results } from "../../../shared/results/results-answer.ts";
import type { Words } from "../../../shared/text.ts";
import { resultsWords as words } from "../../../shared/words/results-page.ts";
import { type Look, speaker, useLook } from "../../web/look.ts";

const restWords: Readonly<Record<Unranked, Words>> = {
  notInspected: words.restNotInspected,
  waitingForSheets: words.restWaitingForSheets,
  partOfAreas: words.restPartOfAreas,
  notApplicablePending: words.restNotApplicablePending,
  tooFewApplicable: words.restTooFewApplicable,
  notConcluded: words.restNotConcluded,
};

interface SummaryProps {
  readonly results: Pick<Results, "basis" | "bandShares">;
  /** The block that it is of; absent for all. */
  readonly of: string | undefined;
  /** Of the block. */
  readonly rows: readonly ResultRow[];
  readonly hidden: boolean;
}

/** For the person who reads only this. */
export function Summary({ results, of: block, rows, hidden }: SummaryProps): JSX.Element {
  const { t, ...look } = useLook();
  const { basis, bandShares } = results;
  const ranked = rows.filter((row) => row.rank !== null);
  const provisional = ranked.filter((row) => row.provisional).length;
  const shown = bandShares.find(({ by, of }) => (block === undefined ? by === "all" : by === "block" && of === block));
  const bands = (shown?.scales ?? []).flatMap((scale) =>
    scale.bands.filter(({ units }) => units > 0).map(({ units, name }) => `${units} ${t(name)}`),
  );
  const rest = restOf(look, rows);
  return (
    <p class="say" data-of={block ?? ""} hidden={hidden}>
      <b>{t(words.sumRanked, { ranked: ranked.length, units: rows.length })}</b>
      {basis === "live" && ranked.length > 0 && `, ${t(words.sumConcluded, { concluded: ranked.length - provisional })}`}
      {provisional > 0 && `, ${t(words.sumProvisional, { provisional })}`}
      {". "}
      {bands.length > 0 && t(words.sumBands, { bands: bands.join(", ") })} {rest.length > 0 && t(words.sumRest, { rest: rest.join(", ") })}
    </p>
  );
}

/** How many stand without a rank, by why. */
function restOf(look: Pick<Look, "language">, rows: readonly ResultRow[]): string[] {
  const counts = Map.groupBy(rows, ({ unranked }) => unranked);
  return (Object.keys(restWords) as Unranked[]).flatMap((why) => {
    const count = counts.get(why)?.length ?? 0;
    return count > 0 ? [speaker(look)(restWords[why], { count })] : [];
  });
}
