import type { JSX } from "preact";
import { formatDay } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { useLook } from "../web/look.ts";
import type { InspectionView } from "./inspection-view.ts";

const stateWords = {
  open: words.stateOpen,
  submitted: words.stateSubmitted,
  returned: words.stateReturned,
  settled: words.stateSettled,
  concluded: words.stateSettled,
  cancelled: words.stateCancelled,
} as const;

/** How far the inspection is. */
export function InspectionState({ state, concluded }: Pick<InspectionView, "state" | "concluded">): JSX.Element {
  const { t } = useLook();
  if (concluded)
    return (
      <p class="state ok">
        <Icon name="check" />
        {t(words.stateConcluded, { day: formatDay(concluded.at), name: concluded.byName })}
      </p>
    );
  return (
    <p class={`state ${state === "open" ? "idle" : "warn"}`}>
      <Icon name={state === "returned" ? "warn" : "clock"} />
      {t(stateWords[state])}
    </p>
  );
}
