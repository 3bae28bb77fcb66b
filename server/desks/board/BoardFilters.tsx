import type { JSX } from "preact";
import { inspectionKinds } from "../../../shared/plans/plan.ts";
import { boardWords as words } from "../../../shared/words/board.ts";
import { fieldWords } from "../../../shared/words/field.ts";
import { isLead, useLook } from "../../web/look.ts";
import { Choice, Find, type Option } from "../../web/Pick.tsx";
import type { BoardProps } from "./board-props.ts";
import { shownText } from "./shown-words.ts";

/** Which inspections are shown. They act at once where the island runs, but for the plan. */
export function BoardFilters({ board, rows, plan, plans, asked, all }: BoardProps): JSX.Element {
  const { t, language, who } = useLook();
  const byName = (a: Option, b: Option) => a[1].localeCompare(b[1], "vi");
  const people = new Map(board.rows.flatMap(({ team }) => team.flatMap(({ personId, name }) => (name ? [[personId, name] as const] : []))));
  const blocks = [...new Set(board.rows.map(({ block }) => block))].map((block): Option => [block, block]).sort(byName);
  return (
    <form class="pick board-pick no-print" method="get" action="/inspections">
      <Find label={words.find} value={asked.q} />
      <Choice name="plan" label={words.plan} chosen={plan.id} options={plans.map(({ id, title }) => [id, title])} />
      {isLead(who) && (
        <Choice
          name="member"
          label={words.member}
          chosen={asked.member}
          options={[["", t(words.anyMember)], ...[...people].sort(byName)]}
        />
      )}
      <Choice name="block" label={words.block} chosen={asked.block} options={[["", t(words.anyBlock)], ...blocks]} />
      <Choice
        name="kind"
        label={words.kind}
        chosen={asked.kind}
        options={[["", t(words.anyKind)], ...inspectionKinds.map((kind): Option => [kind, t(fieldWords[kind])])]}
      />
      <Box name="overdue" label={t(words.onlyOverdue)} checked={asked.overdue} />
      <Box name="mine" label={t(words.onlyMine)} checked={asked.mine} />
      {all && <input type="hidden" name="all" value="yes" />}
      <button class="btn">{t(words.filter)}</button>
      <span class="shown" role="status">
        {shownText(language, rows.filter(({ isShown }) => isShown).length, rows.length)}
      </span>
    </form>
  );
}

function Box({ name, label, checked }: { readonly name: string; readonly label: string; readonly checked: boolean }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" name={name} value="yes" checked={checked} />
      <span>{label}</span>
    </label>
  );
}
