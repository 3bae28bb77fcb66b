import * as v from "valibot";
import { whole } from "../bounds.ts";
import { Instant, text, Uuid } from "../text.ts";

/** A count of people, dossiers, procedures… */
export const mostCounted = 1_000_000_000;
export const Count = whole(0, mostCounted);

/** What the inspector answered. The points are computed from it by the checklist version, on the device and again on the server. */
export const Answer = v.variant("type", [
  v.strictObject({ type: v.literal("boolean"), yes: v.boolean() }),
  /** `level` counts from 0 in the checklist's order. */
  v.strictObject({ type: v.literal("levels"), level: whole(0, 19) }),
  /** Keys of the ticked items; an empty list says "looked, none of them". */
  v.strictObject({ type: v.literal("checklist"), ticked: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(50)) }),
  /** `figures`: further counts of the criterion, by their keys. `contradictionReason` is demanded where a number check fails. */
  v.strictObject({
    type: v.literal("ratio"),
    numerator: Count,
    denominator: Count,
    figures: v.optional(v.record(v.pipe(v.string(), v.maxLength(64)), Count)),
    contradictionReason: v.optional(text(2_000)),
  }),
  /** One count per rule of the checklist; `time` is the clock time "16:30" of the check, `present` of `total` people. */
  v.strictObject({
    type: v.literal("deduct"),
    counts: v.pipe(v.array(Count), v.maxLength(20)),
    time: v.optional(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))),
    present: v.optional(Count),
    total: v.optional(Count),
  }),
  /** Không phát sinh, by the inspector; holds only with the lead's approval. */
  v.strictObject({ type: v.literal("notApplicable"), reason: text(2_000) }),
]);
export type Answer = v.InferOutput<typeof Answer>;

/** A quotation from a page: W3C Web Annotation selectors, the address without its fragment, the title and the time of capture. */
export const Quote = v.strictObject({
  type: v.literal("quote"),
  id: Uuid,
  exact: v.pipe(text(2_000), v.minLength(1)),
  prefix: text(100),
  suffix: text(100),
  /** A web page only: this address becomes a link on the lead's page, so `javascript:` and its like are refused. */
  url: v.pipe(v.string(), v.maxLength(2_000), v.url(), v.regex(/^https?:\/\//i)),
  title: text(500),
  capturedAt: Instant,
});
export type Quote = v.InferOutput<typeof Quote>;

/** At most this many bytes of one file. */
export const maxEvidenceBytes = 20_000_000;

/** SHA-256 in hex. */
export const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What anybody can send as evidence. No SVG: it can carry scripts. */
export const sentTypes = ["image/jpeg", "image/png", "image/webp", "application/pdf"] as const;
/** What a unit attaches on its desk besides, where the whole file is looked at: documents of Word and Excel without macros. */
export const officeTypes = [
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
] as const;

/** What can be kept as evidence. */
export const EvidenceType = v.picklist([...sentTypes, ...officeTypes]);
export type EvidenceType = v.InferOutput<typeof EvidenceType>;

/** A picture or document, named by the hash of its bytes, which travel by themselves (`PUT /api/evidence/{sha256}`). */
const EvidenceFile = v.strictObject({
  type: v.literal("file"),
  id: Uuid,
  sha256: Sha256,
  mediaType: EvidenceType,
  size: whole(1, maxEvidenceBytes),
  name: v.pipe(text(200), v.minLength(1)),
  capturedAt: Instant,
});

/** Evidence (bằng chứng). An unknown type is refused, never dropped. */
export const Evidence = v.variant("type", [Quote, EvidenceFile]);
export type Evidence = v.InferOutput<typeof Evidence>;

/** One criterion on a score sheet. `answer: null` is "not scored", which is neither 0 nor not applicable. */
export const Entry = v.strictObject({
  answer: v.nullable(Answer),
  /** The criterion's knock-out (`zeroIf`) holds. */
  knockedOut: v.optional(v.literal(true)),
  note: text(4_000),
  evidence: v.pipe(v.array(Evidence), v.maxLength(50)),
});
export type Entry = v.InferOutput<typeof Entry>;

export const emptyEntry: Entry = { answer: null, note: "", evidence: [] };
