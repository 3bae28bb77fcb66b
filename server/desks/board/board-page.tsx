import type { ComponentChildren, JSX } from "preact";
import type { Plan } from "../../../shared/plans/plan.ts";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { boardWords as words } from "../../../shared/words/board.ts";
import { RemindedNotice } from "../../inspections/reminders/RemindedNotice.tsx";
import { Island } from "../../web/Island.tsx";
import { Layout } from "../../web/Layout.tsx";
import { isLead, useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Column, ReflowTable, Row, RowGroup } from "../../web/ReflowTable.tsx";
import { BoardFilters } from "./BoardFilters.tsx";
import { BoardLine } from "./BoardLine.tsx";
import { BoardSide } from "./BoardSide.tsx";
import type { BoardRow, Cancelled } from "./board.ts";
import type { BoardProps } from "./board-props.ts";
import { isAsked, type Step, steps, stepWords } from "./step-words.ts";

/** Every inspection of a plan by what it waits for, and whose turn it is. */
export function BoardPage(props: BoardProps): JSX.Element {
  const { t, who } = useLook();
  const { board, rows, plan, now, done, reminders } = props;
  const lead = isLead(who);
  const said = t(words.asOf, { plan: plan.title, at: formatDay(now, true) });
  return (
    <Layout title={t(words.title)} active="inspections" done={done}>
      <div class="title">
        <div>
          <h1>{t(words.title)}</h1>
          <p>{lead ? said : `${said} · ${t(words.ofMine)}`}</p>
        </div>
        <span class="row no-print">
          <a class="btn" href={`/inspections.xlsx?plan=${plan.id}`}>
            <Icon name="down" />
            {t(words.xlsx)}
          </a>
          {lead && (
            <a class="btn" href={`/admin/inspections?plan=${plan.id}`}>
              <Icon name="plus" />
              {t(words.open)}
            </a>
          )}
        </span>
      </div>
      <RemindedNotice reminders={reminders} />
      <UnknownYears years={board.unknownYears} lead={lead} />
      {rows.length === 0 ? <Empty lead={lead} plan={plan} /> : <Steps rows={board.rows} />}
      <BoardFilters {...props} />
      <div class="board">
        <div class="lists">
          {steps.map((step) => (
            <Section key={step} step={step} {...props} />
          ))}
          <CancelledOnes cancelled={board.cancelled} />
        </div>
        <BoardSide {...props} />
      </div>
      <Island name="board" />
    </Layout>
  );
}

export function NoPlanPage(): JSX.Element {
  const { t, who } = useLook();
  return (
    <Layout title={t(words.title)} active="inspections" width="middle">
      <h1>{t(words.title)}</h1>
      <Notice kind="info">
        {t(words.noPlan)} {isLead(who) && <a href="/admin/plan">{t(words.makePlan)}</a>}
      </Notice>
    </Layout>
  );
}

function Empty({ lead, plan }: { readonly lead: boolean; readonly plan: Plan }): JSX.Element {
  const { t } = useLook();
  return (
    <Notice kind="info">
      {t(lead ? words.none : words.noneOfMine)} {lead && <a href={`/admin/inspections?plan=${plan.id}`}>{t(words.open)}</a>}
    </Notice>
  );
}

function UnknownYears({ years, lead }: { readonly years: readonly string[]; readonly lead: boolean }): JSX.Element | null {
  const { t } = useLook();
  if (years.length === 0) return null;
  return (
    <Notice kind="warn">
      {t(words.yearUnknown, { years: years.join(", ") })}{" "}
      {lead && <a href={`/admin/calendar?year=${years[0]}`}>{t(words.enterCalendar)}</a>}
    </Notice>
  );
}

/** How many stand at each step, and how late: also the table of contents. */
function Steps({ rows }: { readonly rows: readonly BoardRow[] }): JSX.Element {
  const { t } = useLook();
  return (
    <nav aria-label={t(words.stripLabel)} class="pipe">
      <ol>
        {steps.map((step) => (
          <StepHere key={step} step={step} rows={rows.filter((row) => row.step === step)} />
        ))}
      </ol>
    </nav>
  );
}

function StepHere({ step, rows }: { readonly step: Step; readonly rows: readonly BoardRow[] }): JSX.Element {
  const { t } = useLook();
  const overdue = step === "concluded" ? [] : rows.filter((row) => row.overdue > 0);
  const longest = Math.max(0, ...overdue.map((row) => row.overdue));
  const [next] = rows.map(({ visitedOn }) => visitedOn).sort();
  const latest = rows
    .map(({ concludedOn }) => concludedOn ?? "")
    .sort()
    .at(-1);
  const asked = rows.filter(isAsked).length;
  return (
    <li class={overdue.length > 0 ? "bad" : undefined}>
      <a href={`#${step}`}>
        <b>{rows.length}</b>
        <span class="step">{t(stepWords[step])}</span>
        {overdue.length > 0 && <State tone="danger" icon="stop" word={t(words.overdueCount, { count: overdue.length })} />}
        {overdue.length > 0 && <small>{t(words.longest, { count: longest })}</small>}
        {asked > 0 && <State tone="warn" icon="clock" word={t(words.askedCount, { count: asked })} />}
        {step === "visit" && next !== undefined && <small>{t(words.nextOn, { day: formatDay(next) })}</small>}
        {step === "concluded" && latest && <small>{t(words.latestOn, { day: formatDay(latest) })}</small>}
      </a>
    </li>
  );
}

function Section({ step, ...props }: BoardProps & { readonly step: Step }): JSX.Element {
  const { t } = useLook();
  const own = props.rows.filter(({ row }) => row.step === step);
  const shown = own.filter((one) => one.isShown).length;
  const first = own.find(({ row, isShown }) => isShown && row.overdue > 0 && step !== "concluded");
  return (
    <section id={step} aria-labelledby={`h-${step}`}>
      <div class="head">
        <h2 id={`h-${step}`}>{t(stepWords[step])}</h2>
        <p>
          <SectionFacts {...props} step={step} count={own.length} shown={shown} />
        </p>
      </div>
      {own.length === 0 ? (
        <p class="muted small">{t(words.nothing)}</p>
      ) : (
        <Table>
          {own.map((one) => (
            <BoardLine key={one.row.id} {...one} isFirst={one === first} today={props.today} back={props.plan.id} />
          ))}
        </Table>
      )}
    </section>
  );
}

interface SectionFactsProps extends Pick<BoardProps, "all" | "plan"> {
  readonly step: Step;
  readonly count: number;
  readonly shown: number;
}

function SectionFacts({ step, count, shown, all, plan }: SectionFactsProps): JSX.Element {
  const { t } = useLook();
  if (step === "concluded" && shown < count && !all)
    return (
      <>
        {t(words.latestHere, { count, shown })} <a href={`/inspections?plan=${plan.id}&all=yes#concluded`}>{t(words.seeAll, { count })}</a>
      </>
    );
  const facts = [t(words.countHere, { count }), ...(step === "sheets" ? [t(words.blindHere)] : [])];
  return <>{facts.join(" · ")}</>;
}

function Table({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { t, who } = useLook();
  return (
    <ReflowTable kind="inspections">
      <thead>
        <Row>
          <Column>{t(words.colUnit)}</Column>
          <Column>{t(words.colVisit)}</Column>
          <Column>{t(words.colStands)}</Column>
          <Column>{t(words.colLate)}</Column>
          {isLead(who) && <Column kind="next">{t(words.colNext)}</Column>}
        </Row>
      </thead>
      <RowGroup>{children}</RowGroup>
    </ReflowTable>
  );
}

function CancelledOnes({ cancelled }: { readonly cancelled: readonly Cancelled[] }): JSX.Element | null {
  const { t } = useLook();
  if (cancelled.length === 0) return null;
  return (
    <details>
      <summary>{t(words.cancelledHere, { count: cancelled.length })}</summary>
      <ul class="prose small">
        {cancelled.map(({ id, unitName, visitedOn, reason, at }) => (
          <li key={id}>{t(words.cancelledOne, { unit: unitName, visit: formatDay(visitedOn), day: formatDay(new Date(at)), reason })}</li>
        ))}
      </ul>
    </details>
  );
}
