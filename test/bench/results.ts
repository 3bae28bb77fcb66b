import type { DatabaseKind } from "../support/databases.ts";
import { makeSheet } from "../support/sheets.ts";
import { type Child, startChild } from "./child.ts";
import { benchExport } from "./export.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { fillTo, years } from "./past.ts";
import { openPlace } from "./place.ts";
import { makeProvince, type Province, unitCount } from "./province.ts";
import { requestBytes, send } from "./wire.ts";

const sizes = [1_000, 10_000, 100_000] as const;
const readings = 100;

/** What leads ask, and in how many milliseconds it should be there at 100,000 submissions. */
const questions = [
  { name: "by unit", aimed: 5, path: () => "/api/results" },
  { name: "unit × criterion", aimed: 25, path: () => "/api/results/criteria" },
  {
    name: "one unit",
    aimed: 1,
    path: (unitIds: readonly string[], i: number) => `/api/results/trace?unit=${unitIds[(i * 37) % unitIds.length]}`,
  },
] as const;

/**
 * What a lead's token reads of 600 units at growing numbers of stored submissions, beside the same bytes served ready-made; right after
 * another sheet has come in, and again with nothing changed. All take turns, one reading each. At the end everything is exported.
 */
export async function benchResults(kind: DatabaseKind, firstPort: number): Promise<string> {
  const place = await openPlace(kind);
  const bare = await startChild(new URL("./baseline-bytes.ts", import.meta.url), firstPort);
  try {
    const env = place.env("results");
    const province = await makeProvince(env);
    const plans: string[] = [];
    for (const year of years) plans.push(await province.plan(year));
    const sheets = await newSheets(province, plans.at(-1) ?? "", readings * questions.length * sizes.length);
    await province.close();
    const found: Found[] = [];
    let exported = "";
    for (const size of sizes) {
      await fillTo(size, env, province, plans);
      const server = await startChild(new URL("../../server/main.ts", import.meta.url), firstPort + 1, {
        ...env,
        METRICS_PORT: String(firstPort + 2),
      });
      try {
        for (const question of questions)
          found.push(...(await ask(question, size, { server, bare, province, sheets: sheets.splice(0, readings) })));
        if (size === sizes.at(-1)) exported = await benchExport(server, firstPort + 2, province.readToken);
      } finally {
        await server.stop();
      }
    }
    return report(kind, found, exported);
  } finally {
    await bare.stop();
    await place.remove();
  }
}

interface Sheet {
  readonly id: string;
  readonly body: string;
  readonly token: string;
}

/** Sheets that will come in between the readings: each of an inspection of its own. */
async function newSheets(province: Province, planId: string, count: number): Promise<Sheet[]> {
  const [inspector] = province.inspectors;
  if (!inspector) throw new Error("there are inspectors");
  const sheets: Sheet[] = [];
  for (let day = 1; sheets.length < count; day += 1) {
    const visitedOn = `2026-11-${String(day).padStart(2, "0")}`;
    const inspections = await province.opens(planId, visitedOn, [inspector.personId]);
    inspections.forEach((inspectionId, i) => {
      const sheet = makeSheet({ inspectionId, unitId: province.unitIds[i] ?? "", visitedOn, seed: 1 + (i % 90) });
      sheets.push({ id: sheet.id, body: JSON.stringify(sheet), token: inspector.token });
    });
  }
  return sheets;
}

type Question = (typeof questions)[number];

interface Asked {
  readonly server: Child;
  readonly bare: Child;
  readonly province: Province;
  readonly sheets: readonly Sheet[];
}

interface Found {
  readonly question: Question;
  readonly size: number;
  readonly when: "after a change" | "nothing changed";
  readonly times: readonly number[];
  /** The same bytes ready-made, in the same turn. */
  readonly bareTimes: readonly number[];
}

async function ask(question: Question, size: number, { server, bare, province, sheets }: Asked): Promise<Found[]> {
  const authorization = `Bearer ${province.readToken}`;
  const request = (i: number) => requestBytes("GET", question.path(province.unitIds, i), server.port, { authorization }, "");
  const once = async (child: Child, bytes: Buffer, status = 200) => {
    const { latencies, statuses } = await send(child.port, 1, [bytes]);
    if (!statuses.has(status)) throw new Error(`the server answered ${[...statuses.keys()].join()}`);
    return latencies[0] ?? Number.NaN;
  };
  const ready = await (await fetch(server.origin + question.path(province.unitIds, 0), { headers: { authorization } })).text();
  await fetch(`${bare.origin}/bytes`, { method: "PUT", body: ready });
  const readyRequest = requestBytes("GET", "/api/results", bare.port, {}, "");
  for (let warm = 0; warm < 50; warm += 1) {
    await once(server, request(warm));
    await once(bare, readyRequest);
  }
  const changed: number[] = [];
  const unchanged: number[] = [];
  const bareTimes: number[] = [];
  for (const [i, { id, body, token }] of sheets.entries()) {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    await once(server, requestBytes("PUT", `/api/submissions/${id}`, server.port, headers, body), 201);
    changed.push(await once(server, request(i)));
    unchanged.push(await once(server, request(i + 1)));
    bareTimes.push(await once(bare, readyRequest));
  }
  return [
    { question, size, when: "after a change", times: changed, bareTimes },
    { question, size, when: "nothing changed", times: unchanged, bareTimes },
  ];
}

function report(kind: DatabaseKind, found: readonly Found[], exported: string): string {
  const rows = found.map(({ question, size, when, times, bareTimes }) => [
    `${size.toLocaleString("en")}, ${question.name}, ${when}`,
    withSpread(spread(times)),
    withSpread(spread(times.map((time, i) => time / (bareTimes[i] ?? Number.NaN)))),
  ]);
  const median = (question: Question, size: number, when: Found["when"]) =>
    spread(found.find((one) => one.question === question && one.size === size && one.when === when)?.times ?? []).median;
  const [least, most] = [sizes[0], sizes[2]];
  const aims = questions.flatMap((question) =>
    (["nothing changed", "after a change"] as const).flatMap((when) => {
      const [small, large] = [median(question, least, when), median(question, most, when)];
      const at = `${question.name}, ${when}, at ${most.toLocaleString("en")}`;
      return [
        aim(`${at}: at most ${question.aimed} ms`, large <= question.aimed, `${figure(large)} ms`),
        aim(`${at}: at most 2 × the ${least.toLocaleString("en")} figure`, large <= 2 * small, `${figure(large / small)} ×`),
      ];
    }),
  );
  return [
    `Results of ${unitCount} units on ${kind}, ${readings} alternated readings: median (p5–p95)`,
    table(["submissions", "ms", "of ready bytes"], rows),
    ...aims,
    exported,
  ].join("\n");
}
