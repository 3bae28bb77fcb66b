import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Plan } from "../../shared/plans/plan.ts";
import { formatDay } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { panel } from "../../shared/words/panel.ts";
import { ScorersField } from "../screen/ScorersField.tsx";

export interface SurpriseChoice {
  readonly plan: Plan;
  readonly unit: Unit;
  readonly form: InspectionForm;
  /** The opener among them. */
  readonly scorers: number;
}

const forms = ["remote", "onsite", "both"] as const satisfies readonly InspectionForm[];

/** Plan and form of a surprise inspection; its day is today. The form has no default: it decides which criteria are judged. */
export function SurpriseForm({
  plans,
  unit,
  onBegin,
}: {
  plans: readonly Plan[];
  unit: Unit;
  onBegin: (choice: SurpriseChoice) => void;
}): JSX.Element {
  const { t } = useSpeech();
  const newest = [...plans].sort((a, b) => b.year - a.year);
  const [plan, setPlan] = useState(newest[0]);
  const [form, setForm] = useState<InspectionForm>();
  const [scorers, setScorers] = useState(1);
  const [asked, setAsked] = useState(false);
  if (!plan) return <p>{t(panel.noPlan)}</p>;
  return (
    <form
      class="surprise"
      onSubmit={(event) => {
        event.preventDefault();
        if (form) onBegin({ plan, unit, form, scorers });
        else setAsked(true);
      }}
    >
      <p>{t(panel.surpriseToday, { day: formatDay(new Date()) })}</p>
      {newest.length > 1 ? (
        <div>
          <label class="lab" for="surprise-plan">
            {t(panel.plan)}
          </label>
          <select
            id="surprise-plan"
            value={plan.id}
            onChange={(event) => setPlan(newest.find(({ id }) => id === event.currentTarget.value))}
          >
            {newest.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </div>
      ) : (
        <p>
          <span class="lab">{t(panel.plan)}</span>
          {plan.title}
        </p>
      )}
      <fieldset class="options">
        <legend class="lab">{t(panel.form)}</legend>
        {forms.map((one) => (
          <label key={one} class="opt">
            <input type="radio" name="surprise-form" value={one} checked={form === one} onChange={() => setForm(one)} />
            <span>{t(fieldWords[one])}</span>
          </label>
        ))}
      </fieldset>
      <p class={asked && !form ? "hint danger" : "vh"} role="status">
        {asked && !form && t(panel.chooseForm)}
      </p>
      <ScorersField scorers={scorers} onChoose={setScorers} />
      <p class="hint">{t(panel.surpriseHow)}</p>
      <button type="submit" class="btn primary" aria-disabled={form === undefined}>
        {t(panel.begin)}
      </button>
    </form>
  );
}
