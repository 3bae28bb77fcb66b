import { newId } from "../../shared/id.ts";
import type { Parts } from "./contract-requests.ts";
import type { Caller } from "./contract-world.ts";

/** A request that is answered 2xx, and who sends it. */
export interface Example extends Partial<Parts> {
  readonly by: Caller;
}

/** By operation; each time on something new. */
export type Examples = Readonly<Record<string, () => Promise<Example> | Example>>;

export const json = (value: unknown) => ({ type: "application/json", json: value });
export const table = (text: string) => ({ type: "text/csv", bytes: new TextEncoder().encode(text) });

let count = 0;
/** A number that was not given before. */
export const next = () => (count += 1);

/** What a request needs that would otherwise make something twice, or overwrite what somebody else has changed meanwhile. */
export const keyed = () => ({ "Idempotency-Key": newId() });
export const whatever = { "If-Match": "*" };
