import { setImmediate } from "node:timers/promises";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import { isOutage } from "../database/outage.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import type { Arrival, Recorded } from "./arrival.ts";
import { type Outcome, recordBatch } from "./record-batch.ts";

/** Stores submissions. The answer comes after the commit; a refusal is thrown and stored nothing. */
export interface Recorder {
  record(arrival: Arrival): Promise<Recorded>;
  /** Resolves when everything handed over so far is answered. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly arrival: Arrival;
  resolve(recorded: Recorded): void;
  reject(reason: unknown): void;
}

const largestBatch = 256;

/** Group commit: everything that arrived in one turn of the event loop shares one transaction, and so one wait for the disk. */
export function createRecorder(database: Database, keys: SigningKeys, instanceId: string): Recorder {
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const run = async () => {
    while (waiting.length > 0) {
      await setImmediate();
      const batch = waiting.splice(0, largestBatch);
      await answer(batch);
    }
    running = undefined;
  };

  const answer = async (batch: readonly Waiting[]) => {
    try {
      const outcomes = await recordBatch(
        database,
        keys,
        instanceId,
        batch.map(({ arrival }) => arrival),
      );
      batch.forEach((one, i) => {
        settle(one, outcomes[i]);
      });
    } catch (outage) {
      // One bad member must not take the others with it: each is tried by itself. Where the database is away it is away for all.
      if (batch.length > 1 && !isOutage(outage)) for (const one of batch) await answer([one]);
      else for (const one of batch) one.reject(outage);
    }
  };

  return {
    record(arrival) {
      return new Promise((resolve, reject) => {
        waiting.push({ arrival, resolve, reject });
        running ??= run();
      });
    },
    async idle() {
      await running;
    },
  };
}

function settle(one: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined || outcome instanceof Refusal) one.reject(outcome ?? new Error("a batch gave no answer"));
  else one.resolve(outcome);
}
