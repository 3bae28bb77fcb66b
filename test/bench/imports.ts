import { newId } from "../../shared/id.ts";
import { mostUnitsAtOnce } from "../../shared/units/unit-events.ts";
import { makeDevice, startTestServer } from "../support/server.ts";
import { aim, figure, table } from "./figures.ts";
import { longestTurn } from "./turns.ts";

/** The longest that one change may keep the request loop. */
const aimMs = 50;
const rounds = 3;

/**
 * What the largest changes keep the request loop for: processor time of the longest turn, the least of a few rounds, each with other units.
 */
export async function benchImports(): Promise<string> {
  const server = await startTestServer({ socket: null, fresh: true });
  const admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const costs = new Map<string, number>();
  const send = async (name: string, path: string, body: string, type: string) => {
    const init = {
      method: "POST",
      headers: { "content-type": type, "content-length": String(Buffer.byteLength(body)), "idempotency-key": newId() },
      body,
    };
    const { done, ms } = await longestTurn(() => admin.fetch(path, init));
    if (done.status !== 201) throw new Error(`${path} answered ${done.status}`);
    costs.set(name, Math.min(ms, costs.get(name) ?? Number.POSITIVE_INFINITY));
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const named = (kind: string) =>
        Array.from({ length: mostUnitsAtOnce }, (_, i) => ({
          name: `${kind} ${round} ${i}`,
          kind: "commune",
          block: `Khối ${i % 12}`,
          code: `${kind}${round}.${i}`,
        }));
      await send(`${mostUnitsAtOnce} units, JSON`, "/api/units", JSON.stringify({ units: named("A") }), "application/json");
      const rows = named("B").map(({ name, block, code }) => `${name};xa;${block};${code}`);
      await send(`${mostUnitsAtOnce} units, a table`, "/api/units/import", ["ten;loai;khoi;ma", ...rows].join("\n"), "text/csv");
      const procedures = Array.from({ length: 5_000 }, (_, i) => `1.${String(i).padStart(6, "0")};Thủ tục ${round} ${i}`);
      const list = ["ma;ten", ...procedures].join("\n");
      await send(
        "5000 procedures, all changed",
        `/api/catalogue/import?kind=commune&mode=whole&decision=1&on=2026-0${round + 1}-01`,
        list,
        "text/csv",
      );
    }
  } finally {
    await server.remove();
  }
  const slowest = Math.max(...costs.values());
  return [
    "large changes: the longest turn of the request loop, in processor time",
    table(
      ["change", "ms"],
      [...costs].map(([name, ms]) => [name, figure(ms)]),
    ),
    aim(`no change keeps the loop over ${aimMs} ms`, slowest <= aimMs, `${figure(slowest)} ms at most`),
  ].join("\n");
}
