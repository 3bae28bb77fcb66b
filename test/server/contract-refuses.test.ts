import { afterAll, expect, test } from "vitest";
import { createFuzzer } from "../support/contract-run.ts";
import { openWorld } from "../support/contract-world.ts";

type Tamper = (answer: Response, request: Request) => Response | Promise<Response>;
let tamper: Tamper = (answer) => answer;
const world = await openWorld((answer, request) => tamper(answer, request));
const fuzzer = await createFuzzer(world);
afterAll(async () => {
  fuzzer.close();
  await world.close();
});

/** The same answer but for what is changed of it. */
async function changed(
  answer: Response,
  change: { status?: number; headers?: Record<string, string | undefined>; body?: (text: string) => string },
) {
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  for (const [name, value] of Object.entries(change.headers ?? {})) value === undefined ? headers.delete(name) : headers.set(name, value);
  const text = await answer.text();
  const status = change.status ?? answer.status;
  return new Response([204, 304].includes(status) ? null : (change.body?.(text) ?? text), { status, headers });
}

const fails: Tamper = (answer) => {
  if (answer.status === 200) throw new Error("a handler that failed");
  return answer;
};
const onSuccess =
  (change: Parameters<typeof changed>[1]): Tamper =>
  (answer) =>
    answer.status < 300 ? changed(answer, change) : answer;
const onRefusal =
  (change: Parameters<typeof changed>[1]): Tamper =>
  (answer) =>
    answer.status >= 400 ? changed(answer, change) : answer;
const says = (more: string) => (text: string) => text.replace(/"detail":"/, `"detail":"${more} `);
const field = (text: string) => text.replace(/^\{/, '{"internalId":7,');

test.for<[string, string, Tamper, RegExp]>([
  ["a status that no document names", "GET /api/units", onSuccess({ status: 203 }), /answered 203, which the document does not say/],
  ["a handler that fails", "GET /api/units", fails, /it answered 500/],
  ["a field that nobody described", "GET /api/units", onSuccess({ body: field }), /additional properties.*internalId/],
  [
    "a field that is missing",
    "GET /api/units",
    onSuccess({ body: (text) => text.replace(/"total":\d+,/, "") }),
    /must have required property 'total'/,
  ],
  ["a figure that is a word", "GET /api/coverage", onSuccess({ body: (text) => text.replace(/:(\d+)/, ':"$1"') }), /must be/],
  ["an answer of another type", "GET /api/plans", onSuccess({ headers: { "content-type": "text/html" } }), /text\/html is not documented/],
  ["a header that is missing", "GET /api/field", onSuccess({ headers: { etag: undefined } }), /etag is documented and missing/],
  ["a header that nobody described", "GET /api/keys", onSuccess({ headers: { "x-powered-by": "us" } }), /x-powered-by is not documented/],
  [
    "answers without security headers",
    "GET /healthz",
    onSuccess({ headers: { "x-content-type-options": undefined } }),
    /security headers are missing/,
  ],
  ["a body where there is none", "POST /api/inspections/{id}/excuse", onSuccess({ status: 200 }), /answered 200/],
  [
    "a code of another status",
    "GET /api/plans/{id}",
    onRefusal({ body: (text) => text.replace(/not-found|malformed/g, "id-taken") }),
    /must be/,
  ],
  [
    "a refusal that tells a place in the code",
    "GET /api/plans/{id}",
    onRefusal({ body: says("at load (/srv/server/database/plans.ts:12:5)") }),
    /a refusal says “at load/,
  ],
  ["a refusal that tells of the database", "GET /api/plans/{id}", onRefusal({ body: says("SQLITE_CONSTRAINT") }), /a refusal says “SQLITE/],
])("%s is found at %s", async ([, name, breaks, expected]) => {
  const operation = fuzzer.operations.find((one) => one.name === name);
  if (!operation) throw new Error(`${name} is not described`);
  tamper = (answer) => answer;
  await fuzzer.fuzz(operation, { runs: 5, seed: 1 });
  tamper = breaks;
  await expect(fuzzer.fuzz(operation, { runs: 100, seed: 1 })).rejects.toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringMatching(expected) }) }),
  );
});

test("a refusal that repeats what was sent is found", async () => {
  const operation = fuzzer.operations.find((one) => one.name === "POST /api/device/code");
  if (!operation) throw new Error("it is not described");
  tamper = async (answer, request) => {
    const sent = new URL(request.url).search + (request.headers.get("content-type") ?? "");
    return answer.status < 400 ? answer : changed(answer, { body: says(`${encodeURIComponent(sent)} 7f3a9c`) });
  };
  await expect(fuzzer.fuzz(operation, { runs: 100, seed: 1 })).rejects.toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringContaining("repeats what was sent") }) }),
  );
});

test("a failure is told with the request, the seed, and without a token", async () => {
  const operation = fuzzer.operations.find((one) => one.name === "POST /api/units");
  if (!operation) throw new Error("it is not described");
  tamper = (answer) => (answer.status === 201 ? changed(answer, { body: field }) : answer);
  const told = await fuzzer
    .fuzz(operation, { runs: 100, seed: 1 })
    .catch((problem: Error) => `${problem.message}\n${problem.cause instanceof Error ? problem.cause.message : ""}`);
  expect(told).toMatch(/seed: 1,/);
  expect(told).toMatch(/^POST \/api\/units$/m);
  expect(told).toMatch(/^body: "\{/m);
  for (const token of world.tokens) expect(told).not.toContain(token);
});
