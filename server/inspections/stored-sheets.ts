import * as v from "valibot";
import { Receipt, Submission } from "../../shared/sheets/submission.ts";
import { Unit } from "../../shared/units/unit.ts";
import { stored } from "../database/stored.ts";

/** `submissions.document`. */
export const StoredSubmission = stored(Submission);

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
