import type { Hono } from "hono";
import type { Plan } from "../../../shared/plans/plan.ts";
import { calendarDayAfter } from "../../../shared/plans/working-days.ts";
import { Refusal } from "../../../shared/problem.ts";
import { vietnamDay, type Words } from "../../../shared/text.ts";
import { finderOf, withoutMarks } from "../../../shared/vietnamese-text.ts";
import { boardWords } from "../../../shared/words/board.ts";
import type { Needs } from "../../database/needs.ts";
import { createXlsxWriter } from "../../exports/xlsx.ts";
import { remind } from "../../inspections/reminders/remind.ts";
import { loadReminders } from "../../inspections/reminders/reminders.ts";
import { loadPeople } from "../../people/people.ts";
import { loadCalendar } from "../../plans/calendar.ts";
import { loadLimits } from "../../plans/limits.ts";
import { loadPlansAtHead } from "../../plans/plans.ts";
import { namesIn } from "../../plans/team-form.ts";
import { isLead, speaker } from "../../web/look.ts";
import { ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, showPage, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { type Board, type BoardRow, boardOf } from "./board.ts";
import { loadFacts } from "./board-facts.ts";
import { BoardPage, NoPlanPage } from "./board-page.tsx";
import type { ShownRow } from "./board-props.ts";
import { boardTable } from "./board-table.ts";
import { loadHappened } from "./happened.ts";
import { type Asked, isShown, latestConcluded } from "./shown-words.ts";
import { isAsked } from "./step-words.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** So many of what just happened. */
const mostHappened = 8;

/** The board of inspections: leads see a plan's, everybody else those whose team they are in. */
export function addBoard(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;
  const writeXlsx = createXlsxWriter();

  web.get("/inspections", async (c) => {
    const { plans } = await loadPlansAtHead(database.read);
    const plan = chosenPlan(plans, c.req.query("plan"));
    if (!plan) return showPage(c, NoPlanPage, {});
    const board = await loadBoard(c, needs, plan);
    const asked = askedIn(c.req.query());
    const all = c.req.query("all") === "yes";
    const at = now();
    const today = vietnamDay(at);
    const who = whoOf(c);
    const done = doneWords.get(c.req.query("said") ?? "");
    return showPage(c, BoardPage, {
      board,
      rows: shownRows(board, asked, all),
      plan,
      plans,
      asked,
      all,
      happened: isLead(who) ? await loadHappened(database.read, plan.id, mostHappened, at) : [],
      nextWeek: nextWeekOf(board.rows, today),
      reminders: await loadReminders(database.read, who.personId),
      today,
      now: at,
      done: done && speaker(c.get("look"))(done),
    });
  });

  web.get("/inspections.xlsx", async (c) => {
    const { plans } = await loadPlansAtHead(database.read);
    const plan = chosenPlan(plans, c.req.query("plan"));
    if (!plan) throw new Refusal("not-found");
    const { rows } = await loadBoard(c, needs, plan);
    const bytes = await writeXlsx([boardTable(rows, c.get("look").language, isLead(whoOf(c)))]);
    const name = `cuoc-kiem-tra-${plan.year}.xlsx`;
    return c.body(bytes, 200, {
      "content-type": xlsx,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    });
  });

  web.post("/inspections/:id/reminder", async (c) => {
    const form = await readForm(c);
    await remind(database, c.req.param("id"), namesIn(form["person"]), { actorId: whoOf(c).personId, now: now() });
    const plan = typeof form["plan"] === "string" ? form["plan"] : undefined;
    return goTo(c, withQuery(ownPath("/inspections"), { plan, said: "reminded" }));
  });
}

const doneWords: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["reminded", boardWords.doneReminded],
  ["cancelled", boardWords.doneCancelled],
]);

function chosenPlan(plans: readonly Plan[], asked: string | undefined): Plan | undefined {
  if (asked === undefined || asked === "") return plans[0];
  const plan = plans.find(({ id }) => id === asked);
  if (!plan) throw new Refusal("not-found");
  return plan;
}

async function loadBoard(c: Web, { database, now }: Needs, plan: Plan): Promise<Board> {
  const { read } = database;
  const who = whoOf(c);
  const at = now();
  const rules = { limits: await loadLimits(read, plan.id), calendar: await loadCalendar(read), today: vietnamDay(at), now: at };
  return boardOf(await loadFacts(read, plan.id), await loadPeople(read), { personId: who.personId, isLead: isLead(who) }, rules);
}

function askedIn({ q = "", member = "", block = "", kind = "", overdue, mine }: Readonly<Record<string, string | undefined>>): Asked {
  return { q: q.slice(0, 300), member, block, kind, overdue: overdue === "yes", mine: mine === "yes" };
}

function shownRows({ rows }: Board, asked: Asked, all: boolean): ShownRow[] {
  const finds = finderOf(asked.q);
  const earlier = new Set(rows.filter((row) => row.step === "concluded" && !isAsked(row)).slice(latestConcluded));
  return rows.map((row) => {
    const isEarlier = earlier.has(row);
    const findable = {
      bare: withoutMarks(row.unitName),
      team: row.team.map(({ personId }) => personId),
      block: row.block,
      kind: row.kind,
      overdue: row.overdue > 0 && row.step !== "concluded",
      mine: row.isMine,
      earlier: isEarlier,
    };
    return { row, isEarlier, isShown: isShown(findable, asked, finds, all) };
  });
}

/** From the next Monday to the Sunday after it. */
function nextWeekOf(rows: readonly BoardRow[], today: string): { from: string; to: string; visits: BoardRow[] } {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const from = calendarDayAfter(today, weekday === 0 ? 1 : 8 - weekday);
  const to = calendarDayAfter(from, 6);
  const visits = rows.filter(({ visitedOn }) => from <= visitedOn && visitedOn <= to);
  return { from, to, visits: visits.sort((a, b) => (a.visitedOn < b.visitedOn ? -1 : 1)) };
}
