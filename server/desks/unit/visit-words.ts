import { formatDay } from "../../../shared/text.ts";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import type { Speak } from "../../web/look.ts";

const forms = { remote: words.formRemote, onsite: words.formOnsite, both: words.formBoth } as const;

/** “Kiểm tra trực tiếp, 09/12/2026” */
export function visitText(t: Speak, { form, visitedOn }: { readonly form: string; readonly visitedOn: string }): string {
  const said = form === "remote" || form === "onsite" ? forms[form] : forms.both;
  return t(words.visit, { form: t(said), day: formatDay(visitedOn) });
}
