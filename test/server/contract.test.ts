import { afterAll, describe, expect, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { canary } from "../support/contract-hostile.ts";
import { createFuzzer } from "../support/contract-run.ts";
import { noteMark, openWorld } from "../support/contract-world.ts";

const long = process.env["LONG"] !== undefined;
/** Requests to each operation, valid and broken. */
const runs = Number(process.env["CONTRACT_RUNS"] ?? (long ? 100 : 3));
/** The same every time in the quick run; another one each time in the long one. What fails says which it was. */
const seed = Number(process.env["CONTRACT_SEED"] ?? (long ? Date.now() % 2 ** 31 : 20_261_122));

const world = await openWorld();
const fuzzer = await createFuzzer(world);
afterAll(async () => {
  fuzzer.close();
  await world.close();
});

const named = fuzzer.operations.map((operation) => [operation.name, operation] as const);

describe("what the document promises", () => {
  test.for(named)("%s succeeds, and its answer is as documented", async ([, operation]) => {
    const answer = await fuzzer.succeeds(operation);
    expect(answer.status, new TextDecoder().decode(answer.body).slice(0, 500)).toBeLessThan(300);
  });
});

describe(`with ${long ? "each" : "a third"} of the known traps in each place`, () => {
  test.for(named)("%s answers as documented", { timeout: 600_000 }, async ([, operation]) => {
    await fuzzer.sweep(operation, long ? 1 : 3);
  });
});

describe("whatever is sent, by whomever,", () => {
  test.for(named)("%s answers as documented", { timeout: 600_000 }, async ([, operation]) => {
    await fuzzer.fuzz(operation, { runs, seed });
  });
});

describe("after all that", () => {
  test("every operation has succeeded, and thousands of requests were answered", () => {
    expect(fuzzer.operations.map(({ name }) => name).filter((name) => !fuzzer.succeeded.has(name))).toEqual([]);
    const total = [...fuzzer.counts.values()].reduce((sum, n) => sum + n, 0);
    expect(total).toBeGreaterThan(fuzzer.operations.length * runs);
    expect(fuzzer.counts.get("5xx")).toBeUndefined();
    const classes = [...fuzzer.counts].sort().map(([name, n]) => `${name} ${n}`);
    process.stdout.write(
      `contract: ${total} requests to ${fuzzer.operations.length} operations on ${world.server.stored.kind}: ${classes.join(", ")}\n`,
    );
  });

  test("nothing that is stored was damaged", async () => {
    const { database, keys } = world.server.context;
    expect(await findFaults(database, keys)).toEqual([]);
  });

  test("the log holds no failure, no token and nothing that anybody wrote", () => {
    expect(world.logged.length).toBeGreaterThan(runs);
    expect(world.logged.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
    const secrets = [...world.tokens, noteMark, canary.slice(-6)];
    expect(world.logged.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});
