import * as v from "valibot";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { Receipt, Submission, SubmittedEntry } from "../../shared/sheets/submission.ts";
import { Unit } from "../../shared/units/unit.ts";
import { stored } from "../database/stored.ts";

/** `submissions.document`. */
export const StoredSubmission = stored(Submission);

const Listed = v.custom<Evidence>((item) => typeof item === "object" && item !== null && "type" in item && "capturedAt" in item);

/**
 * The same where many sheets are read for what they answer. A list of evidence was looked at when it came, and each piece is looked at
 * again where it is shown (`v.parse(Evidence, …)`): the whole of five sheets with forty pieces at each criterion takes a tenth of a second.
 */
export const StoredSheet = stored(
  v.strictObject({
    ...Submission.entries,
    entries: v.record(v.string(), v.strictObject({ ...SubmittedEntry.entries, evidence: v.array(Listed) })),
  }),
);

/** `submissions.receipt`. */
export const StoredReceipt = stored(Receipt);

/** `inspections.unit_snapshot`: the unit as it was on the day of the visit. */
export const StoredUnit = stored(Unit);

/** The same for lists, where all of it would be read for its name. */
export const StoredUnitName = stored(v.object({ name: v.string() }));

/** `summaries.points`, by criterion; `null` is not applicable. */
export const StoredPoints = stored(v.record(v.string(), v.nullable(v.number())));

/** `summaries.pending`: the criteria that wait for the lead's word. */
export const StoredPending = stored(v.array(v.string()));
