import type { JSX } from "preact";
import { yearPeriod } from "../../shared/plans/official-periods.ts";
import type { Plan } from "../../shared/plans/plan.ts";
import { formatDay } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { limitWords } from "../../shared/words/limits.ts";
import type { Person } from "../people/people.ts";
import { Crumbs } from "../web/Crumbs.tsx";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { FieldError } from "../web/FieldError.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { KeyField } from "../web/KeyField.tsx";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { NextStep } from "../web/NextStep.tsx";
import { Notice } from "../web/Notice.tsx";
import { periodWords } from "./period-words.ts";
import type { TeamMember } from "./plans.ts";
import { TeamTable } from "./TeamTable.tsx";

interface NewPlan {
  readonly blocks: readonly { readonly name: string; readonly units: number }[];
  readonly people: readonly Person[];
  readonly filled: Filled;
  readonly chosenBlocks: readonly string[];
  readonly team: readonly TeamMember[];
  /** This year in Việt Nam, for what is proposed. */
  readonly year: number;
}

interface PlanPageProps extends NewPlan {
  readonly plans: readonly Plan[];
  readonly done: string | undefined;
}

export function PlanPage({ plans, done, ...made }: PlanPageProps): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.planTitle)} active="prepare" width="middle" done={done} hasErrors={hasErrors(made.filled)}>
      <Crumbs />
      <h1>{t(words.planTitle)}</h1>
      {plans.length > 0 && <NextStep at="/admin/inspections" title={words.stepInspections} />}
      <ErrorSummary filled={made.filled} />
      <FormOrWay {...made} />
      {plans.length > 0 && <Plans plans={plans} />}
    </Layout>
  );
}

/** A plan needs units and people: without them, the way to them. */
function FormOrWay(made: NewPlan): JSX.Element {
  const { t } = useLook();
  if (made.blocks.length === 0)
    return (
      <Notice kind="info">
        {t(words.needUnits)} <a href="/admin/units">{t(words.stepUnits)}</a>
      </Notice>
    );
  if (made.people.length === 0)
    return (
      <Notice kind="info">
        {t(words.noPeople)} <a href="/admin/people">{t(words.stepPeople)}</a>
      </Notice>
    );
  return <PlanForm {...made} />;
}

function PlanForm({ blocks, people, filled, chosenBlocks, team, year }: NewPlan): JSX.Element {
  const { t } = useLook();
  const title = t(words.planNameDefault, { year: String(year) });
  const { from, to } = yearPeriod(year);
  return (
    <form class="stack" method="post" action="/admin/plan">
      <KeyField />
      <Field filled={filled} name="title" label={words.planName} value={title} />
      <div class="row">
        <Field filled={filled} name="year" label={words.year} type="number" value={String(year)} />
        <Field filled={filled} name="targetPercent" label={words.target} type="number" value="30" />
      </div>
      <div class="row">
        <Field filled={filled} name="from" label={words.from} type="day" value={from} />
        <Field filled={filled} name="to" label={words.to} type="day" value={to} />
      </div>
      <p class="muted small">{t(words.periodHow)}</p>
      <label class="check">
        <input type="checkbox" name="cuts" value="yes" checked={filled.values["cuts"] === "yes"} />
        <span>{t(words.cuts)}</span>
      </label>
      <fieldset class="field" id="blocks">
        <legend>{t(words.planUnits)}</legend>
        {blocks.map(({ name, units }) => (
          <label key={name} class="check">
            <input type="checkbox" name="blocks" value={name} checked={chosenBlocks.includes(name)} />
            <span>{t(words.blockUnits, { block: name, units })}</span>
          </label>
        ))}
        <FieldError filled={filled} name="blocks" />
      </fieldset>
      <section>
        <div class="head">
          <h2>{t(words.team)}</h2>
        </div>
        <TeamTable people={people} team={team} filled={filled} />
      </section>
      <button class="btn primary">{t(words.makePlan)}</button>
    </form>
  );
}

function Plans({ plans }: { readonly plans: readonly Plan[] }): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.plansHere)}</h2>
      </div>
      <ul class="prose">
        {plans.map((plan) => (
          <li key={plan.id}>
            <a href={`/results?plan=${plan.id}`}>{plan.title}</a> <PlanFacts plan={plan} />
            <br />
            <a href={`/admin/limits?plan=${plan.id}`} aria-label={`${t(limitWords.link)}: ${plan.title}`}>
              {t(limitWords.link)}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href="/admin/calendar">{t(limitWords.calendarLink)}</a>
      </p>
    </section>
  );
}

function PlanFacts({ plan: { checklist, periods } }: { readonly plan: Plan }): JSX.Element {
  const { t } = useLook();
  const days = periods.map(({ kind, from, to }) => `${t(periodWords[kind])} ${formatDay(from)} – ${formatDay(to)}`);
  return <span class="muted">{`· ${checklist.id}@${checklist.version} · ${days.join("; ")}`}</span>;
}
