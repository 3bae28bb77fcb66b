import * as v from "valibot";
import { uncorrected } from "../../../shared/decisions/correction.ts";
import { type Deadlines, deadlinesOf, type PlanLimits } from "../../../shared/plans/limits.ts";
import { isYearKnown, type WorkingCalendar, workingDayAfter, workingDaysBetween } from "../../../shared/plans/working-days.ts";
import { vietnamDay } from "../../../shared/text.ts";
import { stored } from "../../database/stored.ts";
import type { Row } from "../../database/tables.ts";
import { quietMs } from "../../inspections/reminders/remind.ts";
import { type AwaitedWork, holdsStill } from "../../inspections/reminders/reminders.ts";
import { isRevealed } from "../../inspections/states.ts";
import { StoredPending, StoredPoints, StoredUnitPlace } from "../../inspections/stored-sheets.ts";
import type { Person } from "../../people/people.ts";
import type { Facts } from "./board-facts.ts";
import { isAsked, type Step, steps } from "./step-words.ts";

/** Somebody of the team as the reader may know them: a lead whether and when they have sent, everybody else themselves alone. */
export interface Member {
  readonly personId: string;
  /** `null`: a surprise inspection came with this position, and nobody holds it yet. */
  readonly name: string | null;
  readonly scores: boolean;
  readonly excused: boolean;
  readonly sentAt: string | null;
  readonly returnedAt: string | null;
  /** `lately`: within a day, so that they are not reminded again yet. */
  readonly reminded: { readonly count: number; readonly lastAt: string; readonly lately: boolean } | null;
}

export interface BoardRow {
  readonly id: string;
  readonly unitName: string;
  readonly block: string;
  readonly kind: string;
  readonly form: string;
  readonly visitedOn: string;
  readonly announced: boolean;
  readonly step: Step;
  readonly team: readonly Member[];
  /** Whose sheets are waited for. */
  readonly waiting: readonly Member[];
  /** Whose turn it is once all sheets are in: the head who may decide; `null`: any lead. */
  readonly decider: (Member & { readonly name: string }) | null;
  /** The reader could decide next, and nobody else has to. */
  readonly readerDecides: boolean;
  /** The reader is its secretary, who settles nothing of it. */
  readonly isSecretary: boolean;
  /** The next step is the reader's. */
  readonly isMine: boolean;
  /** When the unit has sent its self-score; told to leads alone. */
  readonly selfSentAt: string | null;
  /** What leads have to decide before the conclusion, and how much of it is decided; nothing before the reveal. */
  readonly open: { readonly differing: number; readonly decided: number; readonly notApplicable: number };
  readonly late: number;
  /** What waits for leads after the conclusion; told to them alone. */
  readonly asked: Asked;
  /** The last day of what it waits for; `null`: there is none, or it is not the reader's. */
  readonly dueOn: string | null;
  /** Working days past it. Of what is concluded: how late that came. */
  readonly overdue: number;
  readonly concludedOn: string | null;
  /** When the unit ended, where that is not after the visit and a lead has to hand it over or cancel it; told to leads alone. */
  readonly unitEndedOn: string | null;
}

/** Objections that nobody has answered, accepted ones that nobody has corrected, and corrections that wait for approval. */
export interface Asked {
  readonly objections: number;
  /** Of the oldest one. */
  readonly since: string | null;
  /** The last day on which the unit may object. */
  readonly objectBy: string | null;
  readonly accepted: number;
  readonly corrections: number;
}

/** A person's overdue work; `personId` null: any lead's. */
export interface Holder {
  readonly personId: string | null;
  readonly name: string;
  readonly sheets: number;
  readonly decisions: number;
  readonly longest: number;
}

export interface Cancelled {
  readonly id: string;
  readonly unitName: string;
  readonly visitedOn: string;
  readonly reason: string;
  readonly at: string;
}

/** The board's rows for one reader. */
export interface Board {
  readonly rows: readonly BoardRow[];
  readonly cancelled: readonly Cancelled[];
  readonly holders: readonly Holder[];
  /** Years that limits are counted in and that nobody has entered into the calendar. */
  readonly unknownYears: readonly string[];
}

/** Who reads, and as whom: a lead everything that leads may know, others their own inspections. */
export interface Reader {
  readonly personId: string;
  readonly isLead: boolean;
}

interface Rules {
  readonly limits: PlanLimits;
  readonly calendar: WorkingCalendar;
  readonly today: string;
  readonly now: Date;
}

const StoredDecisions = stored(v.record(v.string(), v.unknown()));

type Inspection = Facts["inspections"][number];

/** Of an inspection what belongs to it. */
interface Own {
  readonly positions: Facts["positions"];
  readonly sheets: Facts["sheets"];
  readonly late: number;
  readonly reminders: Facts["reminders"];
  readonly choices: Facts["choices"];
  readonly objections: Facts["objections"];
  readonly corrections: Facts["corrections"];
  readonly accepted: Facts["accepted"];
}

/** What the reader is shown; overdue rows first, the oldest first, and of what is concluded the latest. */
export function boardOf(facts: Facts, people: readonly Person[], reader: Reader, rules: Rules): Board {
  const leads = new Set(
    people
      .filter(({ roles, disabledAt }) => disabledAt === null && (roles.includes("lead") || roles.includes("admin")))
      .map(({ id }) => id),
  );
  const by = groupsOf(facts);
  const shown = facts.inspections.filter(({ id }) => reader.isLead || by.of(id).positions.some((one) => one.person_id === reader.personId));
  const rows = shown
    .filter(({ state }) => state !== "cancelled")
    .map((inspection) => rowOf(inspection, by.of(inspection.id), leads, reader, rules))
    .sort(inOrder);
  const days = rows.flatMap(({ step, dueOn }) => (step === "concluded" || dueOn === null ? [] : [dueOn]));
  const unknown = [...days, ...(days.length > 0 ? [rules.today] : [])].filter((day) => !isYearKnown(day, rules.calendar));
  return {
    rows,
    cancelled: shown.filter(({ state }) => state === "cancelled").map((inspection) => cancelledOf(inspection, facts)),
    holders: reader.isLead ? holdersOf(rows) : [],
    unknownYears: [...new Set(unknown.map((day) => day.slice(0, 4)))].sort(),
  };
}

function groupsOf(facts: Facts): { of(id: string): Own } {
  const group = <T extends { readonly inspection_id: string }>(rows: readonly T[]) => Map.groupBy(rows, (row) => row.inspection_id);
  const [positions, sheets, late] = [group(facts.positions), group(facts.sheets), group(facts.late)];
  const [reminders, choices] = [group(facts.reminders), group(facts.choices)];
  const [objections, corrections, accepted] = [group(facts.objections), group(facts.corrections), group(facts.accepted)];
  return {
    of: (id) => ({
      positions: positions.get(id) ?? [],
      sheets: sheets.get(id) ?? [],
      late: late.get(id)?.length ?? 0,
      reminders: reminders.get(id) ?? [],
      choices: choices.get(id) ?? [],
      objections: objections.get(id) ?? [],
      corrections: corrections.get(id) ?? [],
      accepted: accepted.get(id) ?? [],
    }),
  };
}

function rowOf(inspection: Inspection, own: Own, leads: ReadonlySet<string>, reader: Reader, rules: Rules): BoardRow {
  const { name: unitName, block } = v.parse(StoredUnitPlace, inspection.unit_snapshot);
  const open = isRevealed(inspection) ? openOf(own) : { differing: 0, decided: 0, notApplicable: 0 };
  const step = stepOf(inspection, open, rules.today);
  const asked = askedOf(inspection, own, reader, rules);
  const deciding = step === "settling" || step === "conclusion" || isAsked({ asked });
  const all = own.positions.map((position) => memberOf(position, own, deciding ? "decision" : "sheet", rules.now));
  const team = reader.isLead ? all : all.filter(({ personId }) => personId === reader.personId);
  const waits = ({ scores, excused, sentAt, returnedAt }: Member) => scores && !excused && (sentAt === null || returnedAt !== null);
  const waiting = step === "sheets" ? team.filter(waits) : [];
  const scorers = new Set(
    all.filter(({ scores, excused, sentAt }) => scores && (!excused || sentAt !== null)).map(({ personId }) => personId),
  );
  const head = own.positions.find(({ position, person_id: id }) => position === "head" && leads.has(id) && !scorers.has(id));
  const readerDecides = deciding && reader.isLead && mayDecide(reader.personId, { step, asked }, own, leads, scorers);
  const headOfAll = all.find(({ personId }) => personId === head?.person_id);
  const decider = deciding && headOfAll && headOfAll.name !== null ? { ...headOfAll, name: headOfAll.name } : null;
  const ofReader = waiting.some(({ personId }) => personId === reader.personId);
  const { dueOn, overdue } = latenessOf(inspection, step, waiting, rules);
  return {
    id: inspection.id,
    unitName,
    block,
    kind: inspection.kind,
    form: inspection.form,
    visitedOn: inspection.visited_on,
    announced: Number(inspection.announced) === 1,
    step,
    team,
    waiting,
    decider,
    readerDecides,
    isSecretary: isSecretary(own, reader.personId),
    isMine: ofReader || (readerDecides && (decider === null || decider.personId === reader.personId)),
    selfSentAt: reader.isLead ? (own.sheets.find(({ stage }) => stage === "self")?.received_at ?? null) : null,
    open: reader.isLead ? open : { differing: 0, decided: 0, notApplicable: 0 },
    late: reader.isLead ? own.late : 0,
    asked,
    dueOn,
    overdue,
    concludedOn: inspection.concluded_at === null ? null : vietnamDay(new Date(inspection.concluded_at)),
    unitEndedOn: reader.isLead && step !== "concluded" ? endedBy(inspection) : null,
  };
}

/** Whether the decision may be this lead's: a secretary decides nothing; every other lead answers objections and proposes corrections. */
function mayDecide(
  personId: string,
  { step, asked }: Pick<BoardRow, "step" | "asked">,
  own: Own,
  leads: ReadonlySet<string>,
  scorers: ReadonlySet<string>,
): boolean {
  if (isSecretary(own, personId)) return false;
  const everyLead = step === "concluded" && (asked.objections > 0 || asked.corrections === 0);
  return everyLead || !scorers.has(personId) || ![...leads].some((id) => id !== personId && !scorers.has(id) && !isSecretary(own, id));
}

function isSecretary({ positions }: Own, personId: string): boolean {
  return positions.some((one) => one.person_id === personId && one.position === "secretary");
}

function askedOf(inspection: Inspection, own: Own, reader: Reader, { limits, calendar }: Rules): Asked {
  if (!reader.isLead) return { objections: 0, since: null, objectBy: null, accepted: 0, corrections: 0 };
  const { visited_on: visitedOn, revealed_at: revealedAt, concluded_at: concludedAt } = inspection;
  const [oldest] = own.objections;
  return {
    objections: own.objections.length,
    since: oldest ? vietnamDay(new Date(oldest.raised_at)) : null,
    objectBy: deadlinesOf({ visitedOn, revealedAt, concludedAt }, limits, calendar).objectBy,
    accepted: uncorrected(own.accepted.map(acceptedOf), own.corrections.map(correctionOf)).length,
    corrections: own.corrections.filter(({ approved }) => approved === null).length,
  };
}

function acceptedOf({ id, criterion_id: criterion, raised_at: at }: Facts["accepted"][number]) {
  return { id, criterion, at, answer: { accepted: true } };
}

function correctionOf({ objection_id: objectionId, decisions, approved, answered_at: at }: Facts["corrections"][number]) {
  const answer = approved === null ? null : { approved: Number(approved) === 1, at: at ?? "" };
  return { objectionId, decisions: v.parse(StoredDecisions, decisions), answer };
}

function endedBy({ closed_on: day, visited_on: visitedOn }: Inspection): string | null {
  return day !== null && day <= visitedOn ? day : null;
}

function memberOf(
  { person_id: personId, name, scores, excused_at }: Facts["positions"][number],
  { sheets, reminders }: Own,
  awaited: AwaitedWork,
  now: Date,
): Member {
  const sheet = sheets.find(({ author_id, stage }) => author_id === personId && stage === "inspector");
  const returnedAt = sheet?.returned_at ?? null;
  const times = reminders.filter((one) => one.person_id === personId && holdsStill(one, awaited, returnedAt));
  const lastAt = times.at(-1)?.at;
  return {
    personId,
    name,
    scores: Number(scores) === 1,
    excused: excused_at !== null,
    sentAt: sheet?.received_at ?? null,
    returnedAt,
    reminded: lastAt === undefined ? null : { count: times.length, lastAt, lately: now.getTime() - Date.parse(lastAt) < quietMs },
  };
}

/** Criteria on which the inspectors' sheets differ, or that wait for the lead's word; an appraised sheet has settled them all. */
function openOf({ sheets, choices }: Own): BoardRow["open"] {
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  if (sheets.some(({ stage }) => stage === "appraisal")) return { differing: 0, decided: 0, notApplicable: 0 };
  const points = inspectors.map((sheet) => v.parse(StoredPoints, sheet.points));
  const waiting = new Set(inspectors.flatMap(({ pending }) => v.parse(StoredPending, pending)));
  const criteria = [...new Set(points.flatMap((one) => Object.keys(one)))];
  const differing = criteria.filter((id) => !waiting.has(id) && new Set(points.map((one) => one[id])).size > 1);
  const last = new Map(choices.map(({ criterion_id, how }) => [criterion_id, how]));
  const decided = [...differing, ...waiting].filter((id) => (last.get(id) ?? "reopened") !== "reopened").length;
  return { differing: differing.length, decided, notApplicable: waiting.size };
}

function stepOf({ state, visited_on: day }: Inspection, open: BoardRow["open"], today: string): Step {
  const step: Partial<Record<Row<"inspections">["state"], Step>> = { concluded: "concluded", settled: "conclusion", returned: "sheets" };
  if (state === "open") return day > today ? "visit" : "sheets";
  if (state === "submitted") return open.differing + open.notApplicable > 0 ? "settling" : "conclusion";
  return step[state] ?? "sheets";
}

/** By which day the next step was to be taken, and how long ago that was. Whose sheet is in, or who may only look, is late with nothing. */
function latenessOf(
  inspection: Inspection,
  step: Step,
  waiting: readonly Member[],
  { limits, calendar, today }: Rules,
): Pick<BoardRow, "dueOn" | "overdue"> {
  const { visited_on: visitedOn, revealed_at: revealedAt, concluded_at: concludedAt } = inspection;
  const by = deadlinesOf({ visitedOn, revealedAt, concludedAt }, limits, calendar);
  const given = waiting.flatMap(({ returnedAt }) => (returnedAt === null ? [] : [returnedAt])).sort();
  const [first] = given;
  const again = first === undefined ? null : workingDayAfter(vietnamDay(new Date(first)), limits.sheets, calendar);
  const due: Record<Step, string | null> = {
    visit: by.selfScoreBy,
    sheets: waiting.length === 0 ? null : waiting.length > given.length ? by.sheetsBy : again,
    settling: by.settleBy,
    conclusion: by.concludeBy,
    concluded: by.concludeBy,
  };
  const dueOn: Deadlines["settleBy"] = due[step];
  const until = step === "concluded" && concludedAt !== null ? vietnamDay(new Date(concludedAt)) : today;
  return { dueOn, overdue: dueOn === null || step === "visit" ? 0 : workingDaysBetween(dueOn, until, calendar) };
}

/** What is overdue first, then what was visited first; of what is concluded what waits for an answer or correction, then the latest. */
function inOrder(a: BoardRow, b: BoardRow): number {
  const step = steps.indexOf(a.step) - steps.indexOf(b.step);
  if (step !== 0) return step;
  const asked = Number(b.asked.objections > 0) - Number(a.asked.objections > 0) || Number(isAsked(b)) - Number(isAsked(a));
  if (asked !== 0) return asked;
  if (a.step === "concluded") return (b.concludedOn ?? "") < (a.concludedOn ?? "") ? -1 : 1;
  return b.overdue - a.overdue || (a.visitedOn < b.visitedOn ? -1 : a.visitedOn > b.visitedOn ? 1 : 0);
}

/** Who holds what is overdue, the longest first. */
function holdersOf(rows: readonly BoardRow[]): Holder[] {
  const holders = new Map<string | null, Holder>();
  const add = (personId: string | null, name: string, work: "sheets" | "decisions", overdue: number) => {
    const before = holders.get(personId) ?? { personId, name, sheets: 0, decisions: 0, longest: 0 };
    holders.set(personId, { ...before, [work]: before[work] + 1, longest: Math.max(before.longest, overdue) });
  };
  for (const { step, overdue, waiting, decider } of rows) {
    if (overdue === 0 || step === "concluded") continue;
    for (const { personId, name } of waiting) add(personId, name ?? "", "sheets", overdue);
    if (step === "settling" || step === "conclusion") add(decider?.personId ?? null, decider?.name ?? "", "decisions", overdue);
  }
  return [...holders.values()].sort((a, b) => b.longest - a.longest || a.name.localeCompare(b.name, "vi"));
}

function cancelledOf(inspection: Inspection, { cancelled }: Facts): Cancelled {
  const said = cancelled.find((row) => row.inspection_id === inspection.id);
  return {
    id: inspection.id,
    unitName: v.parse(StoredUnitPlace, inspection.unit_snapshot).name,
    visitedOn: inspection.visited_on,
    reason: said?.reason ?? "",
    at: said?.at ?? "",
  };
}
