/*
 * The public list of administrative procedures that a unit has to post: codes as pages write them, and the forms in which lists come in and
 * go out. What a page posts is compared with it.
 */

import * as v from "valibot";
import { Day, Instant, name, Uuid } from "../text.ts";
import { UnitKind } from "../units/unit.ts";
import { RowProblem } from "../units/unit-events.ts";

export const ProcedureCode = v.pipe(v.string(), v.regex(/^[1-6]\.\d{6}$/));

/** A procedure (thủ tục hành chính) as an official list has it: the texts are the list's own, down to their line breaks. */
export const Procedure = v.strictObject({
  code: ProcedureCode,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(4_000)),
  /** Cơ quan ban hành, cơ quan thực hiện, lĩnh vực; "" where the list leaves it blank. */
  issuedBy: v.pipe(v.string(), v.maxLength(2_000)),
  handledBy: v.pipe(v.string(), v.maxLength(4_000)),
  field: v.pipe(v.string(), v.maxLength(1_000)),
});
export type Procedure = v.InferOutput<typeof Procedure>;

/** Whose list it is: of every unit of a kind, or of one unit. */
export const CatalogueOwner = v.union([v.strictObject({ kind: UnitKind }), v.strictObject({ unit: Uuid })]);
export type CatalogueOwner = v.InferOutput<typeof CatalogueOwner>;

/** `add`: what the list has is new or as it says from the day on. `whole`: and what it lacks is repealed. */
export const importModes = ["add", "whole"] as const;
export const ImportMode = v.picklist(importModes);
export type ImportMode = v.InferOutput<typeof ImportMode>;

/** A procedure ends on a day by a decision; with `replacedBy` others of the same list stand in its place. */
export const ProcedureEnd = v.strictObject({
  owner: CatalogueOwner,
  code: ProcedureCode,
  on: Day,
  decision: v.nullable(v.pipe(name(200), v.minLength(1))),
  replacedBy: v.optional(v.pipe(v.array(ProcedureCode), v.minLength(1), v.maxLength(20))),
});
export type ProcedureEnd = v.InferOutput<typeof ProcedureEnd>;

/** `GET /api/catalogue`: what a unit has to post on a day, and what it no longer has to. A unit's own entry goes before its kind's. */
export const Catalogue = v.object({
  on: Day,
  procedures: v.array(v.object({ ...Procedure.entries, from: Day, own: v.boolean() })),
  ended: v.array(
    v.object({ code: ProcedureCode, name: v.string(), on: Day, decision: v.nullable(v.string()), replacedBy: v.array(ProcedureCode) }),
  ),
});
export type Catalogue = v.InferOutput<typeof Catalogue>;

const counts = { added: v.number(), changed: v.number(), ended: v.number() };

/** One import or end, in their order. */
export const CatalogueVersion = v.object({
  number: v.number(),
  on: Day,
  decision: v.nullable(v.string()),
  source: v.string(),
  importedAt: Instant,
  ...counts,
});
export type CatalogueVersion = v.InferOutput<typeof CatalogueVersion>;

/**
 * The answer to an import: with `dryRun`, what would be done. Where there is any problem, nothing is. `version` is null where nothing
 * changed.
 */
export const CatalogueImported = v.object({
  dryRun: v.boolean(),
  rows: v.number(),
  ...counts,
  unchanged: v.number(),
  version: v.nullable(v.number()),
  problems: v.array(RowProblem),
});
export type CatalogueImported = v.InferOutput<typeof CatalogueImported>;
