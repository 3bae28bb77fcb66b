import type { JSX } from "preact";
import type { PlanDetail } from "../../shared/plans/plan-changes.ts";
import { limitWords as words } from "../../shared/words/limits.ts";
import { Crumbs } from "../web/Crumbs.tsx";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";

interface LimitsProps {
  readonly plan: PlanDetail;
  readonly seen: string;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** How long a plan gives for each step. */
export function LimitsPage({ plan, seen, filled, done }: LimitsProps): JSX.Element {
  const { t } = useLook();
  const title = t(words.title, { plan: plan.title });
  const steps = ["selfScore", "sheets", "settling", "conclusion", "objection", "remedies"] as const;
  return (
    <Layout title={title} active="prepare" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <Crumbs />
      <h1>{title}</h1>
      <p class="muted">
        {t(words.how)} <a href="/admin/calendar">{t(words.calendarLink)}</a>
      </p>
      <ErrorSummary filled={filled} />
      <form class="stack" method="post" action="/admin/limits">
        <input type="hidden" name="plan" value={plan.id} />
        <input type="hidden" name="seen" value={seen} />
        {steps.map((step) => (
          <Field key={step} filled={filled} name={step} label={words[step]} type="number" value={String(plan.limits[step])} />
        ))}
        <button class="btn primary">{t(words.save)}</button>
      </form>
    </Layout>
  );
}
