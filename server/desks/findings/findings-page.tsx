import type { JSX } from "preact";
import { findingTurns } from "../../../shared/findings/finding.ts";
import type { Plan } from "../../../shared/plans/plan.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { type Bilingual, formatDay } from "../../../shared/text.ts";
import { State } from "../../../shared/ui/State.tsx";
import { adminWords } from "../../../shared/words/admin-pages.ts";
import { findingWords as words } from "../../../shared/words/cycle/findings.ts";
import { Island } from "../../web/Island.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Choice, Find } from "../../web/Pick.tsx";
import { Cell, GroupHead, Heads, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import type { FindingChoice, FindingSums, ListedFinding } from "./finding-choice.ts";
import { daysText, shownText, stateOf, turnWords } from "./finding-words.ts";

interface FindingsPageProps {
  readonly plans: readonly Plan[];
  readonly plan: Plan;
  readonly choice: FindingChoice;
  /** Findings of this unit alone. */
  readonly unit: string | undefined;
  readonly areas: readonly { readonly id: string; readonly title: Bilingual }[];
  readonly sums: FindingSums;
  readonly listed: readonly ListedFinding[];
  /** How many that are fixed are not in the list. */
  readonly more: number;
}

/** What units have to remedy, by whose turn it is. */
export function FindingsPage({ plan, sums, listed, more, ...made }: FindingsPageProps): JSX.Element {
  const { t, language } = useLook();
  const shown = listed.filter(({ hidden }) => !hidden).length;
  const query = new URLSearchParams({ plan: plan.id, ...(made.unit !== undefined && { unit: made.unit }) }).toString();
  return (
    <Layout title={t(words.title)} active="findings">
      <div class="title">
        <div>
          <h1>{t(words.title)}</h1>
          <p>{plan.title}</p>
        </div>
        {listed.length > 0 && (
          <p class="no-print">
            {t(words.download)}: <a href={`/findings.xlsx?${query}`}>XLSX</a> · <a href={`/findings.csv?${query}`}>CSV</a>
          </p>
        )}
      </div>
      <Sentence sums={sums} />
      {made.unit !== undefined && (
        <Notice kind="info">
          {t(words.ofUnit)} <a href={`/findings?plan=${plan.id}`}>{t(words.ofAllUnits)}</a>
        </Notice>
      )}
      <Filters plan={plan} {...made} />
      {listed.length > 0 && (
        <>
          <p class="muted" id="counted" role="status">
            {shownText(language, shown, listed.length)}
          </p>
          <List listed={listed} />
          {more > 0 && (
            <p class="muted">
              {t(words.fixedShown, { count: listed.filter(({ turn }) => turn === "fixed").length })}{" "}
              <a href={`/findings?${query}&turn=fixed`}>{t(words.fixedAll)}</a>
            </p>
          )}
          <Island name="findings" />
        </>
      )}
    </Layout>
  );
}

/** Before there is a plan. */
export function NoPlanPage(): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.title)} active="findings" width="middle">
      <h1>{t(words.title)}</h1>
      <Notice kind="info">
        {t(adminWords.needPlan)} <a href="/admin/plan">{t(adminWords.stepPlan)}</a>
      </Notice>
    </Layout>
  );
}

function Sentence({ sums }: Pick<FindingsPageProps, "sums">): JSX.Element {
  const { t, language } = useLook();
  const { sent, fixed, waiting, open, overdue, team, longest } = sums;
  if (sent + waiting === 0) return <p class="say">{t(words.sayNone)}</p>;
  const percent = sent === 0 ? "0" : formatHundredths(Math.floor((20_000 * fixed + sent) / (2 * sent)), language, 2);
  const { units, onTime } = sums;
  return (
    <p class="say">
      {sent > 0 && `${t(words.saySent, { sent, units, fixed, percent, onTime })} `}
      {open > 0 && `${t(words.sayOpen, { count: open })} `}
      {longest && <b class="late">{t(words.sayOverdue, { overdue, ...longest })} </b>}
      {team > 0 && `${t(words.sayTeam, { count: team })} `}
      {waiting > 0 && t(words.sayWaiting, { waiting })}
    </p>
  );
}

function Filters({
  plans,
  plan,
  choice,
  unit,
  areas,
}: Pick<FindingsPageProps, "plans" | "plan" | "choice" | "unit" | "areas">): JSX.Element {
  const { t } = useLook();
  return (
    <form class="pick no-print" method="get" action="/findings">
      <Choice name="plan" label={words.plan} chosen={plan.id} options={plans.map(({ id, title }) => [id, title])} />
      {unit !== undefined && <input type="hidden" name="unit" value={unit} />}
      <Find label={words.find} value={choice.q} />
      <Choice
        name="area"
        label={words.area}
        chosen={choice.area}
        options={[["", t(words.allAreas)], ...areas.map(({ id, title }) => [id, t(title)] as const)]}
      />
      <Choice
        name="due"
        label={words.due}
        chosen={choice.due}
        options={[
          ["", t(words.dueAny)],
          ["past", t(words.duePast)],
          ["week", t(words.dueWeek)],
        ]}
      />
      <Choice
        name="turn"
        label={words.turn}
        chosen={choice.turn}
        options={[["", t(words.allTurns)], ...findingTurns.map((turn) => [turn, t(turnWords[turn])] as const)]}
      />
      <button class="btn">{t(words.filter)}</button>
    </form>
  );
}

function List({ listed }: Pick<FindingsPageProps, "listed">): JSX.Element {
  const { t } = useLook();
  return (
    <ReflowTable kind="found">
      <Heads titles={[words.columnFinding, words.columnDue, words.columnState, words.columnResponsible]} />
      {findingTurns.map((turn) => {
        const own = listed.filter((finding) => finding.turn === turn);
        if (own.length === 0) return null;
        return (
          <RowGroup key={turn} of={turn} hidden={own.every(({ hidden }) => hidden)}>
            <Row kind="block">
              <GroupHead columns={4}>
                {t(turnWords[turn])} <span class="muted">· {own.length}</span>
              </GroupHead>
            </Row>
            {own.map((finding) => (
              <FindingRow key={finding.id} finding={finding} />
            ))}
          </RowGroup>
        );
      })}
    </ReflowTable>
  );
}

function FindingRow({ finding }: { readonly finding: ListedFinding }): JSX.Element {
  const { t, language } = useLook();
  const { turn, daysLeft, lateBy } = finding;
  const { tone, icon, word } = stateOf(finding, turn);
  return (
    <tr role="row" hidden={finding.hidden} data-area={finding.area} data-days={turn === "fixed" ? undefined : daysLeft}>
      <RowHead kind="about">
        <a href={`/findings/${finding.id}`}>{firstLine(finding.text)}</a>
        <span class="muted">
          {finding.unitName} · {finding.criterion}
        </span>
      </RowHead>
      <Cell label={t(words.columnDue)}>
        {formatDay(finding.dueOn)}
        {turn !== "waiting" && <small class={turn === "overdue" ? "late" : "muted"}>{daysText(language, daysLeft, lateBy)}</small>}
      </Cell>
      <Cell label={t(words.columnState)}>
        <State tone={tone} icon={icon} word={t(word)} />
      </Cell>
      <Cell label={t(words.columnResponsible)}>{finding.responsibleName ?? "–"}</Cell>
    </tr>
  );
}

const mostShown = 160;

function firstLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > mostShown ? `${line.slice(0, mostShown).toWellFormed()}…` : line;
}
