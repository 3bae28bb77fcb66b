import * as v from "valibot";
import { Sha256 } from "../sheets/answer.ts";
import { Day, Instant, text, Uuid } from "../text.ts";

/** What is printed of an inspection. Minutes hold no points; all others rest on revealed sheets. */
export const documentKinds = ["minutes", "scoreAnnex", "scoreSheet", "conclusionNotice", "findingsList"] as const;
export const DocumentKind = v.picklist(documentKinds);
export type DocumentKind = v.InferOutput<typeof DocumentKind>;

/** Of these nothing is issued before the conclusion: they tell a unit what was concluded. */
export const afterConclusion: ReadonlySet<DocumentKind> = new Set(["scoreAnnex", "conclusionNotice", "findingsList"]);

/** What of a corrected inspection can be printed as it was before. */
export const keepsEarlier: ReadonlySet<DocumentKind> = new Set(["scoreAnnex", "scoreSheet", "conclusionNotice"]);

const line = text(500);
const long = text(8_000);
/** A list that is typed with one item a line. */
const lines = v.pipe(v.array(text(2_000)), v.maxLength(60));

/** A request to the unit, and by when. */
const MinutesRequest = v.strictObject({ text: text(2_000), dueOn: v.nullable(Day) });

/** Minutes (biên bản) as head or secretary typed them. What is empty is not known yet, and prints dots. */
export const Minutes = v.strictObject({
  authority: line,
  body: line,
  number: line,
  /** Where the document is dated: the province. */
  madeAt: line,
  place: line,
  beganAt: line,
  teamPresent: lines,
  unitPresent: lines,
  content: long,
  scope: long,
  period: line,
  facts: lines,
  strengths: lines,
  shortcomings: lines,
  requests: v.pipe(v.array(MinutesRequest), v.maxLength(60)),
  opinion: long,
  endedAt: line,
  copies: line,
});
export type Minutes = v.InferOutput<typeof Minutes>;

export const emptyMinutes: Minutes = {
  ...{ authority: "", body: "", number: "", madeAt: "", place: "", beganAt: "", content: "", scope: "", period: "" },
  ...{ teamPresent: [], unitPresent: [], facts: [], strengths: [], shortcomings: [], requests: [] },
  ...{ opinion: "", endedAt: "", copies: "" },
};

/** What became of printed minutes. `none`: nothing is on record yet. */
export const MinutesStand = v.picklist(["none", "signed", "refused", "waived"]);
export type MinutesStand = v.InferOutput<typeof MinutesStand>;

/** `PUT /api/inspections/{id}/documents/{documentId}`: the sender makes the id; the same again changes nothing. */
export const DocumentToIssue = v.strictObject({ kind: DocumentKind });

/** `outdated`: nothing newer of its kind was issued, and what it was made of has changed since. */
export const DocumentState = v.picklist(["current", "replaced", "outdated"]);
export type DocumentState = v.InferOutput<typeof DocumentState>;

export const IssuedDocument = v.object({
  id: Uuid,
  inspectionId: Uuid,
  kind: DocumentKind,
  code: v.string(),
  sha256: Sha256,
  size: v.number(),
  /** `cchc-default@2026.2` */
  checklist: v.string(),
  /** When its data was read, and which entry of the chain was the last then. */
  dataAt: Instant,
  position: v.number(),
  issuedAt: Instant,
  issuedBy: v.string(),
  state: DocumentState,
  /** The newer one of its kind. */
  replacedBy: v.nullable(Uuid),
});
export type IssuedDocument = v.InferOutput<typeof IssuedDocument>;

/** `GET /api/inspections/{id}/documents`, the newest first. */
export const IssuedDocuments = v.object({ documents: v.array(IssuedDocument) });

/** Crockford's letters: none looks like another. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A code of 80 random bits: `7F3A-91C2-44DE-KM08`. */
export function codeOf(random: Uint8Array): string {
  let bits = 0n;
  for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  const signs = Array.from({ length: 16 }, (_, at) => letters[Number((bits >> BigInt(75 - 5 * at)) & 31n)]);
  return signs.join("").replace(/(.{4})(?=.)/g, "$1-");
}

/** A code as somebody reads it from paper: case, spaces and O or I for 0 or 1 do not matter. `undefined` where it is none. */
export function readCode(typed: string): string | undefined {
  const plain = typed.slice(0, 100).toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(plain) ? plain.replace(/(.{4})(?=.)/g, "$1-") : undefined;
}
