import * as v from "valibot";
import { Instant, Uuid } from "../text.ts";
import { Receipt } from "./submission.ts";

/** `PUT /api/submissions/{id}`: 201 first, 200 with the first receipt ever after. */
export const SubmissionAnswer = v.object({ receipt: Receipt });

/** `GET /api/submissions/{id}` and the list: one's own only. */
export const OwnSubmission = v.object({
  receipt: Receipt,
  inspectionId: Uuid,
  status: v.picklist(["current", "replaced", "withdrawn", "late"]),
  replacedBy: v.nullable(Uuid),
  /** Hashes of the listed files that have not come. */
  outstanding: v.optional(v.array(v.string())),
  /** Given back by the lead: it may be replaced though the points were shown. */
  returned: v.optional(v.nullable(v.object({ at: Instant, reason: v.string() }))),
  /** What the lead said of a sheet that came late. */
  late: v.optional(v.nullable(v.object({ accepted: v.boolean(), at: Instant, reason: v.string() }))),
  document: v.unknown(),
});
