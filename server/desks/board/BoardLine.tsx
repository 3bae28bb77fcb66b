import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { withoutMarks } from "../../../shared/vietnamese-text.ts";
import { boardWords as words } from "../../../shared/words/board.ts";
import { formSaid, kindSaid } from "../../inspections/kind-words.ts";
import { isLead, useLook } from "../../web/look.ts";
import type { BoardRow } from "./board.ts";
import type { ShownRow } from "./board-props.ts";
import { NextAction } from "./NextAction.tsx";
import { Stands } from "./Stands.tsx";

interface LineProps extends ShownRow {
  /** The oldest that is overdue: its action stands out. */
  readonly isFirst: boolean;
  readonly today: string;
  /** The plan to come back to. */
  readonly back: string;
}

/** One inspection: where it stands, how late it is, and what comes next. */
export function BoardLine({ row, isShown, isEarlier, isFirst, today, back }: LineProps): JSX.Element {
  const { t, who } = useLook();
  const isOverdue = row.overdue > 0 && row.step !== "concluded";
  const facts = [t(kindSaid(row.kind)), t(formSaid(row.form)), ...(row.announced ? [] : [t(words.unannounced)])];
  return (
    <tr
      role="row"
      class={isOverdue ? "late" : undefined}
      hidden={!isShown}
      data-name={withoutMarks(row.unitName)}
      data-team={row.team.map(({ personId }) => personId).join(" ")}
      data-block={row.block}
      data-kind={row.kind}
      data-overdue={isOverdue ? "yes" : undefined}
      data-mine={row.isMine ? "yes" : undefined}
      data-earlier={isEarlier ? "yes" : undefined}
    >
      <th scope="row" role="rowheader">
        <strong>{row.unitName}</strong>
        <small>{facts.join(" · ")}</small>
        {row.unitEndedOn !== null && <State tone="warn" icon="warn" word={t(words.unitEnded, { day: formatDay(row.unitEndedOn) })} />}
      </th>
      <td role="cell" data-l={t(words.colVisit)}>
        {formatDay(row.visitedOn)}
      </td>
      <td role="cell" class="wide" data-l={t(words.colStands)}>
        <Stands row={row} />
      </td>
      <td role="cell" class="wide" data-l={t(words.colLate)}>
        <Lateness row={row} today={today} />
      </td>
      {isLead(who) && (
        <td role="cell" class="act">
          <NextAction row={row} isFirst={isFirst} back={back} />
          {row.step !== "concluded" && (
            <a class="btn small quiet" href={`/inspections/${row.id}/change`} aria-label={t(words.changeOf, { unit: row.unitName })}>
              {t(words.change)}
            </a>
          )}
        </td>
      )}
    </tr>
  );
}

function Lateness({ row, today }: { readonly row: BoardRow; readonly today: string }): JSX.Element | null {
  const { t, who } = useLook();
  const { step, dueOn, overdue, asked } = row;
  if (dueOn === null) return null;
  const due = t(words.dueOn, { day: formatDay(dueOn) });
  if (step === "concluded")
    return (
      <>
        {asked.objections > 0 && <State tone="warn" icon="clock" word={t(words.toAnswer)} />}
        {asked.objections > 0 && asked.objectBy !== null && <small>{t(words.objectBy, { day: formatDay(asked.objectBy) })}</small>}
        <span class="muted">{overdue === 0 ? t(words.wasInTime) : t(words.wasLate, { count: overdue })}</span>
        <small>{due}</small>
      </>
    );
  if (step === "visit")
    return row.announced && isLead(who) ? <span class="muted">{t(words.selfDueOn, { day: formatDay(dueOn) })}</span> : null;
  if (overdue > 0)
    return (
      <>
        <State tone="danger" icon="stop" word={t(words.overdueBy, { count: overdue })} />
        <small>{due}</small>
      </>
    );
  if (dueOn === today) return <State tone="warn" icon="clock" word={t(words.dueToday)} />;
  return (
    <span class="muted">
      <Icon name="clock" /> {due}
    </span>
  );
}
