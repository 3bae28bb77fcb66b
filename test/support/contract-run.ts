import fc from "fast-check";
import { type Break, breaksOf } from "./contract-breaks.ts";
import { type Answer, createChecker } from "./contract-checks.ts";
import { createClient, repeatable } from "./contract-client.ts";
import { type OpenApi, type Operation, operationsOf } from "./contract-document.ts";
import type { Example } from "./contract-example.ts";
import { examplesIn } from "./contract-examples.ts";
import { type Parts, partsOf, type Wire, written } from "./contract-requests.ts";
import { sweepOf } from "./contract-sweep.ts";
import { type Caller, callers, type World } from "./contract-world.ts";

/** A run of the fuzzer over one server: what it sent, and what came of it. */
export interface Fuzzer {
  readonly operations: readonly Operation[];
  /** The operation's own example, or a request that fits the document; as it is, by one who may. */
  succeeds(operation: Operation): Promise<Answer>;
  /** Throws with the request where one of the known traps, each in every place, is not answered as documented; of many, one in `every`. */
  sweep(operation: Operation, every: number): Promise<void>;
  /** Throws with the request and the seed where one of `runs` requests is not answered as documented. */
  fuzz(operation: Operation, settings: { readonly runs: number; readonly seed: number }): Promise<void>;
  /** Requests answered, by class of status (`2xx`). */
  readonly counts: ReadonlyMap<string, number>;
  /** Operations that were answered 2xx. */
  readonly succeeded: ReadonlySet<string>;
  close(): void;
}

const none: Parts = { params: {}, query: [], headers: {} };

/** One request, before anything of it is made. */
interface Case {
  readonly source: "example" | "document";
  readonly parts: Parts;
  /** `undefined`: whoever the example names, or one who gets in. */
  readonly by: Caller | undefined;
  readonly breaks: readonly Break[];
  /** Everybody comes from an address of their own but those who do not. */
  readonly address: string | undefined;
}

interface Sent {
  readonly wire: Wire;
  readonly answer: Answer;
  readonly faults: readonly string[];
}

export async function createFuzzer(world: World): Promise<Fuzzer> {
  const client = createClient(world.port);
  const examples = examplesIn(world);
  const document = await loadDocument(world, client.send);
  const operations = operationsOf(document);
  const checker = createChecker(document);
  const counts = new Map<string, number>();
  const succeeded = new Set<string>();
  const letIn = new Map<string, Caller[]>();

  async function send(operation: Operation, { source, parts, by, breaks, address }: Case, given?: Example): Promise<Sent> {
    const example: Example | undefined = given ?? (source === "example" ? await examples[operation.name]?.() : undefined);
    const caller = by ?? example?.by ?? letIn.get(operation.name)?.[0] ?? "nobody";
    const plain = written(operation, example ? { ...none, ...example } : parts, breaks);
    const credentials = await world.credentials(caller, operation.name === "POST /api/device/revoke");
    const wire = { ...plain, headers: { ...(address !== undefined && { "x-forwarded-for": address }), ...credentials, ...plain.headers } };
    const answer = await client.send(wire);
    count(wire, answer, caller);
    return { wire, answer, faults: checker.faultsOf(wire, answer) };
  }

  function count(wire: Wire, { status }: Answer, caller: Caller): void {
    const name = `${Math.floor(status / 100)}xx`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const operation = checker.operationOf(wire)?.name;
    if (operation === undefined || wire.method === "HEAD" || wire.method === "OPTIONS") return;
    if (status < 300) succeeded.add(operation);
    const known = letIn.get(operation) ?? [];
    if (status !== 401 && status !== 403 && !known.includes(caller)) letIn.set(operation, [...known, caller]);
  }

  const known = (field: string) => world.known(field);
  const fitting = (operation: Operation) => partsOf(operation, known, filesOf);
  return {
    operations,
    counts,
    succeeded,
    async succeeds(operation) {
      await meet(operation, send, fitting(operation));
      for (let seed = 0; ; seed += 1) {
        const [parts] = fc.sample(fitting(operation), { numRuns: 1, seed });
        const source = operation.name in examples ? "example" : "document";
        const { answer, faults, wire } = await send(operation, {
          source,
          parts: parts ?? none,
          by: undefined,
          breaks: [],
          address: "198.51.100.7",
        });
        if (faults.length > 0) throw new Error(report(faults, wire, answer));
        if (answer.status < 300 || source === "example" || seed > 40) return answer;
      }
    },
    async sweep(operation, every) {
      const [parts = none] = fc.sample(fitting(operation), { numRuns: 1, seed: 2 });
      let example: Example | undefined;
      const own = operations.indexOf(operation);
      for (const [n, one] of sweepOf(operation).entries()) {
        if ((n + own) % every !== 0) continue;
        example ??= await examples[operation.name]?.();
        const { wire, answer, faults } = await send(
          operation,
          { source: "document", parts, by: undefined, breaks: [one], address: "198.51.100.9" },
          example,
        );
        if (faults.length > 0) throw new Error(report(faults, wire, answer));
        // What succeeded is used up.
        if (answer.status < 300) example = undefined;
      }
    },
    async fuzz(operation, { runs, seed }) {
      const property = fc.asyncProperty(casesOf(operation, fitting(operation)), async (one) => {
        const { wire, answer, faults } = await send(operation, one);
        if (faults.length > 0) throw new Error(report(faults, wire, answer));
      });
      await fc.assert(property, { numRuns: runs, seed });
    },
    close: client.close,
  };
}

/** Everybody knocks once with nothing in their hands: who is let in, the server itself has to say. */
async function meet(
  operation: Operation,
  send: (operation: Operation, one: Case) => Promise<unknown>,
  fitting: fc.Arbitrary<Parts>,
): Promise<void> {
  const [parts] = fc.sample(fitting, { numRuns: 1, seed: 1 });
  for (const by of callers) {
    const breaks: Break[] = operation.bodies.size > 0 ? [{ bytes: "empty" }] : [];
    await send(operation, { source: "document", parts: parts ?? none, by, breaks, address: "198.51.100.8" });
  }
}

function casesOf(operation: Operation, fitting: fc.Arbitrary<Parts>): fc.Arbitrary<Case> {
  const breaks = breaksOf(operation);
  return fc.record({
    source: fc.constantFrom("example", "document"),
    parts: fitting,
    by: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...callers) }),
    breaks: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.array(breaks, { minLength: 1, maxLength: 3 }) }),
    address: fc.oneof({ weight: 4, arbitrary: fc.ipV4() }, { weight: 1, arbitrary: fc.constant(undefined) }),
  });
}

/** Bodies that are no JSON. */
function filesOf(type: string): readonly Uint8Array[] {
  const encode = (...texts: string[]) => texts.map((text) => new TextEncoder().encode(text));
  if (type === "text/csv")
    return encode("Tên;Loại;Khối\nXã Đầu;commune;Cấp xã\n;ward;\nXã Hai;x;y", "Mã số,Tên\n1.000009,A\n7.1,B", "", "một cột\n1");
  if (type === "application/pdf") return encode("%PDF-1.7 a", "GIF89a");
  return encode("PK\u0003\u0004 no workbook", "\x89PNG");
}

async function loadDocument(world: World, send: (wire: Wire) => Promise<Answer>): Promise<OpenApi> {
  const { status, body } = await send({
    method: "GET",
    path: "/openapi.json",
    headers: await world.credentials("reader"),
    body: undefined,
  });
  if (status !== 200) throw new Error(`/openapi.json was answered ${status}`);
  return JSON.parse(new TextDecoder().decode(body));
}

function report(faults: readonly string[], wire: Wire, { status, body }: Answer): string {
  return [...faults, "", repeatable(wire), "", `answered ${status}: ${new TextDecoder().decode(body).slice(0, 1_500)}`].join("\n");
}
