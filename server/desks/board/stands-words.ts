import { formatDay } from "../../../shared/text.ts";
import type { IconName } from "../../../shared/ui/Icon.tsx";
import { boardWords as words } from "../../../shared/words/board.ts";
import type { Speak } from "../../web/look.ts";
import type { BoardRow, Member } from "./board.ts";

export interface Line {
  readonly icon: IconName;
  readonly said: string;
}

/** Where an inspection stands, line by line. Before the reveal who has sent, never any points. */
export function linesOf(row: BoardRow, t: Speak, lead: boolean): Line[] {
  const late: Line[] = row.late > 0 ? [{ icon: "warn", said: t(words.lateSheets, { count: row.late }) }] : [];
  if (row.step === "concluded") {
    const day = row.concludedOn === null ? "" : formatDay(row.concludedOn);
    return [...askedLines(row, t), { icon: "check", said: t(words.concludedOn, { day }) }, ...late];
  }
  if (row.step === "visit")
    return [{ icon: "clock", said: t(words.notVisited) }, ...(lead && row.announced ? [selfScore(row, t)] : []), ...late];
  if (row.step === "sheets") return [...sheetLines(row, t, lead), ...late];
  return [...decisionLines(row, t, lead), ...late];
}

function askedLines({ asked: { objections, since, accepted, corrections } }: BoardRow, t: Speak): Line[] {
  return [
    ...(since === null ? [] : [{ icon: "warn", said: t(words.objectionsOpen, { count: objections, day: formatDay(since) }) } as const]),
    ...(accepted === 0 ? [] : [{ icon: "warn", said: t(words.acceptedOpen, { count: accepted }) } as const]),
    ...(corrections === 0 ? [] : [{ icon: "warn", said: t(words.correctionsOpen, { count: corrections }) } as const]),
  ];
}

function selfScore({ selfSentAt }: BoardRow, t: Speak): Line {
  if (selfSentAt === null) return { icon: "clock", said: t(words.selfNotSent) };
  return { icon: "check", said: t(words.selfSent, { day: formatDay(new Date(selfSentAt)) }) };
}

function sheetLines({ team, waiting }: BoardRow, t: Speak, lead: boolean): Line[] {
  const scorers = team.filter(({ scores }) => scores);
  if (!lead && scorers.length === 0) return [{ icon: "info", said: t(words.youDoNotScore) }];
  const lines = scorers.map((one): Line => {
    const name = lead ? (one.name ?? t(words.vacant)) : t(words.you);
    if (one.returnedAt !== null) return { icon: "undo", said: t(words.givenBack, { name, day: formatDay(new Date(one.returnedAt)) }) };
    if (one.sentAt !== null) return { icon: "check", said: t(words.sentOn, { name, day: formatDay(new Date(one.sentAt)) }) };
    if (one.excused) return { icon: "none", said: t(words.excusedOne, { name }) };
    return { icon: "clock", said: t(words.notSent, { name }) };
  });
  const reminded = waiting.flatMap((one) => (lead && one.reminded ? [remindedLine(one.reminded, t)] : []));
  return lead && waiting.length === 0 ? [...lines, { icon: "warn", said: t(words.nobodyScores) }] : [...lines, ...reminded];
}

function remindedLine({ count, lastAt }: NonNullable<Member["reminded"]>, t: Speak): Line {
  return { icon: "send", said: t(words.reminded, { count, day: formatDay(new Date(lastAt), true) }) };
}

function decisionLines({ open, step, decider, readerDecides, isSecretary, isMine }: BoardRow, t: Speak, lead: boolean): Line[] {
  if (!lead) return [{ icon: "check", said: t(words.allIn) }];
  const all = open.differing + open.notApplicable;
  const left = t(words.leftToSettle, { left: all - open.decided, all });
  const notApplicable = open.notApplicable > 0 ? ` · ${t(words.notApplicable, { count: open.notApplicable })}` : "";
  return [
    step === "settling" ? { icon: "differs", said: `${left}${notApplicable}` } : { icon: "check", said: t(words.nothingLeft) },
    ...(readerDecides ? [] : [{ icon: "info", said: t(isSecretary ? words.youAreSecretary : words.youScored) } as const]),
    ...(decider && !isMine ? [{ icon: "clock", said: t(words.heldBy, { name: decider.name }) } as const] : []),
    ...(decider?.reminded ? [remindedLine(decider.reminded, t)] : []),
  ];
}
