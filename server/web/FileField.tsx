import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { FieldError } from "./FieldError.tsx";
import type { Filled } from "./forms.ts";
import { useLook } from "./look.ts";

interface FileFieldProps {
  readonly label: Words;
  /** How names of what is taken end, or its types. */
  readonly accept: string;
  /** Where a page has several. */
  readonly id?: string;
  readonly filled?: Filled;
  readonly optional?: boolean;
}

/** A label, the choice of a file that is sent as `file`, and what is wrong with it. */
export function FileField({ label, accept, id = "file", filled, optional = false }: FileFieldProps): JSX.Element {
  const { t } = useLook();
  return (
    <div class="field">
      <label for={id}>{t(label)}</label>
      <input
        id={id}
        name="file"
        type="file"
        accept={accept}
        required={!optional}
        aria-describedby={filled?.errors["file"] && "file-error"}
      />
      {filled && <FieldError filled={filled} name="file" />}
    </div>
  );
}
