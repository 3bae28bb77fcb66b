import type { JSX } from "preact";
import { inspectionKinds, type Plan } from "../../shared/plans/plan.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { Person } from "../people/people.ts";
import type { TeamMember } from "../plans/plans.ts";
import { TeamTable } from "../plans/TeamTable.tsx";
import { Field } from "../web/Field.tsx";
import { FieldError } from "../web/FieldError.tsx";
import type { Filled } from "../web/forms.ts";
import { KeyField } from "../web/KeyField.tsx";
import { useLook } from "../web/look.ts";

/** More are found by the filter; a page of thousands of boxes helps nobody. */
const unitsShown = 200;

export interface OpenFormProps {
  readonly plan: Plan;
  /** The filter that found `units`. */
  readonly block: string;
  readonly find: string;
  /** Every unit that fits the filter. */
  readonly units: readonly Unit[];
  /** By unit: how many inspections the plan has of it. */
  readonly counted: ReadonlyMap<string, number>;
  readonly people: readonly Person[];
  readonly team: readonly TeamMember[];
  readonly today: string;
  /** By id, the units that were ticked. */
  readonly chosen: readonly string[];
  readonly filled: Filled;
}

/** Opens inspections of the chosen units, all alike. */
export function OpenForm(props: OpenFormProps): JSX.Element {
  const { t } = useLook();
  const { plan, block, find, people, team, filled } = props;
  return (
    <form class="stack" method="post" action="/admin/inspections">
      <KeyField />
      <input type="hidden" name="plan" value={plan.id} />
      <input type="hidden" name="block" value={block} />
      <input type="hidden" name="find" value={find} />
      <Units {...props} />
      <Visit {...props} />
      <label class="check">
        <input type="checkbox" name="announced" value="yes" checked={filled.values["announced"] === "yes"} />
        <span>{t(words.announced)}</span>
      </label>
      <details open={filled.errors["team"] !== undefined}>
        <summary>{t(words.team)}</summary>
        <TeamTable people={people} team={team} filled={filled} />
      </details>
      <button class="btn primary">{t(words.openDo)}</button>
    </form>
  );
}

function Units({ units, counted, chosen, filled }: OpenFormProps): JSX.Element {
  const { t } = useLook();
  const shown = units.slice(0, unitsShown);
  const isCut = shown.length < units.length;
  return (
    <fieldset class="field" id="units">
      <legend>{t(words.whichUnits)}</legend>
      <p class="muted small">
        {isCut ? t(words.shownOf, { count: shown.length, all: units.length }) : t(words.shown, { count: shown.length })}
      </p>
      <label class="check">
        <input type="checkbox" name="all" value="yes" checked={filled.values["all"] === "yes"} />
        <span>{t(words.allShown, { count: units.length })}</span>
      </label>
      <div class="pickunits" tabindex={0} role="group" aria-label={t(words.whichUnits)}>
        {shown.map((unit) => (
          <UnitBox key={unit.id} unit={unit} before={counted.get(unit.id) ?? 0} isChosen={chosen.includes(unit.id)} />
        ))}
      </div>
      <FieldError filled={filled} name="units" />
    </fieldset>
  );
}

interface UnitBoxProps {
  readonly unit: Unit;
  /** How many inspections the plan has of it. */
  readonly before: number;
  readonly isChosen: boolean;
}

function UnitBox({ unit, before, isChosen }: UnitBoxProps): JSX.Element {
  const { t } = useLook();
  const facts = [unit.block, ...(before > 0 ? [t(words.already, { count: before })] : [])];
  return (
    <label class="check">
      <input type="checkbox" name="units" value={unit.id} checked={isChosen} />
      <span>
        {unit.name} <span class="muted">{facts.map((fact) => `· ${fact}`).join(" ")}</span>
      </span>
    </label>
  );
}

/** What kind of inspection, in which form, and on which day. */
function Visit({ today, filled }: OpenFormProps): JSX.Element {
  const { t } = useLook();
  return (
    <div class="row">
      <div class="field">
        <label for="kind">{t(words.kindOf)}</label>
        <select id="kind" name="kind">
          {inspectionKinds.map((kind) => (
            <option key={kind} value={kind} selected={filled.values["kind"] === kind}>
              {t(fieldWords[kind])}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="form">{t(words.formOf)}</label>
        <select id="form" name="form">
          {(["both", "onsite", "remote"] as const).map((form) => (
            <option key={form} value={form} selected={filled.values["form"] === form}>
              {t(fieldWords[form])}
            </option>
          ))}
        </select>
      </div>
      <Field filled={filled} name="visitedOn" label={words.visitedOn} type="day" value={today} />
    </div>
  );
}
