import { isProblemCode, problems, saidValues } from "../../shared/problem.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import type { IconName } from "../../shared/ui/Icon.tsx";
import type { Speech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { sameOwner } from "../drafts/drafts.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";
import type { DeskState } from "./desk-state.ts";
import { formatWhen } from "./formats.ts";

export type ItemAction = "edit" | "replace" | "signIn" | "receipt" | "export" | "delete";

/** The truth about one item of the outbox: how it stands, since when, why, and what can be done. */
export interface ItemStory {
  readonly label: Words;
  readonly tone: "danger" | "info" | "warn" | "ok" | "idle";
  readonly icon: IconName;
  readonly since: string;
  readonly why: string;
  readonly actions: readonly ItemAction[];
  /** Refused first, then sending, waiting, accepted, and what no longer counts. */
  readonly order: number;
}

/** `owner`: who works here; an item of somebody else says so and can be exported alone. Its times are told as seen from `now`. */
export function itemStory(item: OutboxItem, { owner, signIn }: Pick<DeskState, "owner" | "signIn">, now: Date, speech: Speech): ItemStory {
  const { t } = speech;
  const queued = t(deskWords.since, { when: formatWhen(item.queuedAt, now, speech) });
  if (item.withdrawn) {
    const since = formatWhen(item.withdrawn.at, now, speech);
    return {
      label: deskWords.withdrawn,
      tone: "idle",
      icon: "close",
      since,
      why: item.withdrawn.reason,
      actions: ["receipt", "export", "delete"],
      order: 6,
    };
  }
  if (!owner || !sameOwner(item.owner, owner)) {
    return {
      label: deskWords.ofAnother,
      tone: "idle",
      icon: "lock",
      since: queued,
      why: t(deskWords.ofAnotherWhy),
      actions: ["export"],
      order: 4,
    };
  }
  // Its replacement was taken, whatever a restored server says of this one.
  if (item.state === "accepted" || (item.receipt && item.replacedBy)) return acceptedStory(item, speech);
  if (item.receipt) return offeredStory(item, signIn, now, speech);
  if (item.state === "refused") {
    const since = item.lastProblem ? `${formatWhen(item.lastProblem.at, now, speech)} · ${item.lastProblem.code}` : queued;
    return {
      label: deskWords.refused,
      tone: "danger",
      icon: "stop",
      since,
      why: problemSentence(item, speech),
      actions: ["edit", "export", "delete"],
      order: 0,
    };
  }
  if (item.state === "sending" || item.maybeArrived) {
    const since =
      item.state === "sending" && item.lastTriedAt
        ? t(deskWords.since, { when: formatWhen(item.lastTriedAt, now, speech) })
        : triesOf(item, now, speech);
    const actions: ItemAction[] = item.state === "sending" ? ["export"] : ["edit", "export"];
    return { label: deskWords.sending, tone: "info", icon: "sync", since, why: t(deskWords.noReceipt), actions, order: 1 };
  }
  if (item.state === "signInNeeded" || signIn.state !== "signedIn") {
    return {
      label: deskWords.signInNeeded,
      tone: "warn",
      icon: "lock",
      since: queued,
      why: t(deskWords.waitingSignIn),
      actions: ["signIn", "edit", "export"],
      order: 3,
    };
  }
  return {
    label: deskWords.waiting,
    tone: "warn",
    icon: "clock",
    since: triesOf(item, now, speech),
    why: waitingWhy(item, speech),
    actions: ["edit", "export"],
    order: 2,
  };
}

/** The server had received it, was restored from a backup, and has not said yet that it has it; or it has refused it since. */
function offeredStory(item: OutboxItem, signIn: DeskState["signIn"], now: Date, speech: Speech): ItemStory {
  const { t } = speech;
  const since = t(deskWords.serverTime, { when: formatDay(item.receipt?.receivedAt ?? item.queuedAt, true) });
  if (item.state === "refused") {
    const why = t(deskWords.refusedAfterRestore, { why: problemSentence(item, speech) });
    return {
      label: deskWords.refused,
      tone: "danger",
      icon: "stop",
      since,
      why,
      actions: ["edit", "receipt", "export", "delete"],
      order: 0,
    };
  }
  if (item.state === "signInNeeded" || signIn.state !== "signedIn") {
    const why = `${t(deskWords.offeredAgainWhy)} ${t(deskWords.waitingSignIn)}`;
    return { label: deskWords.signInNeeded, tone: "warn", icon: "lock", since, why, actions: ["signIn", "receipt", "export"], order: 3 };
  }
  const tries = item.lastProblem ? ` ${waitingWhy(item, speech)} (${triesOf(item, now, speech)})` : "";
  const why = `${t(deskWords.offeredAgainWhy)}${tries}`;
  return { label: deskWords.offeredAgain, tone: "info", icon: "sync", since, why, actions: ["receipt", "export"], order: 1 };
}

function acceptedStory(item: OutboxItem, speech: Speech): ItemStory {
  const { t } = speech;
  const { receipt } = item;
  const since = receipt ? t(deskWords.serverTime, { when: formatDay(receipt.receivedAt, true) }) : "";
  const why = receipt ? t(deskWords.receiptNumber, { number: receipt.position }) : "";
  if (item.replacedBy)
    return { label: deskWords.replaced, tone: "idle", icon: "checked", since, why, actions: ["receipt", "export"], order: 6 };
  const label = receipt?.status === "late" ? deskWords.late : deskWords.accepted;
  return { label, tone: "ok", icon: "checked", since, why, actions: ["receipt", "replace", "export"], order: 5 };
}

/** The server's refusal in the screen's language, from its code. */
export function problemSentence({ lastProblem }: Pick<OutboxItem, "lastProblem">, { t, language }: Speech): string {
  if (!lastProblem) return "";
  return isProblemCode(lastProblem.code) ? t(problems[lastProblem.code], saidValues(lastProblem.values, language)) : lastProblem.detail;
}

function waitingWhy(item: OutboxItem, speech: Speech): string {
  const { t } = speech;
  const code = item.lastProblem?.code;
  if (!code) return t(deskWords.waitingFirst);
  if (code === "no-network") return t(item.lastProblem?.values["offline"] ? deskWords.waitingNoNetwork : deskWords.waitingServer);
  if (code === "unreadable-answer") return t(deskWords.waitingPortal);
  return problemSentence(item, speech) || t(deskWords.waitingServer);
}

function triesOf(item: OutboxItem, now: Date, speech: Speech): string {
  const { t } = speech;
  if (item.attempts === 0) return t(deskWords.since, { when: formatWhen(item.queuedAt, now, speech) });
  const seconds = item.nextTryAt ? Math.round((Date.parse(item.nextTryAt) - now.getTime()) / 1_000) : 0;
  return t(deskWords.attempt, { count: item.attempts, when: t(seconds > 0 ? deskWords.inTime : deskWords.nextRound, { seconds }) });
}
