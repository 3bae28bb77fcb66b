import type { Plan } from "../../../shared/plans/plan.ts";
import type { Reminder } from "../../inspections/reminders/reminders.ts";
import type { Board, BoardRow } from "./board.ts";
import type { Happened } from "./happened.ts";
import type { Asked } from "./shown-words.ts";

/** A row, and whether it is shown. */
export interface ShownRow {
  readonly row: BoardRow;
  /** It fits what is looked for. */
  readonly isShown: boolean;
  readonly isEarlier: boolean;
}

/** What the page is drawn of. */
export interface BoardProps {
  readonly board: Board;
  readonly rows: readonly ShownRow[];
  readonly plan: Plan;
  readonly plans: readonly Plan[];
  readonly asked: Asked;
  /** Every concluded one is shown. */
  readonly all: boolean;
  readonly happened: readonly Happened[];
  /** Those of next week, by day; its Monday and Sunday. */
  readonly nextWeek: { readonly from: string; readonly to: string; readonly visits: readonly BoardRow[] };
  readonly reminders: readonly Reminder[];
  readonly today: string;
  readonly now: Date;
  readonly done: string | undefined;
}
