import * as v from "valibot";
import { Day, name, Uuid } from "../text.ts";
import { Unit } from "./unit.ts";

/** An official number of a unit (mã đơn vị). Numbers are used again: it is no identity. */
const Code = v.pipe(name(50), v.minLength(1));
const Name = Unit.entries.name;
const Block = Unit.entries.block;
const Traits = Unit.entries.traits;
const Websites = Unit.entries.websites;

/** A unit as it is on a day, with what only the registry asks for. */
export const RegisteredUnit = v.strictObject({ ...Unit.entries, code: v.nullable(Code), parentId: v.nullable(Uuid) });
export type RegisteredUnit = v.InferOutput<typeof RegisteredUnit>;

/** A unit to be added. */
export const UnitToAdd = v.strictObject({
  name: Name,
  kind: Unit.entries.kind,
  block: Block,
  websites: v.optional(Websites, []),
  traits: v.optional(Traits, []),
  code: v.optional(Code),
  parentId: v.optional(Uuid),
});
export type UnitToAdd = v.InferOutput<typeof UnitToAdd>;

/** The country has 3,321 communes. */
export const mostUnitsAtOnce = 5_000;

/** Units to be added, all or none. `from`: the day on which they begin; absent: since ever. */
export const UnitsToAdd = v.strictObject({
  from: v.optional(Day),
  units: v.pipe(v.array(UnitToAdd), v.minLength(1), v.maxLength(mostUnitsAtOnce)),
});

/** What is different from a day on; what is not named stays as it is. `null` ends a code or a parent. */
export const UnitChange = v.pipe(
  v.strictObject({
    from: Day,
    name: v.optional(Name),
    block: v.optional(Block),
    code: v.optional(v.nullable(Code)),
    parentId: v.optional(v.nullable(Uuid)),
    websites: v.optional(Websites),
    traits: v.optional(Traits),
  }),
  v.check((change) => Object.keys(change).length > 1, "nothing changes"),
);
export type UnitChange = v.InferOutput<typeof UnitChange>;

/** A unit that is there already, or one that begins with the event. */
const Successor = v.union([v.strictObject({ id: Uuid }), UnitToAdd]);
export type Successor = v.InferOutput<typeof Successor>;

const decided = { on: Day, decision: v.nullable(v.pipe(name(200), v.minLength(1))) };

/**
 * What happens to units on a day, by a decision. A unit that only a part of goes into another is named in each event of that day.
 * A unit that goes on under its own id stands on both sides.
 */
export const UnitEvent = v.variant("kind", [
  v.strictObject({
    kind: v.literal("merge"),
    ...decided,
    before: v.pipe(v.array(Uuid), v.minLength(1), v.maxLength(100)),
    after: Successor,
  }),
  v.strictObject({
    kind: v.literal("split"),
    ...decided,
    before: Uuid,
    after: v.pipe(v.array(Successor), v.minLength(2), v.maxLength(100)),
  }),
  v.strictObject({ kind: v.literal("rename"), ...decided, unitId: Uuid, name: Name, code: v.optional(Code) }),
  v.strictObject({ kind: v.literal("close"), ...decided, unitIds: v.pipe(v.array(Uuid), v.minLength(1), v.maxLength(1_000)) }),
]);
export type UnitEvent = v.InferOutput<typeof UnitEvent>;

export const unitEventKinds = ["merge", "split", "rename", "close"] as const;

const NamedUnit = v.object({ id: Uuid, name: v.string() });

/** An event as the registry tells it. */
export const RecordedUnitEvent = v.object({
  id: Uuid,
  kind: v.picklist(unitEventKinds),
  on: Day,
  decision: v.nullable(v.string()),
  before: v.array(NamedUnit),
  after: v.array(NamedUnit),
});
export type RecordedUnitEvent = v.InferOutput<typeof RecordedUnitEvent>;

/** A unit that went into another, and through which event: whoever compares the two says so. */
export const Predecessor = v.object({
  unitId: Uuid,
  eventId: Uuid,
  kind: v.picklist(["merge", "split"]),
  on: Day,
  decision: v.nullable(v.string()),
});
export type Predecessor = v.InferOutput<typeof Predecessor>;

/** A fact with its days: `from` null is since ever, `to` (the first day on which it no longer holds) null is until further notice. */
const DatedFact = v.object({
  fact: v.picklist(["name", "code", "parent", "website", "block", "trait"]),
  value: v.string(),
  from: v.nullable(Day),
  to: v.nullable(Day),
});
export type DatedFact = v.InferOutput<typeof DatedFact>;

/** `GET /api/units/{id}`: the unit on the day (a closed one as it was at its end), and all that is known of it at other times. */
export const UnitHistory = v.object({
  unit: RegisteredUnit,
  facts: v.array(DatedFact),
  events: v.array(RecordedUnitEvent),
  predecessors: v.array(Predecessor),
});
export type UnitHistory = v.InferOutput<typeof UnitHistory>;

/** `GET /api/units`: a page of units by name; `next` is the offset of the following page. */
export const UnitPage = v.object({ on: Day, units: v.array(RegisteredUnit), total: v.number(), next: v.nullable(v.number()) });
export type UnitPage = v.InferOutput<typeof UnitPage>;

/** What is wrong in a file, by its row as a spreadsheet counts, and by its column's name as it stands there where one cell is to blame. */
export const RowProblem = v.object({ row: v.number(), column: v.optional(v.string()), message: v.string() });
export type RowProblem = v.InferOutput<typeof RowProblem>;

/** The answer to an import: with `dryRun`, what would be done. Where there is any problem, nothing is. */
export const ImportAnswer = v.object({ dryRun: v.boolean(), rows: v.number(), imported: v.number(), problems: v.array(RowProblem) });
export type ImportAnswer = v.InferOutput<typeof ImportAnswer>;
