import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { addAdjustments } from "./adjustments.ts";
import { addAttempts } from "./attempts.ts";
import { addCatalogue } from "./catalogue.ts";
import { addCorrections } from "./corrections.ts";
import { addDecisions } from "./decisions.ts";
import { addDocuments } from "./documents.ts";
import { bringEarlyDatabases } from "./early-databases.ts";
import { addEvidenceFiles } from "./evidence.ts";
import { addEvidenceSenders } from "./evidence-senders.ts";
import { addExplanations } from "./explanations.ts";
import { addFindings } from "./findings.ts";
import { addGuards } from "./guards.ts";
import { addLimits } from "./limits.ts";
import { addLinkUnits } from "./link-units.ts";
import { addLookUps } from "./look-ups.ts";
import { addPartOfAreas } from "./part-of-areas.ts";
import { makeReadTokensRead } from "./read-tokens.ts";
import { addRequests } from "./requests.ts";
import { addSettlingChoices } from "./settling-choices.ts";
import { addShown } from "./shown.ts";
import { addStages } from "./stages.ts";
import { addUnitDesk } from "./unit-desk.ts";

/** Forward only, in the order of their names, the same for SQLite and PostgreSQL. A released one is never edited. */
export const migrations: Record<string, Migration> = {
  "0001_first": { up: first },
  "0030_catalogue": { up: addCatalogue },
  "0031_adjustments": { up: addAdjustments },
  "0040_stages": { up: addStages },
  "0041_evidence": { up: addEvidenceFiles },
  "0042_findings": { up: addFindings },
  "0043_early_databases": { up: bringEarlyDatabases },
  "0050_attempts": { up: addAttempts },
  "0070_decisions": { up: addDecisions },
  "0080_requests": { up: addRequests },
  "0081_part_of_areas": { up: addPartOfAreas },
  "0090_guards": { up: addGuards },
  "0110_link_units": { up: addLinkUnits },
  "0120_look_ups": { up: addLookUps },
  "0140_read_tokens": { up: makeReadTokensRead },
  "0150_evidence_senders": { up: addEvidenceSenders },
  "0160_limits": { up: addLimits },
  "0170_explanations": { up: addExplanations },
  "0171_settling_choices": { up: addSettlingChoices },
  "0180_unit_desk": { up: addUnitDesk },
  "0190_documents": { up: addDocuments },
  "0210_corrections": { up: addCorrections },
  "0220_shown": { up: addShown },
};

// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
type Schema = Kysely<any>;

async function first(database: Schema): Promise<void> {
  const { schema } = database;
  const tables: Record<string, { columns: string; key: string[] }> = {
    meta: { columns: "name value", key: ["name"] },
    people: { columns: "id email name roles unit_id? created_at disabled_at?", key: ["id"] },
    devices: { columns: "id person_id token_hash scope name place created_at expires_at last_used_on? revoked_at?", key: ["id"] },
    device_codes: {
      columns: "device_code_hash user_code device_name place created_at expires_at person_id? state",
      key: ["device_code_hash"],
    },
    links: { columns: "token_hash purpose email? name? roles created_by? created_at expires_at used_at?", key: ["token_hash"] },
    units: { columns: "id kind created_at closed_on?", key: ["id"] },
    unit_facts: { columns: "id unit_id fact value valid_from valid_to?", key: ["id"] },
    unit_events: { columns: "id kind on_day decision? recorded_by recorded_at", key: ["id"] },
    unit_event_units: { columns: "event_id unit_id side", key: ["event_id", "unit_id", "side"] },
    checklists: { columns: "id version state document content_hash created_at published_at?", key: ["id", "version"] },
    plans: { columns: "id year# title target_percent# checklist_id checklist_version units_as_of created_at", key: ["id"] },
    periods: { columns: "id plan_id kind from_day to_day", key: ["id"] },
    plan_units: { columns: "plan_id unit_id", key: ["plan_id", "unit_id"] },
    plan_team: { columns: "plan_id person_id position scores#", key: ["plan_id", "person_id"] },
    inspections: {
      columns:
        "id plan_id unit_id kind form form_group visited_on announced# checklist_id checklist_version unit_snapshot state opened_by opened_at revealed_at? concluded_by? concluded_at?",
      key: ["id"],
    },
    positions: {
      columns: "inspection_id person_id position scores# excused_at? excused_by? excuse_reason?",
      key: ["inspection_id", "person_id"],
    },
    not_applicable_decisions: {
      columns: "submission_id criterion_id approved# reason decided_by decided_at",
      key: ["submission_id", "criterion_id"],
    },
    submissions: {
      columns:
        "id inspection_id author_id stage status content_hash document device_id? received_at clock_offset_ms# flags position# receipt replaces_id? replaced_by? withdrawn_at? withdraw_reason?",
      key: ["id"],
    },
    summaries: {
      columns: "inspection_id author_id stage submission_id awarded# max# areas points pending enough_applicable#",
      key: ["inspection_id", "author_id", "stage"],
    },
    evidence: {
      columns: "submission_id content_hash criterion_id size# media_type received_at?",
      key: ["submission_id", "content_hash", "criterion_id"],
    },
    audit: { columns: "position# previous_hash hash at actor_id action subject content_hash", key: ["position"] },
    audit_head: { columns: "id# position# hash", key: ["id"] },
  };
  for (const [name, { columns, key }] of Object.entries(tables)) {
    let table = schema.createTable(name);
    for (const column of columns.split(" ")) {
      const optional = column.endsWith("?");
      const number = column.endsWith("#");
      table = table.addColumn(column.replace(/[?#]$/, ""), number ? "bigint" : "text", (c) => (optional ? c : c.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, key as [never]).execute();
  }
  const unique = (table: string, columns: string[]) =>
    schema
      .createIndex(`${table}_${columns.join("_")}`)
      .on(table)
      .columns(columns)
      .unique()
      .execute();
  const index = (table: string, columns: string[]) =>
    schema
      .createIndex(`${table}_by_${columns.join("_")}`)
      .on(table)
      .columns(columns)
      .execute();
  await unique("people", ["email"]);
  await unique("devices", ["token_hash"]);
  await unique("device_codes", ["user_code"]);
  await index("devices", ["person_id"]);
  await index("unit_facts", ["unit_id", "fact"]);
  await index("unit_facts", ["fact", "value"]);
  await index("periods", ["plan_id"]);
  await index("positions", ["person_id"]);
  // A unit's latest inspection of a state in a period is one step in this index, however many there are.
  await index("inspections", ["plan_id", "unit_id", "form_group", "state", "visited_on", "id"]);
  await index("submissions", ["inspection_id"]);
  await index("submissions", ["author_id"]);
  await unique("submissions", ["position"]);
  // One current submission per inspection, author and stage: the database itself refuses a second.
  await sql`create unique index submissions_current on submissions (inspection_id, author_id, stage) where status = 'current'`.execute(
    database,
  );
  await sql`insert into audit_head (id, position, hash) values (1, 0, '')`.execute(database);
}
