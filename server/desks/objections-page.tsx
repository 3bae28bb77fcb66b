import type { JSX } from "preact";
import type { Objection } from "../../shared/decisions/objection.ts";
import { formatDay } from "../../shared/text.ts";
import { inspectionWords } from "../../shared/words/inspection/inspection-page.ts";
import { unitDeskWords as words } from "../../shared/words/unit-desk.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { emptyForm, type Filled } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import type { InspectionView } from "./inspection-view.ts";
import { Answered } from "./unit/conclusion-page.tsx";

export interface ObjectionsProps {
  readonly inspection: Pick<InspectionView, "id" | "unit" | "checklist">;
  readonly objections: readonly Objection[];
  readonly names: ReadonlyMap<string, string>;
  readonly filled: Filled;
  /** The objection whose answer was refused. */
  readonly answering: string | undefined;
  readonly done: string | undefined;
}

/** Objections to a conclusion; those that wait first. */
export function ObjectionsPage({ inspection, objections, names, filled, answering, done }: ObjectionsProps): JSX.Element {
  const { t } = useLook();
  const title = t(words.objectionsOf, { unit: inspection.unit.name });
  const sorted = [...objections].sort((a, b) => Number(a.answer !== null) - Number(b.answer !== null));
  return (
    <Layout title={title} active="inspections" width="middle" done={done} hasErrors={Object.keys(filled.errors).length > 0}>
      <h1>{title}</h1>
      <ErrorSummary filled={filled} />
      <p>
        {t(words.acceptHow)} <a href={`/inspections/${inspection.id}/correct`}>{t(inspectionWords.toCorrect)}</a>
      </p>
      {sorted.length === 0 && <p>{t(words.noObjection)}</p>}
      {sorted.map((one) => {
        const criterion = inspection.checklist.criteria.find(({ id }) => id === one.criterion);
        return (
          <section key={one.id} class="decide">
            <h2>{[one.criterion, criterion && t(criterion.title)].filter(Boolean).join(" · ")}</h2>
            <p class="note">{one.text}</p>
            <p class="muted small">{`${names.get(one.by) ?? ""} · ${t(words.raisedAt, { at: formatDay(one.at, true) })}`}</p>
            <Answered objection={one} />
            {one.answer && <p class="muted small">{`${names.get(one.answer.by ?? "") ?? ""} · ${formatDay(one.answer.at, true)}`}</p>}
            {!one.answer && (
              <form class="stack" method="post" action={`/inspections/${inspection.id}/objections/${one.id}`}>
                <Field filled={answering === one.id ? filled : emptyForm} name="answer" label={words.answerReason} rows={4} />
                <div class="row">
                  <button class="btn" name="decision" value="accept">
                    {t(words.accept)}
                  </button>
                  <button class="btn" name="decision" value="decline">
                    {t(words.decline)}
                  </button>
                </div>
              </form>
            )}
          </section>
        );
      })}
    </Layout>
  );
}
