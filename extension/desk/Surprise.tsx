import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Plan } from "../../shared/plans/plan.ts";
import { vietnamDay } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { isOpenOn, searchUnits, type Unit } from "../../shared/units/unit.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { createDraft } from "../drafts/drafts.ts";
import type { StoredField } from "../drafts/field.ts";
import { surpriseDraft } from "../drafts/new-draft.ts";
import { ScorersField } from "../screen/ScorersField.tsx";
import { useDesk } from "./desk-context.ts";
import { openOptions } from "./open-options.ts";
import { goTo } from "./route.ts";

const shown = 30;
const forms: readonly InspectionForm[] = ["onsite", "both", "remote"];

/** Opens a surprise inspection (đột xuất) of any unit of the plan, with no network. */
export function Surprise(): JSX.Element {
  const { t } = useSpeech();
  const { state } = useDesk();
  const stored = state.stored;
  return (
    <section aria-labelledby="surprise">
      <header>
        <h1 id="surprise" tabIndex={-1}>
          {t(deskWords.surpriseTitle)}
        </h1>
        <p>{t(deskWords.surpriseNote)}</p>
      </header>
      {stored && stored.field.plans.length > 0 ? (
        <SurpriseForm stored={stored} />
      ) : (
        <div class="empty">
          <p>{t(deskWords.surpriseNeedsField)}</p>
          <button type="button" class="btn primary" onClick={openOptions}>
            {t(deskWords.signIn)}
          </button>
        </div>
      )}
    </section>
  );
}

function SurpriseForm({ stored }: { stored: StoredField }): JSX.Element {
  const { t } = useSpeech();
  const { now, run } = useDesk();
  const id = useId();
  const { plans, units } = stored.field;
  const newest = plans.reduce((latest, plan) => (plan.year > latest.year ? plan : latest));
  const [plan, setPlan] = useState<Plan>(newest);
  const [query, setQuery] = useState("");
  const [unit, setUnit] = useState<Unit>();
  const [form, setForm] = useState<InspectionForm>("onsite");
  const [scorers, setScorers] = useState(1);
  const [asked, setAsked] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const today = vietnamDay(now);
  const found = searchUnits(
    units.filter((one) => isOpenOn(one, today)),
    query,
  );
  const open = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    if (!unit) {
      search.current?.focus();
      return;
    }
    void run("openSurprise", async () => {
      const draft = await createDraft(surpriseDraft({ plan, unit, form, scorers }, stored, new Date()));
      goTo(`#/score/${draft.id}`);
    });
  };
  return (
    <form class="form" onSubmit={open}>
      {plans.length > 1 && (
        <div class="field">
          <label for={`${id}-plan`}>{t(deskWords.plan)}</label>
          <select
            id={`${id}-plan`}
            value={plan.id}
            onChange={(event) => setPlan(plans.find((one) => one.id === event.currentTarget.value) ?? newest)}
          >
            {plans.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="field">
        <label for={`${id}-find`}>{t(deskWords.findUnit)}</label>
        <input
          id={`${id}-find`}
          ref={search}
          type="search"
          autocomplete="off"
          value={query}
          aria-describedby={`${id}-count`}
          aria-invalid={asked && !unit}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setUnit(undefined);
            setAsked(false);
          }}
        />
        <p id={`${id}-count`} role="status" class={asked && !unit ? "hint danger" : "hint"}>
          {asked && !unit
            ? t(deskWords.unitFirst)
            : t(found.length > shown ? deskWords.unitsMore : deskWords.unitsFound, { count: found.length })}
        </p>
        {found.length === 0 && <p class="hint">{t(deskWords.noUnitFound)}</p>}
        <fieldset class="choices">
          <legend class="vh">{t(deskWords.chooseUnit)}</legend>
          {found.slice(0, shown).map((one) => (
            <label key={one.id} class="choice">
              <input type="radio" name={`${id}-unit`} checked={unit?.id === one.id} onChange={() => setUnit(one)} />
              <span>
                {one.name}
                <small>{one.block}</small>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
      <fieldset class="field">
        <legend>{t(deskWords.chooseForm)}</legend>
        {forms.map((one) => (
          <label key={one} class="choice">
            <input type="radio" name={`${id}-form`} checked={form === one} onChange={() => setForm(one)} />
            <span>{t(fieldWords[one])}</span>
          </label>
        ))}
      </fieldset>
      <ScorersField scorers={scorers} onChoose={setScorers} />
      <div class="acts">
        <a class="btn" href="#/">
          {t(deskWords.cancel)}
        </a>
        <button type="submit" class="btn primary" aria-disabled={!unit}>
          {t(deskWords.openAndScore)}
        </button>
      </div>
    </form>
  );
}
