import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { useLook } from "../../web/look.ts";
import type { Present } from "./presence.ts";
import type { SettleRow, SettleView } from "./settle-view.ts";
import { givenText, pointsText, whatText } from "./settling-words.ts";

interface QueueProps {
  readonly view: SettleView;
  readonly present: readonly Present[];
}

/** What is left, each a way to it, and what is decided. */
export function Queue({ view, present }: QueueProps): JSX.Element {
  const { t, ...look } = useLook();
  const { queue, rows, sheets, open } = view;
  const done = rows.filter(({ state }) => state === "decided");
  const agreed = rows.filter(({ state }) => state === "agreed").length;
  return (
    <nav class="queue" id="queue" data-live aria-labelledby="queue-title">
      <div class="head">
        <h2 id="queue-title">{t(words.queue)}</h2>
        <p>{t(words.queueHow, { count: queue.length, all: queue.length + done.length })}</p>
      </div>
      {queue.length === 0 && <p class="pad">{t(words.noneLeft)}</p>}
      <ol>
        {queue.map((row) => (
          <Left key={row.criterion.id} view={view} row={row} present={present} />
        ))}
      </ol>
      {done.length > 0 && (
        <>
          <h3>
            <Icon name="check" /> {t(words.done, { count: done.length })}
          </h3>
          <ul class="pad done">
            {done.map((row) => (
              <li key={row.criterion.id}>
                <a href={ways(row)} aria-current={row === open ? "true" : undefined}>
                  {row.criterion.id}
                </a>{" "}
                {whatText(row, sheets, look)}
              </li>
            ))}
          </ul>
        </>
      )}
      {agreed > 0 && <p class="pad muted small">{t(words.equalCount, { count: agreed })}</p>}
    </nav>
  );
}

/** The address of a criterion on this page. */
export function ways({ criterion }: { readonly criterion: { readonly id: string } }): string {
  return `?criterion=${encodeURIComponent(criterion.id)}`;
}

function Left({ view, row, present }: QueueProps & { readonly row: SettleRow }): JSX.Element {
  const { t, language } = useLook();
  const { sheets, open } = view;
  const { criterion, state, dropped, apart, pending, contradicts } = row;
  const holders = present.filter((one) => one.criterion === criterion.id);
  const isOpen = criterion.id === open?.criterion.id;
  const why =
    dropped === 0
      ? t(words.apart, { percent: formatHundredths(apart, language) })
      : t(dropped < sheets.length ? words.oneNotApplicable : words.allNotApplicable);
  return (
    <li class={isOpen ? "cur" : undefined}>
      <a href={ways(row)} aria-current={isOpen ? "true" : undefined}>
        <Icon name={dropped > 0 ? "none" : "differs"} />
        <span class="t">
          <b>{criterion.id}</b> {t(criterion.title)}
          <small>{why}</small>
          {state === "changed" && <small>{t(words.changedSheet)}</small>}
          {contradicts && <small>{t(words.contradiction)}</small>}
          {holders.map(({ personId, name }) => (
            <small key={personId} class="held">
              {t(words.heldBy, { name })}
            </small>
          ))}
        </span>
        <span class="num">
          {[...new Set(sheets.map((sheet) => givenText(sheet, criterion.id, { language })))].join(" ≠ ")}
          <small>{t(words.of, { points: pointsText(criterion.maxPoints, { language }) })}</small>
        </span>
      </a>
      {pending.length > 0 && <Pending view={view} row={row} />}
    </li>
  );
}

/** What an inspector says does not apply: decided here. */
function Pending({ view, row }: Pick<QueueProps, "view"> & { readonly row: SettleRow }): JSX.Element {
  const { t, language } = useLook();
  const { sheets, may, id } = view;
  const { criterion, pending, choice } = row;
  const others = sheets.filter(({ scores }) => scores.get(criterion.id)?.state === "scored");
  return (
    <form class="pend" method="post" action={`/inspections/${id}/settle`}>
      {sheets
        .filter(({ authorId }) => pending.includes(authorId))
        .map((sheet) => {
          const answer = sheet.entries[criterion.id]?.answer;
          const reason = answer?.type === "notApplicable" ? answer.reason : "";
          return <p key={sheet.authorId}>{t(words.saysNotApplicable, { name: sheet.name, reason })}</p>;
        })}
      {(may === "yes" || may === "byScorer") && (
        <div class="row">
          <input type="hidden" name="criterion" value={criterion.id} />
          <input type="hidden" name="seen" value={choice?.revision ?? 0} />
          <button class="btn small" name="do" value="approve">
            {t(words.approve)}
          </button>
          {others.map((sheet) => (
            <button key={sheet.authorId} class="btn small" name="take" value={sheet.authorId}>
              {t(words.refuseTake, { points: givenText(sheet, criterion.id, { language }), name: sheet.name })}
            </button>
          ))}
          <a class="btn small quiet" href={`${ways(row)}#refuse`}>
            {t(words.refuseReturn)}
          </a>
        </div>
      )}
    </form>
  );
}
