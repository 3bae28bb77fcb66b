import type { JSX } from "preact";
import type { Plan } from "../../shared/plans/plan.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { Crumbs } from "../web/Crumbs.tsx";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import { Choice } from "../web/Pick.tsx";
import { InspectionList } from "./InspectionList.tsx";
import { OpenForm, type OpenFormProps } from "./OpenForm.tsx";
import type { ListedInspection } from "./plan-inspections.ts";

interface FilterProps {
  readonly plans: readonly Plan[];
  readonly plan: Plan;
  readonly blocks: readonly string[];
  readonly block: string;
  readonly find: string;
}

interface InspectionsPageProps extends FilterProps, OpenFormProps {
  readonly inspections: readonly ListedInspection[];
  readonly done: string | undefined;
}

export function NeedPlanPage(): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.inspectionsTitle)} active="prepare" width="middle">
      <Crumbs />
      <h1>{t(words.inspectionsTitle)}</h1>
      <Notice kind="info">
        {t(words.needPlan)} <a href="/admin/plan">{t(words.stepPlan)}</a>
      </Notice>
    </Layout>
  );
}

export function InspectionsPage({ plans, blocks, inspections, done, ...made }: InspectionsPageProps): JSX.Element {
  const { t } = useLook();
  const { plan, block, find, filled } = made;
  return (
    <Layout title={t(words.inspectionsTitle)} active="prepare" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <Crumbs />
      <h1>{t(words.inspectionsTitle)}</h1>
      <ErrorSummary filled={filled} />
      <Filter plans={plans} plan={plan} blocks={blocks} block={block} find={find} />
      <OpenForm {...made} />
      <InspectionList inspections={inspections} plan={plan} />
    </Layout>
  );
}

function Filter({ plans, plan, blocks, block, find }: FilterProps): JSX.Element {
  const { t } = useLook();
  return (
    <form class="pick" method="get" action="/admin/inspections">
      <Choice name="plan" label={words.plan} chosen={plan.id} options={plans.map(({ id, title }) => [id, title])} />
      <Choice
        name="block"
        label={words.block}
        chosen={block}
        options={[["", t(words.allBlocks)], ...blocks.map((name) => [name, name] as const)]}
      />
      <label>
        {t(words.find)}
        <input name="find" value={find} />
      </label>
      <button class="btn">{t(words.filter)}</button>
    </form>
  );
}
