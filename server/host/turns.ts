import { setImmediate } from "node:timers/promises";

/** So many rows are worked on at a time, some milliseconds of it. */
const rowsInTurn = 200;

/**
 * Long work in bounded pieces: after each, whatever else waits on the request loop has its turn. Inside a transaction too: the writer stays
 * held, as all or none asks for, and who writes waits for the whole of it anyway; but who reads has a handle of its own and goes on.
 * Nothing is waited for there but the loop itself, which comes round whatever happens.
 */
export async function* inTurns<T>(rows: readonly T[], size = rowsInTurn): AsyncGenerator<readonly T[], void> {
  for (let at = 0; at < rows.length; at += size) {
    if (at > 0) await setImmediate();
    yield rows.slice(at, at + size);
  }
}

/** The same for statements that follow one another without a pause, as SQLite's do: `done` is told what each has cost. */
export function createTurns(mostInTurn: number): { done(cost: number): Promise<void> | undefined } {
  let spent = 0;
  return {
    done(cost) {
      spent += cost;
      if (spent < mostInTurn) return;
      spent = 0;
      return setImmediate();
    },
  };
}
