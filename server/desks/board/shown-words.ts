import { type Language, say } from "../../../shared/text.ts";
import { boardWords } from "../../../shared/words/board.ts";

/** Of what is concluded so many stand on the board until all are asked for, beside those that wait for an answer. */
export const latestConcluded = 4;

/** What is looked for, as the address says it. */
export interface Asked {
  readonly q: string;
  readonly member: string;
  readonly block: string;
  readonly kind: string;
  readonly overdue: boolean;
  readonly mine: boolean;
}

/** What a row is found by. */
export interface Findable {
  /** The unit's name without marks. */
  readonly bare: string;
  readonly team: readonly string[];
  readonly block: string;
  readonly kind: string;
  readonly overdue: boolean;
  readonly mine: boolean;
  /** Concluded before the latest ones, and waiting for nothing. */
  readonly earlier: boolean;
}

/** Whether a row is shown: the same on the server and in the page's script. `finds`: whether a name holds what `q` says. */
export function isShown(row: Findable, asked: Asked, finds: (bare: string) => boolean, all: boolean): boolean {
  const looks = asked.q !== "" || asked.member !== "" || asked.block !== "" || asked.kind !== "" || asked.overdue || asked.mine;
  return (
    finds(row.bare) &&
    (asked.member === "" || row.team.includes(asked.member)) &&
    (asked.block === "" || row.block === asked.block) &&
    (asked.kind === "" || row.kind === asked.kind) &&
    (!asked.overdue || row.overdue) &&
    (!asked.mine || row.mine) &&
    (!row.earlier || looks || all)
  );
}

export function shownText(language: Language, shown: number, all: number): string {
  return say(boardWords.shown, language, { shown, all });
}
