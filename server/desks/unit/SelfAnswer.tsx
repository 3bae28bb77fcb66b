import type { JSX } from "preact";
import type { Criterion } from "../../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import type { SelfFields } from "../../../shared/sheets/self-form.ts";
import { Ladder } from "../../../shared/ui/criterion/Ladder.tsx";
import { Option } from "../../../shared/ui/criterion/Option.tsx";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import { useLook } from "../../web/look.ts";

interface SelfAnswerProps {
  readonly criterion: Criterion;
  readonly fields: SelfFields;
}

/** The fields in which a criterion is answered, as `readFields` reads them. */
export function SelfAnswer({ criterion, fields }: SelfAnswerProps): JSX.Element {
  const { t } = useLook();
  const { notApplicable, zeroIf } = criterion;
  return (
    <>
      <Answers criterion={criterion} fields={fields} />
      {zeroIf && (
        <Option kind="knock" label={t(words.knockOut, { reason: t(zeroIf) })} points="0">
          <input type="checkbox" name="knockedOut" value="yes" checked={fields["knockedOut"] === "yes"} />
        </Option>
      )}
      {notApplicable && (
        <>
          <label class="check">
            <input type="checkbox" name="na" value="yes" checked={fields["na"] === "yes"} />
            <span>{t(words.notApplicable, { when: t(notApplicable.when) })}</span>
          </label>
          <div class="field">
            <label for="naReason">{t(words.notApplicableReason)}</label>
            <textarea id="naReason" name="naReason" rows={2}>
              {fields["naReason"] ?? ""}
            </textarea>
          </div>
        </>
      )}
      <div class="field">
        <label for="note">{t(words.selfNote)}</label>
        <textarea id="note" name="note" rows={4}>
          {fields["note"] ?? ""}
        </textarea>
      </div>
    </>
  );
}

function Answers({ criterion, fields }: SelfAnswerProps): JSX.Element {
  const { t, language } = useLook();
  const { method } = criterion;
  const worth = (points: number) => formatHundredths(points, language);
  switch (method.type) {
    case "boolean":
      return (
        <Choices
          chosen={fields["answer"]}
          choices={[
            { value: "yes", label: t(words.yes), points: worth(method.yes) },
            { value: "no", label: t(words.no), points: worth(method.no) },
          ]}
        />
      );
    case "levels":
      return (
        <Choices
          chosen={fields["answer"]}
          choices={method.levels.map(({ label, points }, i) => ({ value: `level-${i}`, label: t(label), points: worth(points) }))}
        />
      );
    case "checklist":
      return (
        <fieldset class="options">
          <legend>{t(words.ticksLegend)}</legend>
          {method.items.map(({ key, label }) => (
            <Option key={key} label={t(label)} points={worth(method.pointsEach)}>
              <input type="checkbox" name={`tick-${key}`} value="yes" checked={fields[`tick-${key}`] === "yes"} />
            </Option>
          ))}
          <Option kind="none" label={t(words.noneTicked)} points="0">
            <input type="checkbox" name="none" value="yes" checked={fields["none"] === "yes"} />
          </Option>
        </fieldset>
      );
    case "ratio":
      return <Ratio criterion={criterion} fields={fields} />;
    case "deduct":
      return <Faults criterion={criterion} fields={fields} />;
  }
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly points: string;
}

function Choices({ choices, chosen }: { readonly choices: readonly Choice[]; readonly chosen: string | undefined }): JSX.Element {
  const { t } = useLook();
  return (
    <fieldset class="options">
      <legend>{t(words.answerLegend)}</legend>
      {choices.map(({ value, label, points }) => (
        <Option key={value} label={label} points={points}>
          <input type="radio" name="answer" value={value} checked={chosen === value} />
        </Option>
      ))}
    </fieldset>
  );
}

function Ratio({ criterion, fields }: SelfAnswerProps): JSX.Element | null {
  const { t } = useLook();
  const { method } = criterion;
  if (method.type !== "ratio") return null;
  return (
    <>
      <div class="field">
        <label for="numerator">
          {t(words.numerator)} <span>{t(method.numerator)}</span>
        </label>
        <input id="numerator" name="numerator" type="text" inputmode="numeric" autocomplete="off" value={fields["numerator"] ?? ""} />
      </div>
      <div class="field">
        <label for="denominator">
          {t(words.denominator)} <span>{t(method.denominator)}</span>
        </label>
        <input id="denominator" name="denominator" type="text" inputmode="numeric" autocomplete="off" value={fields["denominator"] ?? ""} />
      </div>
      {(method.figures ?? []).map(({ key, label }, i) => (
        <div class="field" key={key}>
          <label for={`figure-${i}`}>
            {t(words.figure)} <span>{t(label)}</span>
          </label>
          <input
            id={`figure-${i}`}
            name="figure"
            type="text"
            inputmode="numeric"
            autocomplete="off"
            value={fields[`figure-${key}`] ?? ""}
          />
        </div>
      ))}
      <Ladder criterion={criterion} method={method} />
      <div class="field">
        <label for="contradiction">{t(words.contradiction)}</label>
        <textarea id="contradiction" name="contradiction" rows={2}>
          {fields["contradiction"] ?? ""}
        </textarea>
      </div>
    </>
  );
}

function Faults({ criterion: { method }, fields }: SelfAnswerProps): JSX.Element | null {
  const { t, language } = useLook();
  if (method.type !== "deduct") return null;
  return (
    <>
      {method.rules.map(({ per, points }, i) => (
        <div class="field" key={per.vi}>
          <label for={`fault-${i}`}>
            {t(words.faultCount)} <span>{`${t(per)} (−${formatHundredths(points, language)})`}</span>
          </label>
          <input id={`fault-${i}`} name="fault" type="text" inputmode="numeric" autocomplete="off" value={fields[`count-${i}`] ?? ""} />
        </div>
      ))}
      {method.headcount && (
        <div class="row">
          <div class="field">
            <label for="time">{t(words.time)}</label>
            <input id="time" name="time" type="text" autocomplete="off" value={fields["time"] ?? ""} />
          </div>
          <div class="field">
            <label for="present">{t(words.present)}</label>
            <input id="present" name="present" type="text" inputmode="numeric" autocomplete="off" value={fields["present"] ?? ""} />
          </div>
          <div class="field">
            <label for="total">{t(words.total)}</label>
            <input id="total" name="total" type="text" inputmode="numeric" autocomplete="off" value={fields["total"] ?? ""} />
          </div>
        </div>
      )}
    </>
  );
}
