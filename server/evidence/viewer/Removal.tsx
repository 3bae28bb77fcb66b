import type { JSX } from "preact";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { Field } from "../../web/Field.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { useLook } from "../../web/look.ts";
import { evidencePath } from "../EvidenceLink.tsx";
import type { EvidenceView } from "./evidence-view.ts";

/** The administrator takes the file away, with a reason. */
export function Removal({ view: { inspectionId, piece }, filled }: { readonly view: EvidenceView; readonly filled: Filled }): JSX.Element {
  const { t } = useLook();
  return (
    <details class="no-print" open={hasErrors(filled)}>
      <summary>
        <Icon name="close" /> {t(words.remove)}
      </summary>
      <form class="stack" method="post" action={`${evidencePath({ inspectionId, ...piece })}/deletion`}>
        <p class="small">{t(words.removeHow)}</p>
        <Field filled={filled} name="reason" label={words.removeReason} rows={3} />
        <button class="btn danger">{t(words.removeDo)}</button>
      </form>
    </details>
  );
}
