import { existsSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openKeys, readPublishedKeys, rotateKey } from "../../server/ledger/keys.ts";
import { findReceiptFaults, ReceiptFile } from "../../server/verify/verify-receipts.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import type { Receipt } from "../../shared/sheets/submission.ts";
import { dropGuards } from "../support/intruder.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const submit = async (): Promise<Receipt> => {
  const answer = await server.asInspector("an").submits(makeSheet(await server.opens()));
  return (await answer.json()).receipt;
};
const faults = (...receipts: readonly Receipt[]) => findReceiptFaults(server.context.database, readPublishedKeys(server.dataDir), receipts);
const signed = (claims: Omit<Receipt, "signature">): Receipt => {
  const { keys } = server.context;
  const own = { ...claims, keyId: keys.keyId };
  return { ...own, signature: keys.sign(canonicalJson(own)) };
};

test("a receipt that was changed, signed elsewhere, or whose submission is gone or another one now, is named", async () => {
  const [one, two] = [await submit(), await submit()];
  const { signature: _, ...claims } = one;
  const refused: [Receipt, string][] = [
    [{ ...one, contentHash: two.contentHash }, "its signature is not right"],
    [{ ...one, status: "late" }, "its signature is not right"],
    [{ ...one, keyId: "0123456789abcdef" }, "was never published here"],
    [signed({ ...claims, instanceId: newId() }), "given by another server"],
    [signed({ ...claims, position: 100_000 }), "does not reach its position"],
    [signed({ ...claims, position: two.position }), "something else at its position"],
    [signed({ ...claims, contentHash: two.contentHash }), "the chain names other content"],
  ];
  for (const [receipt, why] of refused) expect(await faults(receipt)).toEqual([expect.stringContaining(why)]);
  expect(await faults(one, two)).toEqual([]);
  dropGuards(server.stored);
  server.tampers((database) => database.exec(`delete from submissions where id = '${one.submissionId}'`));
  expect(await faults(one, two)).toEqual([`receipt of ${one.submissionId}: the submission is no longer there`]);
});

test("a file of receipts is one, a list, or a list by name, and nothing else", async () => {
  const receipt = await submit();
  for (const content of [receipt, [receipt], { receipts: [receipt] }]) expect(v.parse(ReceiptFile, content)).toEqual([receipt]);
  for (const content of [{}, [{}], null, { receipts: [{ ...receipt, signature: undefined }] }])
    expect(v.is(ReceiptFile, content)).toBe(false);
});

test("a new key signs from the next receipt on at a running server; receipts of the old one stay good, and none can be made with it", async () => {
  const old = await submit();
  const { keys } = server.context;
  const rotated = new Date();
  const stolen = openKeys(server.dataDir, rotated);
  const before = keys.keyId;
  expect(stolen.keyId).toBe(before);
  expect(rotateKey(server.dataDir, rotated).before).toBe(before);
  const fresh = await submit();
  expect(fresh.keyId).not.toBe(before);
  expect(existsSync(join(server.dataDir, "keys", `${before}.pem`))).toBe(false);
  const { keys: published } = await (await server.anonymous("/api/keys")).json();
  expect(published.map(({ keyId, until }: { keyId: string; until: string | null }) => [keyId, until])).toEqual([
    [fresh.keyId, null],
    [before, rotated.toISOString()],
  ]);
  expect(await faults(old, fresh)).toEqual([]);
  const { signature: _, ...claims } = fresh;
  const made = { ...claims, keyId: before, receivedAt: new Date(rotated.getTime() + 3_600_000).toISOString() };
  expect(await faults({ ...made, signature: stolen.sign(canonicalJson(made)) })).toEqual([expect.stringContaining("its key ended on")]);
});
