import type { ComponentChildren, JSX } from "preact";
import type { InspectionDetail } from "../../../shared/plans/plan-changes.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { changeWords as words } from "../../../shared/words/board.ts";
import { fieldWords } from "../../../shared/words/field.ts";
import type { Ending, SuccessorUnit } from "../../inspections/hand-over.ts";
import { formSaid, kindSaid } from "../../inspections/kind-words.ts";
import type { Person } from "../../people/people.ts";
import type { TeamMember } from "../../plans/plans.ts";
import { TeamTable } from "../../plans/TeamTable.tsx";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import { FieldError } from "../../web/FieldError.tsx";
import { emptyForm, type Filled, hasErrors } from "../../web/forms.ts";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";

interface ChangeProps {
  readonly inspection: InspectionDetail;
  /** What the page was drawn of: nobody changes over what somebody else has changed since. */
  readonly seen: string;
  readonly people: readonly Person[];
  /** The team that stands, or the one that was chosen and refused. */
  readonly team: readonly TeamMember[];
  readonly names: ReadonlyMap<string, string>;
  /** Which form was refused. */
  readonly what: string;
  readonly filled: Filled;
  readonly done: string | undefined;
  /** The unit has ended by the day of the visit. */
  readonly ending: Ending | undefined;
}

/** What is done with one inspection beside scoring it: moved, another team, an excuse, its end. */
export function ChangePage(props: ChangeProps): JSX.Element {
  const { t } = useLook();
  const { inspection, filled, done } = props;
  const { kind, form, visitedOn, state, planId, unitName } = inspection;
  const title = t(words.title, { unit: unitName });
  const isOver = state === "concluded" || state === "cancelled";
  return (
    <Layout title={title} active="inspections" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={`/inspections?plan=${planId}`}>{t(words.back)}</a>
      </p>
      <h1>{title}</h1>
      <p class="muted">{t(words.facts, { kind: t(kindSaid(kind)), form: t(formSaid(form)), day: formatDay(visitedOn) })}</p>
      <ErrorSummary filled={filled} />
      {isOver ? <Notice kind="info">{t(words.over)}</Notice> : <Forms {...props} />}
    </Layout>
  );
}

function Forms(props: ChangeProps): JSX.Element {
  const { inspection, ending } = props;
  const waited = inspection.team.filter(({ scores, excused, vacant }) => scores && !excused && !vacant);
  const excused = inspection.team.filter((one) => one.excused);
  return (
    <>
      {ending && <Handover {...props} ending={ending} />}
      <Move {...props} />
      <Team {...props} />
      {waited.length > 0 && (
        <Excuse {...props} form="excuse" title={words.excuse} how={words.excuseHow} action={words.excuseDo} of={waited} />
      )}
      {excused.length > 0 && <Excuse {...props} form="undo" title={words.undo} how={words.undoHow} action={words.undoDo} of={excused} />}
      <Cancel {...props} />
    </>
  );
}

interface PartProps extends ChangeProps {
  readonly form: string;
  readonly title: Words;
  readonly how?: Words;
  readonly children: ComponentChildren;
}

/** One form of the page, by its name in `what`. */
function Part({ inspection, seen, form, title, how, children }: PartProps): JSX.Element {
  const { t } = useLook();
  return (
    <section aria-labelledby={`h-${form}`}>
      <div class="head">
        <h2 id={`h-${form}`}>{t(title)}</h2>
      </div>
      {how && <p class="muted small">{t(how)}</p>}
      <form class="stack" method="post" action={`/inspections/${inspection.id}/change`}>
        <input type="hidden" name="what" value={form} />
        <input type="hidden" name="seen" value={seen} />
        {children}
      </form>
    </section>
  );
}

/** What was typed into this form, where it is the one that was refused. */
function filledOf({ what, filled }: ChangeProps, form: string): Filled {
  return what === form ? filled : emptyForm;
}

function Move(props: ChangeProps): JSX.Element {
  const { t } = useLook();
  const { inspection } = props;
  const filled = filledOf(props, "move");
  const again = Object.keys(filled.values).length > 0;
  const form = filled.values["form"] ?? inspection.form;
  const announced = again ? filled.values["announced"] === "yes" : inspection.announced;
  return (
    <Part {...props} form="move" title={words.move} how={words.moveHow}>
      <div class="row">
        <Field filled={filled} name="visitedOn" label={words.day} type="day" value={inspection.visitedOn} />
        <div class="field">
          <label for="form">{t(words.form)}</label>
          <select id="form" name="form">
            {(["remote", "onsite", "both"] as const).map((one) => (
              <option key={one} value={one} selected={one === form}>
                {t(fieldWords[one])}
              </option>
            ))}
          </select>
        </div>
      </div>
      <label class="check">
        <input type="checkbox" name="announced" value="yes" checked={announced} />
        <span>{t(words.announced)}</span>
      </label>
      <Reason form="move" filled={filled} />
      <button class="btn">{t(words.saveMove)}</button>
    </Part>
  );
}

function Team(props: ChangeProps): JSX.Element {
  const { t } = useLook();
  const { people, team } = props;
  const filled = filledOf(props, "team");
  return (
    <Part {...props} form="team" title={words.team}>
      <details open={Object.keys(filled.values).length > 0}>
        <summary>{t(words.team)}</summary>
        <TeamTable people={people} team={team} filled={filled} />
      </details>
      <Reason form="team" filled={filled} />
      <button class="btn">{t(words.saveTeam)}</button>
    </Part>
  );
}

interface ExcuseProps extends Omit<PartProps, "children"> {
  readonly action: Words;
  readonly of: InspectionDetail["team"];
}

function Excuse({ action, of, ...props }: ExcuseProps): JSX.Element {
  const { t } = useLook();
  const { names, form } = props;
  const filled = filledOf(props, form);
  return (
    <Part {...props}>
      <div class="field">
        <label for={`person-${form}`}>{t(words.who)}</label>
        <select id={`person-${form}`} name="person">
          {of.map(({ personId }) => (
            <option key={personId} value={personId} selected={filled.values["person"] === personId}>
              {names.get(personId) ?? personId}
            </option>
          ))}
        </select>
        <FieldError filled={filled} name="person" />
      </div>
      <Reason form={form} filled={filled} />
      <button class="btn">{t(action)}</button>
    </Part>
  );
}

function Handover(props: ChangeProps & { readonly ending: Ending }): JSX.Element {
  const { t } = useLook();
  const { closedOn, successors } = props.ending;
  const filled = filledOf(props, "handover");
  const day = formatDay(closedOn);
  if (successors.length === 0) return <Notice kind="warn">{t(words.noSuccessor, { closedOn: day })}</Notice>;
  const said = ({ name, on, decision }: SuccessorUnit) =>
    decision
      ? t(words.successorBy, { unit: name, on: formatDay(on), decision })
      : t(words.successorSince, { unit: name, on: formatDay(on) });
  return (
    <Part {...props} form="handover" title={words.handover}>
      <p class="muted small">{t(words.handoverHow, { closedOn: day })}</p>
      <div class="field">
        <label for="successor">{t(words.successor)}</label>
        <select id="successor" name="successor">
          {successors.map((successor) => (
            <option key={successor.id} value={successor.id} selected={filled.values["successor"] === successor.id}>
              {said(successor)}
            </option>
          ))}
        </select>
        <FieldError filled={filled} name="successor" />
      </div>
      <Reason form="handover" filled={filled} />
      <button class="btn">{t(words.handoverDo)}</button>
    </Part>
  );
}

function Cancel(props: ChangeProps): JSX.Element {
  const { t } = useLook();
  return (
    <Part {...props} form="cancel" title={words.cancel} how={words.cancelHow}>
      <Reason form="cancel" filled={filledOf(props, "cancel")} />
      <button class="btn danger">{t(words.cancelDo)}</button>
    </Part>
  );
}

/** Where it is the one that is missing it has the id that the list of what is wrong leads to. */
function Reason({ form, filled }: { readonly form: string; readonly filled: Filled }): JSX.Element {
  const { t } = useLook();
  const isWrong = filled.errors["reason"] !== undefined;
  const id = isWrong ? "reason" : `reason-${form}`;
  return (
    <div class="field">
      <label for={id}>{t(words.reason)}</label>
      <input
        id={id}
        name="reason"
        type="text"
        maxlength={2_000}
        autocomplete="off"
        required
        value={filled.values["reason"] ?? ""}
        aria-invalid={isWrong ? "true" : undefined}
        aria-describedby={isWrong ? "reason-error" : undefined}
      />
      <FieldError filled={filled} name="reason" />
    </div>
  );
}
