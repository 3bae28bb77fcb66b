import { type Finding, type FindingTurn, findingTurns, isExtended } from "../../../shared/findings/finding.ts";
import { formatDay, type Language, say, type Words } from "../../../shared/text.ts";
import type { IconName } from "../../../shared/ui/Icon.tsx";
import { findingWords as words } from "../../../shared/words/cycle/findings.ts";

export const turnWords: Readonly<Record<FindingTurn, Words>> = {
  overdue: words.turnOverdue,
  team: words.turnTeam,
  unit: words.turnUnit,
  waiting: words.turnWaiting,
  fixed: words.turnFixed,
};

export function turnIn(asked: string | null | undefined): FindingTurn | "" {
  return findingTurns.find((turn) => turn === asked) ?? "";
}

interface Said {
  readonly tone: "danger" | "info" | "warn" | "ok" | "idle";
  readonly icon: IconName;
  readonly word: Words;
}

/** Where a finding stands: a late one that was answered stays late, and says that it waits. */
export function stateOf({ state, steps }: Pick<Finding, "state" | "steps">, turn: FindingTurn): Said {
  if (turn === "fixed") return { tone: "ok", icon: "checked", word: words.turnFixed };
  if (turn === "waiting") return { tone: "idle", icon: "lock", word: words.turnWaiting };
  if (turn === "overdue") {
    const word = {
      open: isExtended({ steps }) ? words.stateLateExtended : words.stateLateOpen,
      answered: words.stateLateAnswered,
      notFixed: words.stateLateNotFixed,
      fixed: words.turnFixed,
    };
    return { tone: "danger", icon: "stop", word: word[state] };
  }
  if (isExtended({ steps })) return { tone: "info", icon: "clock", word: words.stateExtended };
  if (state === "open") return { tone: "idle", icon: "dot", word: words.stateOpen };
  if (state === "notFixed") return { tone: "warn", icon: "undo", word: words.stateNotFixed };
  const says = steps.findLast(({ kind }) => kind === "answer")?.says;
  if (says === "extension") return { tone: "warn", icon: "clock", word: words.stateExtension };
  if (says === "part") return { tone: "info", icon: "clock", word: words.statePart };
  return { tone: "info", icon: "clock", word: words.stateAnswered };
}

/** How long there is still, or how late it is; of a fixed one whether it was in time. */
export function daysText(language: Language, daysLeft: number, lateBy: number | null): string {
  if (lateBy !== null) return lateBy > 0 ? say(words.fixedLate, language, { days: lateBy }) : say(words.fixedInTime, language);
  if (daysLeft === 0) return say(words.dueToday, language);
  return daysLeft > 0 ? say(words.daysLeft, language, { days: daysLeft }) : say(words.daysLate, language, { days: -daysLeft });
}

/** How many findings are seen, of all: said alike by the page and by its island. */
export function shownText(language: Language, shown: number, all: number): string {
  return say(shown === 0 ? words.shownNone : words.shown, language, { shown, all });
}

/** What a lead said of it. */
export function verdictText(language: Language, { kind, dueOn }: Pick<Finding["steps"][number], "kind" | "dueOn">): string {
  if (kind === "extended") return say(words.extendedUntil, language, { day: formatDay(dueOn ?? "") });
  return say(kind === "fixed" ? words.verdictFixed : words.verdictNotFixed, language);
}

/** What an answer says of how far it is fixed. */
export function saysText(language: Language, { says, asksUntil }: Pick<Finding["steps"][number], "says" | "asksUntil">): string {
  if (says === "part") return say(words.saysPart, language);
  if (says === "extension") return say(words.saysExtension, language, { day: formatDay(asksUntil ?? "") });
  return says === "fixed" ? say(words.saysFixed, language) : "";
}
