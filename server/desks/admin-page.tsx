import type { JSX } from "preact";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { templateWords } from "../../shared/words/documents.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";

/** What is already there; decides what comes next. */
interface Prepared {
  readonly units: number;
  readonly blocks: number;
  readonly people: number;
  readonly inspectors: number;
  readonly waiting: number;
  readonly plans: number;
  readonly latestPlan: string;
  readonly inspections: number;
  readonly concluded: number;
}

/** In the order in which they are taken. `by`: whom the page lets in. */
const steps = [
  { at: "/admin/units", by: "admin", title: words.stepUnits, how: words.stepUnitsHow, state: words.haveUnits, needs: "units" },
  { at: "/admin/people", by: "admin", title: words.stepPeople, how: words.stepPeopleHow, state: words.havePeople, needs: "inspectors" },
  { at: "/admin/plan", by: "lead", title: words.stepPlan, how: words.stepPlanHow, state: words.havePlans, needs: "plans" },
  {
    at: "/admin/inspections",
    by: "lead",
    title: words.stepInspections,
    how: words.stepInspectionsHow,
    state: words.haveInspections,
    needs: "inspections",
  },
] as const;

export function AdminPage({ have }: { readonly have: Prepared }): JSX.Element {
  const { t } = useLook();
  const next = steps.find(({ needs }) => have[needs] === 0);
  return (
    <Layout title={t(words.title)} active="prepare" width="middle">
      <h1>{t(words.title)}</h1>
      <p class="muted">{t(words.lead)}</p>
      <ol class="steps">
        {steps.map((step) => (
          <Step key={step.at} step={step} have={have} isNext={step === next} />
        ))}
      </ol>
      {!next && <Notice kind="ok">{t(words.ready, { extension: t(shellWords.extension) })}</Notice>}
      <p>
        <a href="/admin/checklist">{t(words.checklist)}</a> · <a href="/admin/templates">{t(templateWords.title)}</a>
      </p>
    </Layout>
  );
}

interface StepProps {
  readonly step: (typeof steps)[number];
  readonly have: Prepared;
  readonly isNext: boolean;
}

function Step({ step, have, isNext }: StepProps): JSX.Element {
  const { t, who } = useLook();
  const isDone = have[step.needs] > 0;
  const mayOpen = step.by === "lead" || who?.roles.includes("admin");
  return (
    <li class={isDone ? "done" : undefined} aria-current={isNext ? "step" : undefined}>
      <div>
        <h2>{t(step.title)}</h2>
        <p class="muted">{isDone ? t(step.state, { ...have, title: have.latestPlan }) : t(step.how)}</p>
        {!mayOpen && <p class="small muted">{t(words.adminOnly)}</p>}
      </div>
      {mayOpen && (
        <a class={isNext ? "btn primary" : "btn"} href={step.at} aria-label={`${t(words.open)}: ${t(step.title)}`}>
          {t(words.open)}
        </a>
      )}
    </li>
  );
}
