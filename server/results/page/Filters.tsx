import type { JSX } from "preact";
import { formGroups, type Period, type Plan } from "../../../shared/plans/plan.ts";
import { type RankBasis, rankBases } from "../../../shared/results/results.ts";
import type { Results } from "../../../shared/results/results-answer.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { resultsWords as words } from "../../../shared/words/results-page.ts";
import { periodWords } from "../../plans/period-words.ts";
import { type Look, speaker, useLook } from "../../web/look.ts";
import { Choice, Find } from "../../web/Pick.tsx";
import { formWords } from "./form-words.ts";

const basisWords: Readonly<Record<RankBasis, Words>> = { concluded: words.basisConcluded, live: words.basisLive };

interface FiltersProps {
  readonly results: Results;
  readonly plans: readonly Plan[];
  readonly block: string | undefined;
  /** As it was typed. */
  readonly find: string;
}

/** Which results are shown, of which block, and which units of it. The last two act at once where the island runs. */
export function Filters({ results, plans, block, find }: FiltersProps): JSX.Element {
  const { t, ...look } = useLook();
  const plan = plans.find(({ id }) => id === results.plan.id);
  const blocks = [...new Set(results.rows.map((row) => row.block))];
  return (
    <form class="pick no-print" method="get" action="/results">
      <Choice name="plan" label={words.plan} chosen={results.plan.id} options={plans.map(({ id, title }) => [id, title])} />
      <Choice
        name="period"
        label={words.periodLabel}
        chosen={results.period.id}
        options={plan?.periods.map((period) => [period.id, periodName(look, period)]) ?? []}
      />
      <Choice name="form" label={words.form} chosen={results.form} options={formGroups.map((form) => [form, t(formWords[form])])} />
      <Choice name="basis" label={words.basis} chosen={results.basis} options={rankBases.map((basis) => [basis, t(basisWords[basis])])} />
      <Choice
        name="block"
        label={words.block}
        chosen={block ?? ""}
        options={[["", t(words.allBlocks)], ...blocks.map((name) => [name, name] as const)]}
      />
      <Find label={words.find} value={find} />
      <button class="btn">{t(words.show)}</button>
    </form>
  );
}

function periodName(look: Pick<Look, "language">, { kind, from, to }: Period): string {
  return `${speaker(look)(periodWords[kind])} (${formatDay(from)} – ${formatDay(to)})`;
}
