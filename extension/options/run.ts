import type { Words } from "../../shared/text.ts";

/** Does what a person asked for in the options, and says at their top what came of it; `undefined`: nothing to say. */
export type Run = (step: string, work: () => Promise<Words | undefined>) => void;
