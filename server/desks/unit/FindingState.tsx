import type { JSX } from "preact";
import { type Finding, isExtended } from "../../../shared/findings/finding.ts";
import type { IconName } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import { useLook } from "../../web/look.ts";

const states = {
  open: { tone: "idle", icon: "dot", word: words.findingOpen },
  answered: { tone: "info", icon: "clock", word: words.findingAnswered },
  fixed: { tone: "ok", icon: "checked", word: words.findingFixed },
  notFixed: { tone: "warn", icon: "undo", word: words.findingNotFixed },
} as const satisfies Record<Finding["state"], { tone: string; icon: IconName; word: object }>;

const extended = { tone: "info", icon: "clock", word: words.findingExtended } as const;

/** How far a finding is, for the unit that has to remedy it. */
export function FindingState({ finding }: { readonly finding: Pick<Finding, "state" | "overdue" | "steps"> }): JSX.Element {
  const { t } = useLook();
  const { overdue, state } = finding;
  const { tone, icon, word } = isExtended(finding) ? extended : states[state];
  return <State tone={overdue ? "danger" : tone} icon={overdue ? "stop" : icon} word={t(word)} />;
}
