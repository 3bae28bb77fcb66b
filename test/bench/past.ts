import { sql } from "kysely";
import { type Database, openDatabase } from "../../server/database/open.ts";
import type { NewRow } from "../../server/database/tables.ts";
import { sha256 } from "../../server/host/hash.ts";
import { summaryOf } from "../../server/inspections/summaries.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";
import { makeSheet } from "../support/sheets.ts";
import type { BenchEnv, Province } from "./province.ts";

export const years = [2022, 2023, 2024, 2025, 2026] as const;

/**
 * Fills the tables with concluded inspections of two sheets each until there are so many submissions: spread evenly over
 * the units, and over five years' plans. Straight into the tables, by the functions that compute a summary, because
 * sending them all would take the bench's hour.
 */
export async function fillTo(
  submissions: number,
  env: BenchEnv,
  province: Pick<Province, "unitIds" | "inspectors">,
  plans: readonly string[],
): Promise<void> {
  const database = await openDatabase(env.DATA_DIR, env.DATABASE_URL);
  try {
    if (env.DATABASE_URL === undefined) await sql`pragma synchronous = off`.execute(database.write);
    const have = Number(
      (
        await database.read
          .selectFrom("submissions")
          .select((e) => e.fn.countAll().as("n"))
          .executeTakeFirstOrThrow()
      ).n,
    );
    const scored = scoreMany();
    for (let from = have; from < submissions; from += 1_000) {
      const count = Math.min(1_000, submissions - from) / 2;
      await insert(
        database,
        Array.from({ length: count }, (_, i) => pastInspection(from / 2 + i, province, plans, scored)),
      );
    }
    // PostgreSQL does this by itself in time; nobody does it on SQLite.
    if (env.DATABASE_URL !== undefined) await sql`analyze`.execute(database.write);
  } finally {
    await database.close();
  }
}

interface Past {
  readonly inspection: NewRow<"inspections">;
  readonly submissions: NewRow<"submissions">[];
  readonly summaries: NewRow<"summaries">[];
}

/** Ninety different sheets, scored once. */
function scoreMany() {
  return Array.from({ length: 90 }, (_, seed) => {
    const sheet = makeSheet({ inspectionId: newId(), unitId: newId(), seed: seed + 1 });
    const document = canonicalJson(sheet);
    return {
      document,
      contentHash: sha256(document),
      score: scoreSheet(sheet.entries, { checklist: defaultChecklist, form: "both", unitTraits: [] }),
    };
  });
}

function pastInspection(
  n: number,
  { unitIds, inspectors }: Pick<Province, "unitIds" | "inspectors">,
  plans: readonly string[],
  scored: ReturnType<typeof scoreMany>,
): Past {
  const unit = n % unitIds.length;
  const visit = Math.floor(n / unitIds.length);
  // The newest plan first, so that every size has results in the year that is read.
  const year = years.length - 1 - (visit % years.length);
  const day = `${years[year]}-${String(1 + (Math.floor(visit / years.length) % 11)).padStart(2, "0")}-${String(1 + (unit % 28)).padStart(2, "0")}`;
  const at = `${day}T03:00:00.000Z`;
  const id = newId(Date.parse(at));
  const unitId = unitIds[unit] ?? "";
  const name = `Xã Số ${unit + 1}`;
  const snapshot = { id: unitId, name, kind: "commune", block: `Khối ${(unit % 12) + 1}`, websites: [], traits: [], closedOn: null };
  const inspection = {
    id,
    plan_id: plans[year] ?? "",
    unit_id: unitId,
    kind: "planned",
    form: "both",
    form_group: "onsite",
    visited_on: day,
    announced: 1,
    checklist_id: defaultChecklist.id,
    checklist_version: defaultChecklist.version,
    unit_snapshot: JSON.stringify(snapshot),
    state: "concluded" as const,
    opened_by: "bench",
    opened_at: at,
    revealed_at: at,
    concluded_by: "bench",
    concluded_at: at,
  };
  const rows = [0, 1].map((k) => {
    const one = scored[(n * 7 + k * 13) % scored.length];
    const author = inspectors[(n + k) % inspectors.length]?.personId ?? "";
    if (!one) throw new Error("there are sheets");
    const submissionId = newId(Date.parse(at));
    const key = { inspection_id: id, author_id: author, stage: "inspector" as const };
    const submission: NewRow<"submissions"> = {
      ...key,
      id: submissionId,
      status: "current",
      content_hash: one.contentHash,
      document: one.document,
      device_id: null,
      received_at: at,
      clock_offset_ms: 0,
      flags: "[]",
      // Far behind the chain's real entries; nothing here is a receipt.
      position: 1_000_000 + n * 2 + k,
      receipt: "{}",
      replaces_id: null,
      replaced_by: null,
      withdrawn_at: null,
      withdraw_reason: null,
    };
    return { submission, summary: summaryOf({ ...key, submission_id: submissionId }, one.score), author };
  });
  return { inspection, submissions: rows.map(({ submission }) => submission), summaries: rows.map(({ summary }) => summary) };
}

async function insert({ write }: Database, past: readonly Past[]): Promise<void> {
  await write.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("inspections")
      .values(past.map(({ inspection }) => inspection))
      .execute();
    const positions = past.flatMap(({ inspection, submissions }) =>
      submissions.map(({ author_id }) => ({
        inspection_id: inspection.id,
        person_id: author_id,
        position: "member" as const,
        scores: 1,
        excused_at: null,
        excused_by: null,
        excuse_reason: null,
      })),
    );
    await transaction.insertInto("positions").values(positions).execute();
    await transaction
      .insertInto("submissions")
      .values(past.flatMap(({ submissions }) => submissions))
      .execute();
    await transaction
      .insertInto("summaries")
      .values(past.flatMap(({ summaries }) => summaries))
      .execute();
  });
}
