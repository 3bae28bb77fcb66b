import type { JSX } from "preact";
import { newId } from "../../../shared/id.ts";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { inspectionWords } from "../../../shared/words/inspection/inspection-page.ts";
import { shellWords } from "../../../shared/words/pages.ts";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { emptyForm, type Filled, hasErrors } from "../../web/forms.ts";
import { Island } from "../../web/Island.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { AllCriteria } from "./AllCriteria.tsx";
import { Adjustments, decidesIn, Explanations, History, RefuseReturn, WholeSheets } from "./Beside.tsx";
import { Case } from "./Case.tsx";
import type { Present } from "./presence.ts";
import { Queue, ways } from "./Queue.tsx";
import { Scores } from "./Scores.tsx";
import type { BlindView, SettleView } from "./settle-view.ts";

interface SettlePageProps {
  readonly view: BlindView | SettleView;
  readonly present: readonly Present[];
  readonly done: string | undefined;
  /** What was refused, of which form. */
  readonly refused?: { readonly form: string; readonly filled: Filled };
}

/** Settling: what is left and one open criterion; every decision is a form, and each criterion an address. */
export function SettlePage({ view, present, done, refused }: SettlePageProps): JSX.Element {
  const { t } = useLook();
  const title = t(words.title, { unit: view.unitName });
  return (
    <Layout title={title} active="inspections" done={done} hasErrors={refused !== undefined && hasErrors(refused.filled)}>
      <p class="crumbs">
        <a href="/inspections">{t(shellWords.inspections)}</a>
      </p>
      <div class="title">
        <div>
          <h1>{title}</h1>
          <p>{`${formatDay(view.visitedOn)} · ${view.checklist.id}@${view.checklist.version}`}</p>
        </div>
        {view.revealed && <Stand view={view} />}
      </div>
      {view.revealed ? <Open view={view} present={present} done={done} refused={refused} /> : <Blind view={view} />}
    </Layout>
  );
}

function Stand({ view: { state, queue } }: { readonly view: SettleView }): JSX.Element {
  const { t } = useLook();
  const word = state === "concluded" ? t(words.concluded) : state === "settled" ? t(words.settled) : t(words.left, { count: queue.length });
  return (
    <p id="stand" data-live>
      <State tone={queue.length === 0 ? "ok" : "warn"} icon={queue.length === 0 ? "check" : "clock"} word={word} />
    </p>
  );
}

function Blind({ view: { team } }: { readonly view: BlindView }): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.blind)}</h2>
      </div>
      <p>{t(words.blindWhy)}</p>
      {team && (
        <ul class="hist">
          {team.map(({ name, sentAt, excused }, i) => (
            <li key={i}>
              {name ?? t(inspectionWords.vacant)}:{" "}
              {sentAt !== null ? t(words.sentAt, { at: formatDay(sentAt, true) }) : t(excused ? words.excused : words.notSent)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type OpenProps = Omit<SettlePageProps, "view" | "refused"> & {
  readonly view: SettleView;
  readonly refused: SettlePageProps["refused"];
};

const mayNot = {
  secretary: words.readOnlySecretary,
  scorer: words.readOnlyScorer,
  byScorer: words.byScorer,
  concluded: words.concluded,
} as const;

function Open({ view, present, refused }: OpenProps): JSX.Element {
  const { t } = useLook();
  const { open, may } = view;
  const filledIn = (form: string) => (refused?.form === form ? refused.filled : emptyForm);
  return (
    <>
      <Here view={view} present={present} />
      {may !== "yes" && <Notice kind="info">{t(mayNot[may])}</Notice>}
      {refused?.filled.problem !== undefined && refused.form !== "decide" && <Notice kind="danger">{refused.filled.problem}</Notice>}
      <p class="vh" id="said" role="log" data-pulse={view.pulse} aria-label={t(words.said)} />
      <Scores view={view} />
      <div class="work">
        <Queue view={view} present={present} />
        {open && (
          <div>
            <Case view={view} row={open} filled={filledIn("decide")} />
            <RefuseReturn view={view} row={open} filledIn={filledIn} />
            <Explanations view={view} row={open} filledIn={filledIn} />
          </div>
        )}
      </div>
      <div class="keys no-print" hidden>
        <p class="muted small">{t(words.keys)}</p>
        <button class="btn small quiet" type="button" data-off={t(words.keysOff)} data-on={t(words.keysOn)}>
          {t(words.keysOff)}
        </button>
      </div>
      <div class="unsaved" hidden>
        <Notice kind="danger">
          {t(words.notSaved)}{" "}
          <button class="btn small" type="button">
            {t(words.saveAgain)}
          </button>
        </Notice>
      </div>
      <AllCriteria view={view} />
      <div class="pair">
        <Adjustments view={view} filledIn={filledIn} />
        <History view={view} />
      </div>
      <WholeSheets view={view} filledIn={filledIn} />
      <Bar view={view} />
      <Island name="settle" />
    </>
  );
}

function Here({ view: { open }, present }: Pick<OpenProps, "view" | "present">): JSX.Element {
  const { t } = useLook();
  return (
    <ul class="pres" id="here" data-live aria-label={t(words.here)}>
      {open && <li>{t(words.youHere, { criterion: open.criterion.id })}</li>}
      {present.map(({ personId, name, criterion, since }) => (
        <li key={personId}>
          <Icon name="dot" /> {t(words.otherHere, { name, criterion: criterion ?? "–", at: formatDay(since, true) })}
        </li>
      ))}
    </ul>
  );
}

function Bar({ view }: Pick<OpenProps, "view">): JSX.Element {
  const { t } = useLook();
  const { id, queue, sheets, late, state, last } = view;
  const returned = sheets.filter((sheet) => sheet.returned !== null).length;
  const left = [
    ...(queue.length > 0 ? [t(words.barLeft, { count: queue.length })] : []),
    ...(returned > 0 ? [t(words.barReturned, { count: returned })] : []),
    ...(late.length > 0 ? [t(words.barLate, { count: late.length })] : []),
  ];
  const blocked = queue.length + returned > 0;
  return (
    <section class="endbar no-print" id="bar" data-live aria-label={t(words.bar)}>
      <p id="bar-left">
        {left.length === 0 ? t(words.noneLeft) : left.join(" · ")}. <span class="muted">{t(words.barSaved)}</span>
      </p>
      {last !== null && decidesIn(view) && (
        <a class="btn small quiet" id="last" href={`${ways({ criterion: { id: last } })}#reason`}>
          {t(words.last, { criterion: last })}
        </a>
      )}
      {decidesIn(view) && state !== "settled" && <Finish id={id} blocked={blocked} />}
      {state === "settled" && (
        <a class="btn primary" href={`/inspections/${id}/conclude?${new URLSearchParams({ back: `/inspections/${id}/settle` })}`}>
          {t(words.conclude)}
        </a>
      )}
    </section>
  );
}

function Finish({ id, blocked }: { readonly id: string; readonly blocked: boolean }): JSX.Element {
  const { t } = useLook();
  if (blocked)
    return (
      <button class="btn" type="button" aria-disabled="true" aria-describedby="bar-left">
        {t(words.finish)}
      </button>
    );
  return (
    <form method="post" action={`/inspections/${id}/settle`}>
      <input type="hidden" name="sheet" value={newId()} />
      <button class="btn primary" name="do" value="finish">
        {t(words.finish)}
      </button>
    </form>
  );
}
