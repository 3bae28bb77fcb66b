import { daysBetween, type FindingTurn } from "../../../shared/findings/finding.ts";
import { vietnamDay } from "../../../shared/text.ts";
import { finderOf, withoutMarks } from "../../../shared/vietnamese-text.ts";
import type { FindingView } from "../../findings/finding-views.ts";

/** Which findings are looked for, as it stands in the address. */
export interface FindingChoice {
  readonly q: string;
  readonly area: string;
  readonly turn: FindingTurn | "";
  readonly due: "" | "past" | "week";
}

/** A list that is long keeps what is done out of the way. */
const mostFixed = 100;

/** A finding, and whether it is looked for; what is not stays in the page, hidden, for the island. */
export interface ListedFinding extends FindingView {
  readonly hidden: boolean;
  /** Of a fixed one: how many days after its deadline; 0 and below: in time. */
  readonly lateBy: number | null;
}

/** In the order of turns: what is late longest first, what was fixed last first. */
export function listFindings(views: readonly FindingView[], choice: FindingChoice): { listed: ListedFinding[]; more: number } {
  const finds = finderOf(choice.q);
  const fixed = views.filter(({ turn }) => turn === "fixed").sort((a, b) => ((a.fixedOn ?? "") > (b.fixedOn ?? "") ? -1 : 1));
  const kept = choice.turn === "fixed" ? fixed : fixed.slice(0, mostFixed);
  const listed = [...views.filter(({ turn }) => turn !== "fixed"), ...kept].map((view) => ({
    ...view,
    hidden: !isChosen(view, choice) || !finds(withoutMarks(`${view.text} ${view.unitName} ${view.criterion}`)),
    lateBy: view.fixedOn === null ? null : daysBetween(view.dueOn, vietnamDay(new Date(view.fixedOn))),
  }));
  return { listed, more: fixed.length - kept.length };
}

function isChosen({ area, turn, daysLeft }: FindingView, choice: FindingChoice): boolean {
  if (choice.area !== "" && choice.area !== area) return false;
  if (choice.turn !== "" && choice.turn !== turn) return false;
  if (choice.due === "past") return turn !== "fixed" && daysLeft < 0;
  return choice.due !== "week" || (turn !== "fixed" && daysLeft >= 0 && daysLeft <= 7);
}

/** What the sentence over the list counts. */
export interface FindingSums {
  readonly sent: number;
  readonly units: number;
  readonly fixed: number;
  readonly onTime: number;
  readonly waiting: number;
  readonly open: number;
  readonly overdue: number;
  readonly team: number;
  readonly longest: { readonly days: number; readonly unit: string } | null;
}

export function sumFindings(views: readonly FindingView[]): FindingSums {
  const sent = views.filter(({ turn }) => turn !== "waiting");
  const of = (turn: FindingTurn) => views.filter((view) => view.turn === turn);
  const fixed = of("fixed");
  const [longest] = of("overdue").sort((a, b) => a.daysLeft - b.daysLeft);
  return {
    sent: sent.length,
    units: new Set(sent.map(({ unitId }) => unitId)).size,
    fixed: fixed.length,
    onTime: fixed.filter(({ fixedOn, dueOn }) => fixedOn !== null && vietnamDay(new Date(fixedOn)) <= dueOn).length,
    waiting: views.length - sent.length,
    open: sent.length - fixed.length,
    overdue: of("overdue").length,
    // A late one that was answered waits for the team as well.
    team: views.filter(({ state, turn }) => state === "answered" && turn !== "waiting").length,
    longest: longest ? { days: -longest.daysLeft, unit: longest.unitName } : null,
  };
}
