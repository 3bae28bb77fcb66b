import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import { FindingState } from "./FindingState.tsx";
import type { OwnInspection, Todo, UnitDesk } from "./unit-desk.ts";
import { visitText } from "./visit-words.ts";

/** The unit's front page: what it has to do by deadline, then what it has. */
export function UnitPage({ unit, today, inspections, findings, todo }: UnitDesk): JSX.Element {
  const { t, who } = useLook();
  const title = unit?.name ?? who?.name ?? "";
  return (
    <Layout title={title} active="unit">
      <div class="title">
        <div>
          <h1>{title}</h1>
          <p>{t(words.today, { day: formatDay(today) })}</p>
        </div>
      </div>
      {!unit && <Notice kind="info">{t(words.noUnit)}</Notice>}
      <section aria-labelledby="todo">
        <div class="head">
          <h2 id="todo">{t(words.todo)}</h2>
          <p>{t(words.todoOrder)}</p>
        </div>
        {todo.length === 0 ? <p>{t(words.nothingToDo)}</p> : <TodoList todo={todo} today={today} />}
      </section>
      <section id="self-scores">
        <div class="head">
          <h2>{t(words.selfScores)}</h2>
        </div>
        {inspections.length === 0 ? <p>{t(words.none)}</p> : <SelfScores inspections={inspections} />}
      </section>
      <section id="conclusions">
        <div class="head">
          <h2>{t(words.conclusions)}</h2>
        </div>
        <Conclusions inspections={inspections.filter(({ concludedAt }) => concludedAt !== null)} />
      </section>
      <section id="findings">
        <div class="head">
          <h2>{t(words.findings)}</h2>
        </div>
        {findings.length === 0 ? (
          <p>{t(words.noFinding)}</p>
        ) : (
          <ReflowTable>
            <Heads titles={[words.finding, words.deadline, words.status]} />
            <RowGroup>
              {findings.map((finding) => (
                <Row key={finding.id} kind={finding.overdue ? "late" : undefined}>
                  <RowHead>
                    <a href={`/unit/findings/${finding.id}`}>{finding.text}</a> <span class="muted">{finding.criterion}</span>
                  </RowHead>
                  <Cell label={t(words.deadline)}>{formatDay(finding.dueOn)}</Cell>
                  <Cell label={t(words.status)}>
                    <FindingState finding={finding} />
                  </Cell>
                </Row>
              ))}
            </RowGroup>
          </ReflowTable>
        )}
      </section>
    </Layout>
  );
}

function TodoList({ todo, today }: Pick<UnitDesk, "todo" | "today">): JSX.Element {
  const { t } = useLook();
  return (
    <ul class="todo">
      {todo.map((one, i) => {
        const late = one.dueOn !== null && one.dueOn < today;
        const due = one.dueOn && t(late ? words.overdue : words.dueOn, { day: formatDay(one.dueOn) });
        return (
          <li key={one.path} class={late ? "late" : undefined}>
            <Icon name={late ? "stop" : "clock"} />
            <div>
              <h3>{titleOf(t, one)}</h3>
              <p class="muted small">{[howOf(t, one), due].filter(Boolean).join(" · ")}</p>
            </div>
            <a class={i === 0 ? "btn primary" : "btn"} href={one.path}>
              {t(one.what === "self" ? words.score : one.what === "read" ? words.open : words.answer)}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

type Speak = ReturnType<typeof useLook>["t"];

function titleOf(t: Speak, { what, text }: Todo): string {
  if (what === "self") return t(words.todoSelf);
  if (what === "read") return t(words.todoRead);
  return t(what === "finding" ? words.todoFinding : words.todoExplain, { text: text.length > 120 ? `${text.slice(0, 119)}…` : text });
}

function howOf(t: Speak, { what, visit, count }: Todo): string {
  return what === "self" ? t(words.todoSelfHow, { visit: visitText(t, visit), count }) : visitText(t, visit);
}

function SelfScores({ inspections }: { readonly inspections: readonly OwnInspection[] }): JSX.Element {
  const { t } = useLook();
  return (
    <ReflowTable>
      <Heads titles={[words.inspection, words.deadline, words.status]} />
      <RowGroup>
        {inspections.map((own) => (
          <Row key={own.id}>
            <RowHead>
              <a href={`/unit/inspections/${own.id}/self-score`}>{visitText(t, own)}</a>
            </RowHead>
            <Cell label={t(words.deadline)}>{formatDay(own.selfScoreBy)}</Cell>
            <Cell label={t(words.status)}>
              {own.sent ? (
                <State
                  tone={own.sent.late ? "warn" : "ok"}
                  icon={own.sent.late ? "warn" : "checked"}
                  word={t(own.sent.late ? words.sentLate : words.sentAt, { at: formatDay(own.sent.at, true) })}
                />
              ) : (
                <State
                  tone={own.open ? "warn" : "idle"}
                  icon={own.open ? "clock" : "lock"}
                  word={t(own.open ? words.notSent : words.closed)}
                />
              )}
            </Cell>
          </Row>
        ))}
      </RowGroup>
    </ReflowTable>
  );
}

function Conclusions({ inspections }: { readonly inspections: readonly OwnInspection[] }): JSX.Element {
  const { t, language } = useLook();
  if (inspections.length === 0) return <p>{t(words.noConclusion)}</p>;
  return (
    <ReflowTable>
      <Heads titles={[words.inspection, words.concluded, words.status]} />
      <RowGroup>
        {inspections.map(({ id, index, concludedAt, ...visit }) => (
          <Row key={id}>
            <RowHead>
              <a href={`/unit/inspections/${id}`}>{visitText(t, visit)}</a>
            </RowHead>
            <Cell label={t(words.concluded)}>{concludedAt && formatDay(concludedAt)}</Cell>
            <Cell label={t(words.status)}>{index === null ? "–" : t(words.index, { index: formatHundredths(index, language, 2) })}</Cell>
          </Row>
        ))}
      </RowGroup>
    </ReflowTable>
  );
}
