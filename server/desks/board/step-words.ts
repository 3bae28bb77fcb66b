import type { Words } from "../../../shared/text.ts";
import { boardWords as words } from "../../../shared/words/board.ts";

/** What an inspection waits for, in the order in which it goes on. */
export const steps = ["visit", "sheets", "settling", "conclusion", "concluded"] as const;
export type Step = (typeof steps)[number];

/** What each step is called. */
export const stepWords: Readonly<Record<Step, Words>> = {
  visit: words.stepVisit,
  sheets: words.stepSheets,
  settling: words.stepSettling,
  conclusion: words.stepConclusion,
  concluded: words.stepConcluded,
};

/** Whether something waits for leads after the conclusion. */
export function isAsked({ asked }: { readonly asked: Readonly<Record<"objections" | "accepted" | "corrections", number>> }): boolean {
  return asked.objections + asked.accepted + asked.corrections > 0;
}
