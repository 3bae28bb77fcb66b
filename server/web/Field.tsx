import type { JSX } from "preact";
import { formatDay, readDay, type Words } from "../../shared/text.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { FieldError } from "./FieldError.tsx";
import type { Filled } from "./forms.ts";
import { useLook } from "./look.ts";

interface FieldProps {
  readonly filled: Filled;
  readonly name: string;
  readonly label: Words;
  readonly hint?: Words;
  readonly type?: "text" | "email" | "password" | "day" | "number" | "url";
  readonly autocomplete?: string;
  readonly value?: string;
  readonly rows?: number;
  /** The id of a `datalist` to choose a text from. */
  readonly list?: string;
  readonly optional?: boolean;
}

/** A label, its control, its hint and what is wrong with it, tied together for screen readers. */
export function Field(props: FieldProps): JSX.Element {
  const { t } = useLook();
  const { filled, name, label, hint } = props;
  return (
    <div class="field">
      <label for={name}>{t(label)}</label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {t(hint)}
        </span>
      )}
      <Control {...props} />
      <FieldError filled={filled} name={name} />
    </div>
  );
}

function Control({
  filled,
  name,
  hint,
  type = "text",
  autocomplete = "off",
  value = "",
  rows,
  list,
  optional = false,
}: FieldProps): JSX.Element {
  const { t } = useLook();
  const error = filled.errors[name];
  const given = filled.values[name] ?? value;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  const state = {
    id: name,
    name,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? ("true" as const) : undefined,
    required: !optional,
  };
  if (rows)
    return (
      <textarea rows={rows} {...state}>
        {given}
      </textarea>
    );
  if (type === "day")
    return (
      <input
        class="day"
        type="text"
        inputmode="numeric"
        maxlength={10}
        placeholder={t(shellWords.dayForm)}
        value={dayText(given)}
        autocomplete="off"
        {...state}
      />
    );
  const common = { value: type === "password" ? "" : given, autocomplete, ...state };
  // Preact's types know one kind at a time.
  return list ? <input type="text" list={list} {...common} /> : <input type={type as "text"} {...common} />;
}

/** As days are written here; what is no day stands as it was typed. */
function dayText(given: string): string {
  const day = readDay(given);
  return day ? formatDay(day) : given;
}
