import { type Expression, type Kysely, sql } from "kysely";
import type { Tables } from "../database/tables.ts";
import { type Deed, deeds } from "./deeds.ts";

/** Something whose rows stand on record: after each change the chain holds their hash. */
export interface Thing {
  readonly kind: RecordKind;
  readonly id: string;
}

/** Which rows of a thing stand on record. */
export interface Shape {
  readonly table: keyof Tables;
  /** The column that its id stands in; absent: `id`. */
  readonly key?: string;
  /** What is left out of its row: changed at every sheet, and on record elsewhere. */
  readonly without: readonly string[];
  /** Rows that belong to it, by the column that names it. */
  readonly parts: Readonly<Partial<Record<keyof Tables, string>>>;
  /** Rows that belong to sheets of it. */
  readonly ofSheets?: readonly (keyof Tables)[];
}

/**
 * What results are made of and permissions rest on, besides what sheets and checklists hold, which have hashes of their own. Whole rows,
 * without what is null or 0: a column that a later migration adds begins as one of these, so that the hashes of before stay right.
 */
export const shapes = {
  inspection: {
    table: "inspections",
    without: ["state", "revealed_at"],
    parts: {
      positions: "inspection_id",
      inspection_adjustments: "inspection_id",
      returns: "inspection_id",
      late_decisions: "inspection_id",
      settling_choices: "inspection_id",
      explanations: "inspection_id",
      explanation_answers: "inspection_id",
      explanation_evidence: "inspection_id",
      objections: "inspection_id",
      objection_answers: "inspection_id",
      corrections: "inspection_id",
      correction_answers: "inspection_id",
    },
    ofSheets: ["not_applicable_decisions", "appraisals", "appraised_criteria"],
  },
  /** How far an inspection is, and that it was revealed: for sheets that reveal it this alone is recorded. */
  reveal: { table: "inspections", without: [], parts: {} },
  finding: {
    table: "findings",
    without: [],
    parts: { finding_steps: "finding_id", finding_evidence: "finding_id", finding_notices: "finding_id" },
  },
  unit: { table: "units", without: [], parts: { unit_facts: "unit_id" } },
  unitEvent: { table: "unit_events", without: [], parts: { unit_event_units: "event_id" } },
  plan: {
    table: "plans",
    without: [],
    parts: { periods: "plan_id", plan_units: "plan_id", plan_team: "plan_id", plan_limits: "plan_id" },
  },
  /** A year of the calendar of working days. */
  calendar: { table: "calendar_years", key: "year", without: [], parts: { calendar_days: "year" } },
  person: { table: "people", without: [], parts: {} },
  device: { table: "devices", without: ["last_used_on"], parts: {} },
  link: { table: "links", key: "token_hash", without: [], parts: {} },
  /** A device's sign-in, from when somebody has said yes or no to it. */
  code: { table: "device_codes", key: "device_code_hash", without: [], parts: {} },
  file: { table: "evidence_files", key: "content_hash", without: [], parts: { evidence_senders: "content_hash" } },
  /** A list of procedures, by its owner, with its versions. */
  catalogue: { table: "catalogue_versions", key: "owner", without: [], parts: { procedures: "owner" } },
  /** Minutes, by their inspection. */
  minutes: { table: "minutes", key: "inspection_id", without: [], parts: {} },
  /** What became of minutes on paper. */
  minutesStand: { table: "minutes_stands", without: [], parts: {} },
  template: { table: "document_templates", without: [], parts: {} },
  document: { table: "documents", without: [], parts: {} },
  /** When a checklist was drafted and published, by its name. */
  checklist: { table: "checklists", without: ["document"], parts: {} },
} as const satisfies Record<string, Shape>;

export type RecordKind = keyof typeof shapes;

/** Every kind, in the order in which they are begun and verified. */
export const recordKinds = Object.keys(shapes) as RecordKind[];

/** A table whose rows stand on record with what they belong to, named in column `by`. One that belongs to nothing stands on no record. */
export interface Part {
  readonly table: keyof Tables;
  readonly by: string;
  readonly of: keyof Tables;
  readonly key: string;
}

/** Every table whose rows stand on record as parts of something else. */
export function partsOnRecord(): Part[] {
  const all = Object.values<Shape>(shapes).flatMap(({ table: of, key = "id", parts, ofSheets = [] }): Part[] => [
    ...Object.entries(parts).map(([table, by]) => ({ table: table as keyof Tables, by, of, key })),
    ...ofSheets.map((table) => ({ table, by: "submission_id", of: "submissions" as const, key: "id" })),
  ]);
  return [...all, { table: "inspection_history", by: "inspection_id", of: "inspections", key: "id" }];
}

/** The names of what stands in the chain beside the deeds. */
export type RecordAction = `${"record" | "tampered"}.${RecordKind | typeof stateKind}` | typeof begunAction;

/** The action by which a record stands in the chain; its subject is the thing's id. */
export function recordAction(kind: RecordKind | typeof stateKind): RecordAction {
  return `record.${kind}`;
}

/** The action by which it stands there that something else changed the thing's rows. */
export function tamperedAction(kind: RecordKind | typeof stateKind): RecordAction {
  return `tampered.${kind}`;
}

const isRecord = sql<boolean>`action >= 'record.' and action < 'record/'`;

/** What stands on record of a thing that this program has taken away. */
export const gone = "gone";

/** The action by which it stands in the chain from when on each kind is on record; its subject is a list of kinds. */
export const begunAction = "record.begun";
/** These were on record before that was said, and the state of inspections with them. */
export const firstKinds: readonly RecordKind[] = ["inspection", "finding", "unit", "unitEvent", "plan"];
/** Earlier servers recorded the state by itself; what they wrote stays in the chain. */
export const stateKind = "state";

/** The hash by which a thing stands on record last; by the index of records alone. */
export async function lastRecord(database: Kysely<Tables>, kind: RecordKind | typeof stateKind, id: string): Promise<string | undefined> {
  const records = database.selectFrom("audit").select("content_hash").where(isRecord).where("subject", "=", id);
  const last = await records.where("action", "=", recordAction(kind)).orderBy("position", "desc").limit(1).executeTakeFirst();
  return last?.content_hash;
}

/** Where in the chain a thing stands on record last; by the index of records alone. */
export async function lastRecordPosition(database: Kysely<Tables>, kind: RecordKind, id: string): Promise<number | undefined> {
  const records = database.selectFrom("audit").select("position").where(isRecord).where("subject", "=", id);
  const last = await records.where("action", "=", recordAction(kind)).orderBy("position", "desc").limit(1).executeTakeFirst();
  return last && Number(last.position);
}

/** Whether anything of these subjects was recorded behind a place in the chain; by the index of records alone. */
export async function isRecordedSince(
  database: Kysely<Tables>,
  position: number,
  subjects: readonly string[] | Expression<string>,
): Promise<boolean> {
  const records = database.selectFrom("audit").select("position").where(isRecord).where("position", ">", position);
  return (await records.where("subject", "in", subjects).limit(1).executeTakeFirst()) !== undefined;
}

/** The kinds that are on record here: of them every row is, from then on. */
export async function begunKinds(database: Kysely<Tables>): Promise<Set<string>> {
  const said = await database.selectFrom("audit").select("subject").where(isRecord).where("action", "=", begunAction).execute();
  if (said.length > 0) return new Set(said.flatMap(({ subject }) => subject.split(" ")));
  const first = [...firstKinds, stateKind].map((kind) => recordAction(kind as RecordKind));
  const any = await database
    .selectFrom("audit")
    .select("position")
    .where(isRecord)
    .where("action", "in", first)
    .limit(1)
    .executeTakeFirst();
  return new Set(any === undefined ? [] : firstKinds);
}

/** An inspection's rows, and how far it is: the two records of it. */
export function wholeInspection(id: string): Thing[] {
  return [
    { kind: "inspection", id },
    { kind: "reveal", id },
  ];
}

/** The things whose rows these deeds have changed; what is not there is left out when it is recorded. */
export async function changedThings(database: Kysely<Tables>, done: readonly Pick<Deed, "action" | "subject">[]): Promise<Thing[]> {
  const things: Thing[] = [];
  const sheets: string[] = [];
  for (const { action, subject } of done) {
    const changed: readonly RecordKind[] | "sheet" = deeds[action];
    if (changed === "sheet") sheets.push(subject);
    else for (const kind of changed) things.push({ kind, id: subject });
  }
  if (sheets.length === 0) return things;
  const rows = await database.selectFrom("submissions").select("inspection_id").where("id", "in", sheets).execute();
  for (const { inspection_id: id } of rows) things.push(...wholeInspection(id));
  return things;
}
