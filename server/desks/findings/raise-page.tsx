import type { JSX } from "preact";
import { newId } from "../../../shared/id.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay } from "../../../shared/text.ts";
import { PieceOfEvidence } from "../../../shared/ui/PieceOfEvidence.tsx";
import { findingWords as words } from "../../../shared/words/cycle/findings.ts";
import type { FindingView } from "../../findings/finding-views.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { FieldError } from "../../web/FieldError.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { stateOf } from "./finding-words.ts";
import type { Proposal } from "./proposals.ts";

interface RaisePageProps {
  readonly inspection: { readonly id: string; readonly unitName: string; readonly visitedOn: string; readonly concluded: boolean };
  /** Of criteria that nothing was raised from yet. */
  readonly proposals: readonly Proposal[];
  readonly differing: number;
  readonly raised: readonly FindingView[];
  /** The plan's days for remedies. */
  readonly days: number;
  readonly back: string;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** All findings of an inspection in one step: proposed from what lost points, ticked, edited and raised at once. */
export function RaisePage({ inspection, proposals, differing, raised, days, back, filled, done }: RaisePageProps): JSX.Element {
  const { t } = useLook();
  const title = t(words.raiseTitle, { unit: inspection.unitName });
  return (
    <Layout title={title} active="findings" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={back}>{inspection.unitName}</a> › {formatDay(inspection.visitedOn)}
      </p>
      <ErrorSummary filled={filled} />
      <h1>{title}</h1>
      <p class="prose">{t(words.raiseHow)}</p>
      {inspection.concluded && <Notice kind="warn">{t(words.raiseConcluded)}</Notice>}
      {differing > 0 && <Notice kind="warn">{t(words.raiseDiffer, { count: differing })}</Notice>}
      {proposals.length === 0 ? (
        <p>{t(words.raiseNone)}</p>
      ) : (
        <form class="stack" method="post" action={`/inspections/${inspection.id}/findings`}>
          <FieldError filled={filled} name="tick" />
          <ul class="proposals" id="tick" tabindex={-1}>
            {proposals.map((proposal) => (
              <OneProposal key={proposal.criterion} proposal={proposal} days={days} filled={filled} />
            ))}
          </ul>
          <button class="btn primary">{t(words.raiseDo)}</button>
        </form>
      )}
      <Raised raised={raised} />
    </Layout>
  );
}

function OneProposal({ proposal, days, filled }: Pick<RaisePageProps, "days" | "filled"> & { readonly proposal: Proposal }): JSX.Element {
  const { t, language } = useLook();
  const { criterion, title, points, maxPoints, note, evidence } = proposal;
  const again = Object.keys(filled.values).length > 0;
  const named = (field: string) => `${field}-${criterion}`;
  const ticked = again ? filled.values[named("tick")] === "yes" : true;
  const text = filled.values[named("text")] ?? [t(title), note].filter((part) => part !== "").join(": ");
  return (
    <li>
      <input type="hidden" name={named("id")} value={filled.values[named("id")] ?? newId()} />
      <label class="check">
        <input type="checkbox" id={named("tick")} name={named("tick")} value="yes" checked={ticked} />
        <span>
          <b>{criterion}</b> {t(title)}
          <small>{t(words.raisePoints, { points: formatHundredths(points, language), max: formatHundredths(maxPoints, language) })}</small>
        </span>
      </label>
      <div class="row">
        <div class="field">
          <label for={named("text")}>{t(words.raiseText)}</label>
          <textarea id={named("text")} name={named("text")} rows={3} maxlength={4_000}>
            {text}
          </textarea>
          <FieldError filled={filled} name={named("text")} />
        </div>
        <div class="field until">
          <label for={named("due")}>{t(words.raiseDue)}</label>
          <input
            class="day"
            type="text"
            inputmode="numeric"
            maxlength={10}
            id={named("due")}
            name={named("due")}
            value={filled.values[named("due")] ?? ""}
            autocomplete="off"
            aria-describedby={named("due-hint")}
          />
          <span class="hint" id={named("due-hint")}>
            {t(words.raiseDueEmpty, { days })}
          </span>
          <FieldError filled={filled} name={named("due")} />
        </div>
      </div>
      {evidence.length > 0 && (
        <details>
          <summary>{t(words.raiseEvidence, { count: evidence.length })}</summary>
          {evidence.map((piece) => (
            <PieceOfEvidence key={piece.id} evidence={piece} />
          ))}
        </details>
      )}
    </li>
  );
}

function Raised({ raised }: Pick<RaisePageProps, "raised">): JSX.Element | null {
  const { t } = useLook();
  if (raised.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(words.raiseThere)}</h2>
        <p>{raised.length}</p>
      </div>
      <ul class="prose">
        {raised.map((finding) => (
          <li key={finding.id}>
            <a href={`/findings/${finding.id}`}>{finding.text}</a>{" "}
            <span class="muted">
              {finding.criterion} · {formatDay(finding.dueOn)} · {t(stateOf(finding, finding.turn).word)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
