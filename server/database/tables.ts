import type { Generated, Insertable, Selectable } from "kysely";

/**
 * The tables, the same on SQLite and PostgreSQL. Ids are UUID texts made by us; times are ISO 8601 texts in UTC; days are `YYYY-MM-DD`
 * in Việt Nam; points and indexes are integers in hundredths; yes and no are 1 and 0; documents are JSON texts.
 */
export interface Tables {
  /** instance_id, epoch, … */
  meta: { name: string; value: string };

  /** Accounts' roles and state; `id` is the account's id in the sign-in library. */
  people: {
    id: string;
    email: string;
    name: string;
    roles: string;
    unit_id: string | null;
    created_at: string;
    disabled_at: string | null;
  };
  /** Tokens: the extension's own (`inspector`, `unit`), and those of other programs (`read`, `lead`). Only their SHA-256 is kept. */
  devices: {
    id: string;
    person_id: string;
    token_hash: string;
    scope: "inspector" | "lead" | "unit" | "read";
    name: string;
    place: string;
    created_at: string;
    expires_at: string;
    last_used_on: string | null;
    revoked_at: string | null;
  };
  device_codes: {
    device_code_hash: string;
    user_code: string;
    device_name: string;
    place: string;
    created_at: string;
    expires_at: string;
    person_id: string | null;
    state: "pending" | "approved" | "denied" | "used";
  };
  /** Set-up, invitation and password links: one use, hashed, with an end. */
  links: {
    token_hash: string;
    purpose: "setup" | "invitation" | "password";
    email: string | null;
    name: string | null;
    roles: string;
    /** The unit that the invited account is to speak for. */
    unit_id: string | null;
    created_by: string | null;
    created_at: string;
    expires_at: string;
    used_at: string | null;
  };
  /** How often something was tried in a window that ends at `ends_at`. `key_hash`: SHA-256 of whom it is counted for. */
  attempts: { kind: string; key_hash: string; tries: number; ends_at: string };

  units: { id: string; kind: string; created_at: string; closed_on: string | null };
  /** What is true of a unit from one day to before another: name, code, parent, website, block, trait. `website` values are JSON. */
  unit_facts: {
    id: string;
    unit_id: string;
    fact: "name" | "code" | "parent" | "website" | "block" | "trait";
    value: string;
    valid_from: string;
    valid_to: string | null;
  };
  /** Merge, split, rename, close: which units became which, when, by which decision. */
  unit_events: {
    id: string;
    kind: "merge" | "split" | "rename" | "close";
    on_day: string;
    decision: string | null;
    recorded_by: string;
    recorded_at: string;
  };
  unit_event_units: { event_id: string; unit_id: string; side: "before" | "after" };

  /** Each change of a list of procedures; `owner` is `kind:commune` or `unit:<id>`. */
  catalogue_versions: {
    id: string;
    owner: string;
    number: number;
    on_day: string;
    decision: string | null;
    source: string;
    content_hash: string;
    recorded_by: string;
    recorded_at: string;
    added: number;
    changed: number;
    ended: number;
  };
  /** Bonus and penalty that a lead gives an inspection beside its sheets. */
  inspection_adjustments: {
    inspection_id: string;
    adjustment_id: string;
    times: number;
    reason: string;
    decided_by: string;
    decided_at: string;
  };
  /** What a list says of a procedure from one day to before another. `replaced_by`: JSON list of codes. */
  procedures: {
    id: string;
    owner: string;
    code: string;
    name: string;
    issued_by: string;
    handled_by: string;
    field: string;
    valid_from: string;
    valid_to: string | null;
    end_decision: string | null;
    replaced_by: string | null;
  };

  checklists: {
    id: string;
    version: string;
    state: "draft" | "published";
    document: string;
    content_hash: string;
    created_at: string;
    published_at: string | null;
  };

  plans: {
    id: string;
    year: number;
    title: string;
    target_percent: number;
    checklist_id: string;
    checklist_version: string;
    units_as_of: string;
    created_at: string;
  };
  periods: { id: string; plan_id: string; kind: string; from_day: string; to_day: string };
  plan_units: { plan_id: string; unit_id: string };
  /** The plan's usual team: copied into an inspection's positions when it is opened. */
  plan_team: { plan_id: string; person_id: string; position: "head" | "secretary" | "member"; scores: number };

  /** How long the plan gives for each step, in working days; remedies in days of the calendar. No row: the defaults. */
  plan_limits: {
    plan_id: string;
    self_score: number;
    sheets: number;
    settling: number;
    conclusion: number;
    objection: number;
    remedies: number;
  };
  /** Years whose holidays somebody has entered, `2026`; and their days that are not as the weekday says. */
  calendar_years: { year: string; changed_by: string; changed_at: string };
  calendar_days: { year: string; day: string; kind: "holiday" | "working"; name: string };

  inspections: {
    id: string;
    plan_id: string;
    unit_id: string;
    kind: string;
    form: string;
    /** `onsite` or `remote`: what it is ranked with. */
    form_group: string;
    visited_on: string;
    announced: number;
    checklist_id: string;
    checklist_version: string;
    /** 1: its checklist leaves out areas of the plan's. */
    part_of_areas: Generated<number>;
    /** The unit as it was on the day (shared `Unit`). */
    unit_snapshot: string;
    state: "open" | "submitted" | "returned" | "settled" | "concluded" | "cancelled";
    opened_by: string;
    opened_at: string;
    /** When every inspector had sent: from here on the points are shown. */
    revealed_at: string | null;
    concluded_by: string | null;
    concluded_at: string | null;
  };
  /** Who does what in an inspection; `scores` is 1 for those whose sheet is waited for, until excused. */
  positions: {
    inspection_id: string;
    person_id: string;
    position: "head" | "secretary" | "member";
    scores: number;
    excused_at: string | null;
    excused_by: string | null;
    excuse_reason: string | null;
  };
  /** The lead's word on one sheet's "not applicable"; a sheet that replaces it is decided anew. */
  not_applicable_decisions: {
    submission_id: string;
    criterion_id: string;
    approved: number;
    reason: string;
    decided_by: string;
    decided_at: string;
  };

  /** A sheet given back to its author, who may replace it. Open while that sheet stands. */
  returns: { submission_id: string; inspection_id: string; person_id: string; reason: string; returned_by: string; returned_at: string };
  /**
   * The lead's word on a sheet that came after the conclusion or an excuse.
   * `why`: which of them; `blind`: 0 where points were shown before.
   */
  late_decisions: {
    submission_id: string;
    inspection_id: string;
    why: string;
    accepted: number;
    blind: number;
    reason: string;
    decided_by: string;
    decided_at: string;
  };
  /** What the lead sent to settle an inspection. `by_scorer`: settled by one who scored it. */
  appraisals: { submission_id: string; request_hash: string; by_scorer: number };
  /** Whose word each appraised figure is; its points stand in the submission. */
  appraised_criteria: { submission_id: string; criterion_id: string; how: string; person_id: string | null };
  /**
   * What happened to an inspection besides the sheets that were sent, which stand in `submissions`. `changes` is JSON, a list of
   * `{ field, from, to }`.
   */
  inspection_history: {
    id: string;
    inspection_id: string;
    at: string;
    actor_id: string;
    action: string;
    person_id: string | null;
    submission_id: string | null;
    reason: string | null;
    changes: string;
  };

  submissions: {
    id: string;
    inspection_id: string;
    author_id: string;
    stage: "self" | "inspector" | "appraisal";
    status: "current" | "replaced" | "withdrawn" | "late";
    content_hash: string;
    document: string;
    device_id: string | null;
    received_at: string;
    /** Device's sent time minus the server's, milliseconds. */
    clock_offset_ms: number;
    flags: string;
    /** Place in the audit chain, and the signed receipt given for it. */
    position: number;
    receipt: string;
    replaces_id: string | null;
    replaced_by: string | null;
    withdrawn_at: string | null;
    withdraw_reason: string | null;
  };
  /** One row per inspection × author × stage: what results are read from, always equal to what `npm run rebuild` computes. */
  summaries: {
    inspection_id: string;
    author_id: string;
    stage: string;
    submission_id: string;
    awarded: number;
    max: number;
    /** JSON `[{ area, awarded, max }]`. */
    areas: string;
    /** JSON `{ criterionId: points | null }`; `null` is not applicable. */
    points: string;
    /** JSON list of criteria waiting for the lead's decision. */
    pending: string;
    enough_applicable: number;
  };

  /** Evidence a submission lists, and whether its bytes have come. */
  evidence: {
    submission_id: string;
    content_hash: string;
    criterion_id: string;
    size: number;
    media_type: string;
    received_at: string | null;
  };

  /** Files of evidence that have come, and the tombstones of those that were deleted. */
  evidence_files: {
    content_hash: string;
    size: number;
    media_type: string;
    uploaded_by: string;
    received_at: string;
    deleted_at: string | null;
    deleted_by: string | null;
    delete_reason: string | null;
  };

  /** Who has sent a file's bytes. To list a file gives nobody a look at it; to have had it does. */
  evidence_senders: { content_hash: string; person_id: string; sent_at: string };

  /** What a unit has to remedy. */
  findings: {
    id: string;
    inspection_id: string;
    unit_id: string;
    criterion_id: string;
    text: string;
    notice_on: string;
    due_on: string;
    state: "open" | "answered" | "fixed" | "notFixed";
    raised_by: string;
    raised_at: string;
    request_hash: string;
    /** Who of the team follows it up. */
    responsible: Generated<string | null>;
  };
  /** Findings raised before the conclusion, whose notice `sets` the dates that the lead has not named: `notice` or `notice and due`. */
  finding_notices: { finding_id: string; sets: string };
  /** What the unit answered, and what the lead found. */
  finding_steps: {
    id: string;
    finding_id: string;
    kind: "answer" | "fixed" | "notFixed" | "extended";
    done_by: string;
    done_at: string;
    text: string;
    due_on: string | null;
    inspection_id: string | null;
    request_hash: string;
    /** How far an answer says that it is fixed; `null`: a verdict, or an answer of before this was asked. */
    says: "fixed" | "part" | "extension" | null;
    /** The day that the unit asks for. */
    asks_until: string | null;
  };
  finding_evidence: { step_id: string; finding_id: string; content_hash: string };

  /**
   * What leads decide about a criterion before settling is finished, each as it was made: the highest `revision` is the last word, where
   * `how` is not `reopened`, and while `basis` is what the inspectors' sheets say of the criterion. No figure anywhere. `applies` is 0 for
   * "not applicable" and for `reopened`, which have no points.
   */
  settling_choices: {
    inspection_id: string;
    criterion_id: string;
    revision: number;
    how: "inspector" | "mean" | "lead" | "reopened";
    person_id: string | null;
    applies: number;
    points: number | null;
    reason: string | null;
    by_scorer: number;
    decided_by: string;
    decided_at: string;
    basis: string;
  };
  /** After the reveal a lead asks the unit for missing proof or an explanation on a criterion, until a day. */
  explanations: {
    id: string;
    inspection_id: string;
    criterion_id: string;
    text: string;
    due_on: string;
    asked_by: string;
    asked_at: string;
    request_hash: string;
  };
  /** What the unit answered; an answer is added and never changed. */
  explanation_answers: {
    id: string;
    explanation_id: string;
    inspection_id: string;
    text: string;
    answered_by: string;
    answered_at: string;
    request_hash: string;
  };
  explanation_evidence: { answer_id: string; inspection_id: string; content_hash: string };

  /**
   * A unit's self-score while it is being made: by criterion what stands in the form, as it was typed, and how often it was saved. For the
   * unit's accounts alone; nothing rests on it until it is sent.
   */
  self_drafts: { inspection_id: string; criterion_id: string; revision: number; fields: string; changed_by: string; changed_at: string };
  /** Which sent self-score the draft knows of: one that came otherwise takes its place. */
  self_draft_sheets: { inspection_id: string; started_at: string; submission_id: string | null };
  /** JSON of a piece of evidence; `content_hash`: of its file. */
  self_draft_evidence: {
    id: string;
    inspection_id: string;
    criterion_id: string;
    content_hash: string | null;
    evidence: string;
    added_by: string;
    added_at: string;
  };

  /** A unit objects to the points that a conclusion gives a criterion. */
  objections: {
    id: string;
    inspection_id: string;
    criterion_id: string;
    text: string;
    raised_by: string;
    raised_at: string;
    request_hash: string;
  };
  /** The lead's answer: one, for good. */
  objection_answers: {
    objection_id: string;
    inspection_id: string;
    accepted: number;
    reason: string;
    answered_by: string;
    answered_at: string;
    request_hash: string;
  };

  /** What head or secretary typed on the spot (JSON, `Minutes`); `revision` counts what was stored. */
  minutes: { inspection_id: string; revision: number; document: string; written_by: string; written_at: string };
  /** What became of printed minutes, the latest of them by `number`: signed (the scan by its hash), refused or waived with a reason. */
  minutes_stands: {
    id: string;
    inspection_id: string;
    number: number;
    stand: "signed" | "refused" | "waived";
    reason: string | null;
    content_hash: string | null;
    file_name: string | null;
    recorded_by: string;
    recorded_at: string;
  };
  /** Every version of a kind's template, numbered from 1; `content` is base64, `content_hash` that of its bytes. */
  document_templates: {
    id: string;
    kind: string;
    number: number;
    file_name: string;
    content: string;
    content_hash: string;
    uploaded_by: string;
    uploaded_at: string;
  };
  /**
   * What was issued: the file lies with the evidence. `position`: the chain's head when its data was read; no template: the default.
   * `shown`: JSON of what it showed; `null` of those issued before that was kept.
   */
  documents: {
    id: string;
    inspection_id: string;
    kind: string;
    code: string;
    content_hash: string;
    size: number;
    template_id: string | null;
    checklist: string;
    data_at: string;
    position: number;
    unit_name: string;
    visited_on: string;
    published_index: number | null;
    issued_by: string;
    issued_at: string;
    replaced_by: string | null;
    shown: string | null;
  };
  /** What is proposed to be corrected after a conclusion. `decisions`: JSON, by criterion; `objection_id`: what asked for it. */
  corrections: {
    id: string;
    inspection_id: string;
    objection_id: string | null;
    decisions: string;
    reason: string;
    proposed_by: string;
    proposed_at: string;
    request_hash: string;
  };
  /** What a lead said to it, once; `submission_id`: the appraised sheet that it made. */
  correction_answers: {
    correction_id: string;
    inspection_id: string;
    approved: number;
    submission_id: string | null;
    reason: string | null;
    by_scorer: number;
    answered_by: string;
    answered_at: string;
    request_hash: string;
  };

  /** Requests that made something, by their senders' keys. `made`: JSON of what was made. */
  requests: { actor_id: string; key: string; request_hash: string; made: string; made_at: string };

  /** Append-only; each entry hashes the one before. `subject` is an id and `content_hash` a hash: never personal content. */
  audit: {
    position: number;
    previous_hash: string;
    hash: string;
    at: string;
    actor_id: string;
    action: string;
    subject: string;
    content_hash: string;
  };
  /** One row, locked by the batch that appends. */
  audit_head: { id: number; position: number; hash: string };
}

/** A stored row, as it is read. */
export type Row<T extends keyof Tables> = Selectable<Tables[T]>;
/** A row to be inserted: what the database gives by itself may be absent. */
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>;
