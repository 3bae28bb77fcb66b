import { setImmediate } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { LRUCache } from "lru-cache";
import * as v from "valibot";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { checklistName } from "../../shared/checklists/checklist.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Checklists, checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import { perDatabase } from "../database/per-database.ts";
import type { Tables } from "../database/tables.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredSubmission, StoredUnit } from "../inspections/stored-sheets.ts";
import { scoreStored } from "../inspections/summaries.ts";
import type { Choice } from "./choice.ts";
import { chosenInspections } from "./counted-inspections.ts";

/** A sheet that counts in a period: of the inspection that counts for its unit, after the reveal. */
export interface CountedSheet {
  readonly submissionId: string;
  readonly inspectionId: string;
  readonly unitId: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly stage: "inspector" | "appraisal";
  readonly concluded: boolean;
  /** `default@1`. */
  readonly checklist: string;
  /** By criterion id; `null` where it was left out of the sum. */
  readonly points: Readonly<Record<string, number | null>>;
  readonly awarded: number;
  readonly max: number;
}

const Stage = v.picklist(["inspector", "appraisal"]);

/** Every sheet that counts in a plan, a period and a form, in the order of their inspections and submissions. Nothing before the reveal. */
export async function loadCountedSheets(read: Kysely<Tables>, { plan, period, form }: Omit<Choice, "basis">): Promise<CountedSheet[]> {
  const { rows } = await sql<CountedRow>`
    with chosen as (${chosenInspections(plan.id, period, form)})
    select c.unit_id, i.id as inspection_id, i.checklist_id, i.checklist_version, i.state,
      s.submission_id, s.author_id, p.name as author_name, s.stage, s.points, s.awarded, s.max
    from chosen c
    join inspections i on i.id = c.inspection_id and i.state in (${sql.join([...revealedStates])})
    join summaries s on s.inspection_id = i.id and s.stage in ('inspector', 'appraisal')
    left join people p on p.id = s.author_id
    order by i.id, s.submission_id
  `.execute(read);
  const sheets: CountedSheet[] = [];
  for (const part of inParts(rows, 200)) {
    for (const row of part) sheets.push(sheetOf(row));
    await setImmediate();
  }
  return sheets;
}

interface CountedRow {
  unit_id: string;
  inspection_id: string;
  checklist_id: string;
  checklist_version: string;
  submission_id: string;
  author_id: string;
  author_name: string | null;
  stage: string;
  state: string;
  points: string;
  awarded: number | string;
  max: number | string;
}

function sheetOf(row: CountedRow): CountedSheet {
  return {
    submissionId: row.submission_id,
    inspectionId: row.inspection_id,
    unitId: row.unit_id,
    authorId: row.author_id,
    authorName: row.author_name ?? row.author_id,
    stage: v.parse(Stage, row.stage),
    concluded: row.state === "concluded",
    checklist: checklistName({ id: row.checklist_id, version: row.checklist_version }),
    // Written by `summaryOf` alone; checked member by member, a year's would keep others waiting.
    points: JSON.parse(row.points),
    awarded: Number(row.awarded),
    max: Number(row.max),
  };
}

/** Of one inspection's sheets those that make its result: the appraised one, else everybody's. */
export function countingSheets(sheets: readonly CountedSheet[]): readonly CountedSheet[] {
  const appraised = sheets.filter(({ stage }) => stage === "appraisal");
  return appraised.length > 0 ? appraised : sheets;
}

/** What stands in a sheet's document and never changes with it. */
export interface SheetFacts {
  /** The counts of its ratio criteria, as they were answered. */
  readonly ratios: ReadonlyMap<string, { readonly numerator: number; readonly denominator: number; readonly reason: string | null }>;
  /** Criteria that do not apply, by trait, by a zero denominator or by what the inspector says. */
  readonly notApplicable: ReadonlySet<string>;
  /** Of an appraised sheet: criteria where the lead took one inspector's answer. */
  readonly taken: ReadonlySet<string>;
}

/** Documents read once: a stored submission never changes. Read in small parts, so that other requests are answered in between. */
export interface SheetFactsReader {
  load(submissionIds: readonly string[]): Promise<ReadonlyMap<string, SheetFacts>>;
}

const mostKept = 20_000;

/** The one reader of an open database. */
export const sheetFactsOf = perDatabase(createSheetFacts);

function createSheetFacts(read: Kysely<Tables>): SheetFactsReader {
  const kept = new LRUCache<string, SheetFacts>({ max: mostKept });
  return {
    async load(submissionIds) {
      const found = new Map<string, SheetFacts>();
      const missing: string[] = [];
      for (const id of submissionIds) {
        const known = kept.get(id);
        if (known) found.set(id, known);
        else missing.push(id);
      }
      for (const part of inParts(missing, 10)) {
        for (const [id, facts] of await loadFacts(read, part)) {
          found.set(id, facts);
          kept.set(id, facts);
        }
        await setImmediate();
      }
      return found;
    },
  };
}

async function loadFacts(read: Kysely<Tables>, submissionIds: readonly string[]): Promise<[string, SheetFacts][]> {
  const rows = await read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .select(["s.id", "s.document", "i.unit_snapshot", "i.checklist_id", "i.checklist_version"])
    .where("s.id", "in", submissionIds)
    .execute();
  const takings = await read
    .selectFrom("appraised_criteria")
    .select(["submission_id", "criterion_id"])
    .where("submission_id", "in", submissionIds)
    .where("how", "=", "inspector")
    .execute();
  const taken = Map.groupBy(takings, (taking) => taking.submission_id);
  const facts: [string, SheetFacts][] = [];
  for (const row of rows) {
    const checklist = await checklistsOf(read).get(row.checklist_id, row.checklist_version);
    const { traits } = v.parse(StoredUnit, row.unit_snapshot);
    const own = new Set(taken.get(row.id)?.map((taking) => taking.criterion_id));
    facts.push([row.id, factsOf(v.parse(StoredSubmission, row.document), checklist, traits, own)]);
  }
  return facts;
}

function factsOf(submission: Submission, checklist: Checklist, unitTraits: readonly string[], taken: ReadonlySet<string>): SheetFacts {
  const { criteria } = scoreStored(submission, { checklist, form: submission.form, unitTraits });
  const without = criteria
    .filter(({ state }) => state === "notApplicable" || state === "notApplicablePending")
    .map(({ criterion }) => criterion.id);
  const ratios = new Map<string, { numerator: number; denominator: number; reason: string | null }>();
  for (const [id, { answer }] of Object.entries(submission.entries)) {
    if (answer?.type !== "ratio") continue;
    ratios.set(id, { numerator: answer.numerator, denominator: answer.denominator, reason: answer.contradictionReason ?? null });
  }
  return { ratios, notApplicable: new Set(without), taken };
}

/** The checklist of a name like `default@1`. */
export async function checklistNamed(checklists: Checklists, name: string): Promise<Checklist> {
  const at = name.lastIndexOf("@");
  return await checklists.get(name.slice(0, at), name.slice(at + 1));
}
