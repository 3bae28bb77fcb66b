import * as v from "valibot";
import { wholeText } from "./bounds.ts";
import { Checklist } from "./checklists/checklist.ts";
import { FindingState } from "./findings/finding.ts";
import { FormGroup, Inspection, Plan } from "./plans/plan.ts";
import { BandShares } from "./results/band-shares.ts";
import { RankBasis, ResultRow } from "./results/results.ts";
import { Receipt } from "./sheets/submission.ts";
import { Day, Instant, name, Uuid } from "./text.ts";
import { Unit, UnitKind } from "./units/unit.ts";

export const roles = ["inspector", "lead", "unit", "admin"] as const;
export const Role = v.picklist(roles);
export type Role = v.InferOutput<typeof Role>;

/** `GET /api/server`: which server this is. Another `instanceId` is another server; a new `epoch` is a restored one. */
export const ServerIdentity = v.object({ instanceId: v.string(), epoch: v.number(), version: v.string(), serverTime: Instant });
export type ServerIdentity = v.InferOutput<typeof ServerIdentity>;

export const Me = v.object({ accountId: v.string(), name: v.string(), email: v.string(), roles: v.array(Role) });
export type Me = v.InferOutput<typeof Me>;

/**
 * `GET /api/field`: everything an inspector takes along, in one answer, with an `ETag`; `If-None-Match` gives 304.
 * `units` holds every open unit of the plans; `current` names the reader's own current submission of each inspection.
 */
export const Field = v.object({
  server: ServerIdentity,
  me: Me,
  plans: v.array(Plan),
  units: v.array(Unit),
  inspections: v.array(Inspection),
  checklists: v.array(Checklist),
  current: v.array(v.object({ inspectionId: Uuid, submissionId: Uuid })),
  /** What these units have still to remedy from earlier inspections: to be looked at in the next one. */
  findings: v.optional(
    v.array(
      v.object({
        id: Uuid,
        unitId: Uuid,
        inspectionId: Uuid,
        criterion: v.string(),
        text: v.string(),
        dueOn: Day,
        state: FindingState,
        /** It came to these units by the merge or split that `label` tells of; absent: the unit's own. */
        through: v.optional(v.object({ toUnits: v.array(Uuid), label: v.object({ vi: v.string(), en: v.string() }) })),
      }),
    ),
  ),
});
export type Field = v.InferOutput<typeof Field>;

/** `POST /api/device/code` (RFC 8628, 3.1 and 3.2). */
export const DeviceCodeRequest = v.strictObject({ deviceName: v.pipe(name(100), v.minLength(1)) });
export const DeviceCode = v.object({
  deviceCode: v.string(),
  /** Typed by a person: `BCDF-GHJK`. */
  userCode: v.string(),
  verificationUri: v.string(),
  /** The same with the code in it. */
  verificationUriComplete: v.string(),
  /** Seconds. */
  expiresIn: v.number(),
  interval: v.number(),
});
export type DeviceCode = v.InferOutput<typeof DeviceCode>;

/** `POST /api/device/token`: refused with `code-pending` until approved; given once. */
export const DeviceTokenRequest = v.strictObject({ deviceCode: v.pipe(v.string(), v.minLength(20), v.maxLength(200)) });
export const DeviceToken = v.object({ token: v.string(), deviceId: v.string(), server: ServerIdentity, me: Me });
export type DeviceToken = v.InferOutput<typeof DeviceToken>;

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

/** `GET /api/self-scores`: what a unit scores itself by; `current` names its self-score of the inspection. */
export const OwnUnit = v.object({
  unitId: v.nullable(Uuid),
  inspections: v.array(
    v.object({
      id: Uuid,
      planId: Uuid,
      form: v.string(),
      visitedOn: Day,
      concluded: v.boolean(),
      checklist: v.object({ id: v.string(), version: v.string() }),
      unit: Unit,
      current: v.nullable(Uuid),
    }),
  ),
  checklists: v.array(Checklist),
});
export type OwnUnit = v.InferOutput<typeof OwnUnit>;

export const ResultsQuery = v.object({
  plan: v.optional(Uuid),
  period: v.optional(Uuid),
  form: v.optional(FormGroup),
  /** By default concluded. */
  basis: v.optional(RankBasis),
  block: v.optional(name(200)),
  kind: v.optional(UnitKind),
  /** Ranked units whose index is below; hundredths. */
  under: v.optional(wholeText(0, 10_000)),
});

export const Results = v.object({
  plan: v.object({ id: Uuid, title: v.string(), year: v.number() }),
  period: v.object({ id: Uuid, kind: v.string(), from: Day, to: Day }),
  form: FormGroup,
  /** `live`: a working view that ranks what is not concluded too. To be said wherever a rank of it is shown. */
  basis: RankBasis,
  areas: v.array(v.object({ id: v.string(), vi: v.string(), en: v.string() })),
  rows: v.array(ResultRow),
  /** Units with a ranked result, and all units of the plan. */
  completeness: v.object({ ranked: v.number(), units: v.number() }),
  /** Of the rows as `block` and `kind` narrow them; of all of these, where `under` lists only some. */
  bandShares: v.array(BandShares),
  computedAt: Instant,
});
export type Results = v.InferOutput<typeof Results>;

/** Ed25519 public keys (raw, base64url) that receipts were signed with, the current one first. */
export const PublicKeys = v.object({ keys: v.array(v.object({ keyId: v.string(), publicKey: v.string(), since: Instant, until: v.nullable(Instant) })) });
