import { makeDraft } from "../../server/documents/documents.ts";
import { writeMinutes } from "../../server/documents/minutes.ts";
import type { DocumentKind } from "../../shared/documents/document.ts";
import { fullMinutes, opensWithTeam } from "../support/documents.ts";
import { startTestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { longestTurn } from "./turns.ts";

const aimMs = 1_000;
const aimTurnMs = 50;
const rounds = 12;
const kinds = ["minutes", "scoreSheet"] as const satisfies readonly DocumentKind[];

/** Documents of an inspection with three inspectors: from the request to the file, and what of it the request loop does. */
export async function benchDocuments(): Promise<string> {
  const server = await startTestServer({ socket: null, fresh: true });
  const { database, now } = server.context;
  const rows: { kind: string; ms: ReturnType<typeof spread>; turn: number }[] = [];
  try {
    const scorers = ["an", "binh", "lan"] as const;
    const at = await opensWithTeam(server, scorers);
    const actor = { actorId: server.asInspector("chi").personId, now: now() };
    await writeMinutes(database, at.inspectionId, { minutes: fullMinutes, seen: 0 }, actor);
    for (const [n, name] of scorers.entries()) await server.asInspector(name).submits(makeSheet({ ...at, seed: n + 3 }));
    for (const kind of kinds) {
      const times: number[] = [];
      let turn = 0;
      for (let round = 0; round < rounds; round += 1) {
        const begun = performance.now();
        const { ms } = await longestTurn(() => makeDraft({ database }, at.inspectionId, kind, now()));
        times.push(performance.now() - begun);
        turn = Math.max(turn, ms);
      }
      rows.push({ kind, ms: spread(times), turn });
    }
  } finally {
    await server.remove();
  }
  const slowest = Math.max(...rows.map(({ ms }) => ms.p95));
  const longest = Math.max(...rows.map(({ turn }) => turn));
  return [
    "documents: made in a process of their own",
    table(
      ["document", "ms, median (p5–p95)", "longest turn of the loop, ms"],
      rows.map(({ kind, ms, turn }) => [kind, withSpread(ms), figure(turn)]),
    ),
    aim(`a document in ${aimMs} ms`, slowest <= aimMs, `${figure(slowest)} ms at p95`),
    aim(`the loop is kept for ${aimTurnMs} ms at most`, longest <= aimTurnMs, `${figure(longest)} ms`),
  ].join("\n");
}
