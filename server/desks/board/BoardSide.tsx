import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { boardWords, happenedWords, weekdays, boardWords as words } from "../../../shared/words/board.ts";
import { formSaid, kindSaid } from "../../inspections/kind-words.ts";
import { isLead, useLook } from "../../web/look.ts";
import { Column, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import type { Holder } from "./board.ts";
import type { BoardProps } from "./board-props.ts";
import type { Happened } from "./happened.ts";

/** Beside the list: who holds what, what is visited next week, and what just happened. */
export function BoardSide({ board, nextWeek, happened, plan, today }: BoardProps): JSX.Element {
  const { who } = useLook();
  const lead = isLead(who);
  return (
    <div class="beside">
      {lead && <Holders holders={board.holders} planId={plan.id} />}
      <NextWeek {...nextWeek} />
      {lead && <JustHappened happened={happened} today={today} />}
    </div>
  );
}

function Holders({ holders, planId }: { readonly holders: readonly Holder[]; readonly planId: string }): JSX.Element {
  const { t } = useLook();
  return (
    <section aria-labelledby="holders">
      <div class="head">
        <h2 id="holders">{t(words.holders)}</h2>
        <p>{t(words.holdersHow)}</p>
      </div>
      {holders.length === 0 ? (
        <p class="muted small">{t(words.nothingOverdue)}</p>
      ) : (
        <ReflowTable kind="holders">
          <thead>
            <Row>
              <Column>{t(words.person)}</Column>
              <Column kind="num">{t(words.since)}</Column>
              <Column>{t(words.colNext)}</Column>
            </Row>
          </thead>
          <RowGroup>
            {holders.map((holder) => (
              <HolderLine key={holder.personId ?? ""} holder={holder} planId={planId} />
            ))}
          </RowGroup>
        </ReflowTable>
      )}
    </section>
  );
}

function HolderLine({ holder, planId }: { readonly holder: Holder; readonly planId: string }): JSX.Element {
  const { t, who } = useLook();
  const { personId, name, sheets, decisions, longest } = holder;
  const own = personId === null || personId === who?.personId;
  const said = personId === null ? t(words.anyLead) : personId === who?.personId ? t(words.isYou, { name }) : name;
  const work = [
    ...(sheets > 0 ? [t(words.holdsSheets, { count: sheets })] : []),
    ...(decisions > 0 ? [t(words.holdsDecisions, { count: decisions })] : []),
  ];
  const way = own ? "mine=yes" : `member=${personId}`;
  return (
    <Row>
      <RowHead>
        <strong>{said}</strong>
        <small>{work.join(" · ")}</small>
      </RowHead>
      <td role="cell" class="num" data-l={t(words.since)}>
        {t(words.days, { count: longest })}
      </td>
      <td role="cell" class="act">
        <a
          class="btn small"
          href={`/inspections?plan=${planId}&${way}&overdue=yes`}
          aria-label={t(words.lookOf, { what: t(own ? words.doIt : words.look), unit: said })}
        >
          {t(own ? words.doIt : words.look)}
        </a>
      </td>
    </Row>
  );
}

function NextWeek({ from, to, visits }: BoardProps["nextWeek"]): JSX.Element {
  const { t } = useLook();
  return (
    <section aria-labelledby="next-week">
      <div class="head">
        <h2 id="next-week">{t(words.nextWeek)}</h2>
        <p>{`${formatDay(from)} – ${formatDay(to)}`}</p>
      </div>
      {visits.length === 0 ? (
        <p class="muted small">{t(words.noVisits)}</p>
      ) : (
        <ol class="days">
          {visits.map(({ id, unitName, visitedOn, kind, form, announced }) => (
            <li key={id}>
              <time datetime={visitedOn}>{dayOfWeek(visitedOn, t)}</time>
              <span>
                {unitName}
                <small>{[t(kindSaid(kind)), t(formSaid(form)), ...(announced ? [] : [t(words.unannounced)])].join(" · ")}</small>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function dayOfWeek(day: string, t: ReturnType<typeof useLook>["t"]): string {
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${weekday ? t(weekday) : ""} ${formatDay(day).slice(0, 5)}`;
}

function JustHappened({ happened, today }: { readonly happened: readonly Happened[]; readonly today: string }): JSX.Element {
  const { t } = useLook();
  const told = happened.flatMap((one) => (isTold(one.action) ? [{ ...one, words: happenedWords[one.action] }] : []));
  return (
    <section aria-labelledby="happened">
      <div class="head">
        <h2 id="happened">{t(boardWords.happened)}</h2>
      </div>
      {told.length === 0 ? (
        <p class="muted small">{t(words.nothingHappened)}</p>
      ) : (
        <ol class="days">
          {told.map(({ at, actorName, unitName, words: said }) => (
            <li key={`${at} ${said.vi} ${unitName}`}>
              <time datetime={at}>{shortTime(at, today)}</time>
              <span>{t(said, { name: actorName ?? "", unit: unitName })}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function isTold(action: string): action is keyof typeof happenedWords {
  return Object.hasOwn(happenedWords, action);
}

/** Of today the time, else the day. */
function shortTime(at: string, today: string): string {
  const said = formatDay(new Date(at), true);
  return said.startsWith(formatDay(today)) ? said.slice(11) : said.slice(0, 5);
}
