import type { JSX } from "preact";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { Field } from "../../web/Field.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { useLook } from "../../web/look.ts";
import type { ShownFile } from "./shown-file.ts";

interface RemovalProps {
  /** The page of the file. */
  readonly path: string;
  readonly file: ShownFile | null;
  /** The reader is an administrator. */
  readonly mayRemove: boolean;
  /** A removal that was refused, as it was typed. */
  readonly filled: Filled;
}

/** Nothing is left to delete, or nothing has come. */
const gone: ReadonlySet<string> = new Set(["deleted", "outstanding"]);

/** The administrator takes the file away, with a reason. */
export function Removal({ path, file, mayRemove, filled }: RemovalProps): JSX.Element | null {
  const { t } = useLook();
  if (!mayRemove || file === null || gone.has(file.state)) return null;
  return (
    <details class="no-print" open={hasErrors(filled)}>
      <summary>
        <Icon name="close" /> {t(words.remove)}
      </summary>
      <form class="stack" method="post" action={`${path}/deletion`}>
        <p class="small">{t(words.removeHow)}</p>
        <Field filled={filled} name="reason" label={words.removeReason} rows={3} />
        <button class="btn danger">{t(words.removeDo)}</button>
      </form>
    </details>
  );
}
