import type { Receipt, Submission } from "../../shared/sheets/submission.ts";
import type { Who } from "../ledger/who.ts";

/** A submission as it reached the server: shape checked, nothing else. */
export interface Arrival {
  readonly submission: Submission;
  /** Canonical JSON of the submission, and its SHA-256. */
  readonly document: string;
  readonly contentHash: string;
  readonly who: Who;
  readonly receivedAt: string;
  /** Device's clock minus the server's. */
  readonly clockOffsetMs: number;
  readonly clockFarOff: boolean;
}

/** `created`: stored now; otherwise this is the first receipt again. */
export interface Recorded {
  readonly receipt: Receipt;
  readonly created: boolean;
}
