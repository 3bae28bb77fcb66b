import { boardOf } from "../../server/desks/board/board.ts";
import { loadFacts } from "../../server/desks/board/board-facts.ts";
import { BoardPage } from "../../server/desks/board/board-page.tsx";
import { loadPeople } from "../../server/people/people.ts";
import { loadCalendar } from "../../server/plans/calendar.ts";
import { loadLimits } from "../../server/plans/limits.ts";
import { loadPlansAtHead } from "../../server/plans/plans.ts";
import { loadCoverage } from "../../server/results/coverage.ts";
import { drawPage } from "../../server/web/draw.ts";
import { ownPath } from "../../server/web/own-path.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { DatabaseKind } from "../support/databases.ts";
import { figure, spread, table, withSpread } from "./figures.ts";
import { openPlace } from "./place.ts";
import { makeProvince, type Province, unitCount } from "./province.ts";
import { longestTurn } from "./turns.ts";

const readings = 20;

/** The board with an inspection of every unit, read and drawn, in processor time of the thread; how long coverage holds the loop. */
export async function benchDesks(kind: DatabaseKind): Promise<string> {
  const place = await openPlace(kind);
  const province = await makeProvince(place.env("desks"), 3);
  try {
    const planId = await province.plan(2026);
    await province.opens(
      planId,
      "2026-03-02",
      province.inspectors.map(({ personId }) => personId),
    );
    const [boards, turns]: [number[], number[]] = [[], []];
    for (let i = 0; i < readings; i += 1) {
      const before = process.threadCpuUsage();
      await drawnBoard(province, planId);
      const { user, system } = process.threadCpuUsage(before);
      boards.push((user + system) / 1_000);
      turns.push((await longestTurn(() => loadCoverage(province.context.database, planId, new Date()))).ms);
    }
    return [
      `the board and coverage of ${unitCount} units, each with an inspection, ${kind}`,
      table(
        ["", "ms busy"],
        [
          ["the board, read and drawn", withSpread(spread(boards.slice(3)))],
          ["coverage's longest turn of the loop", withSpread(spread(turns.slice(3)))],
        ],
      ),
      `the first board took ${figure(boards[0] ?? Number.NaN)} ms`,
    ].join("\n");
  } finally {
    await province.close();
    await place.remove();
  }
}

async function drawnBoard({ context: { database } }: Province, planId: string): Promise<string> {
  const { read } = database;
  const now = new Date();
  const look = { language: "vi", who: undefined, at: ownPath("/inspections"), version: "" } as const;
  const { plans } = await loadPlansAtHead(read);
  const plan = plans.find(({ id }) => id === planId);
  if (!plan) throw new Error("the plan is not there");
  const rules = { limits: await loadLimits(read, planId), calendar: await loadCalendar(read), today: vietnamDay(now), now };
  const board = boardOf(await loadFacts(read, planId), await loadPeople(read), { personId: "", isLead: true }, rules);
  const asked = { q: "", member: "", block: "", kind: "", overdue: false, mine: false };
  const rows = board.rows.map((row) => ({ row, isShown: true, isEarlier: false }));
  return drawPage(look, BoardPage, {
    board,
    rows,
    plan,
    plans,
    asked,
    all: true,
    happened: [],
    nextWeek: { from: rules.today, to: rules.today, visits: [] },
    reminders: [],
    today: rules.today,
    now,
    done: undefined,
  });
}
