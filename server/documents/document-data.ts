import type { Kysely } from "kysely";
import * as v from "valibot";
import { checklistName, criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import type { DocumentKind, Minutes } from "../../shared/documents/document.ts";
import { type FindingState, isExtended } from "../../shared/findings/finding.ts";
import { InspectionKind } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { formatDay, plainName, vietnamDay } from "../../shared/text.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import type { Corrected } from "../decisions/corrections/corrections.ts";
import { loadInspectionFindings } from "../findings/finding-list.ts";
import { demandRevealed } from "../inspections/states.ts";
import { StoredUnit } from "../inspections/stored-sheets.ts";
import { lastRecordPosition } from "../ledger/records.ts";
import { longDay, longTime, numbered, pointsText, typedText } from "./document-text.ts";
import { loadMinutes } from "./minutes.ts";
import { loadScores, placeInList } from "./score-data.ts";
import type { Filling } from "./templates/fill-template.ts";

/** What a document says, and what it rests on. */
export interface DocumentData {
  readonly filling: Filling;
  readonly checklist: string;
  readonly dataAt: string;
  /** The chain's last entry when the data was read; of minutes, that of their own text. */
  readonly position: number;
  readonly unitName: string;
  readonly visitedOn: string;
  readonly state: Row<"inspections">["state"];
  /** Only of a concluded inspection. */
  readonly publishedIndex: number | null;
}

/**
 * Everything that is known of an inspection for a document of this kind, written as documents are. Of minutes nothing is read that belongs
 * to a sheet, before the reveal or after it; all others ask for the reveal. `corrected`: with the figures before that correction.
 * `not-found`, `not-all-sent`.
 */
export async function loadDocumentData(
  database: Pick<Database, "read">,
  inspectionId: string,
  kind: DocumentKind,
  now: Date,
  corrected?: Corrected,
): Promise<DocumentData> {
  const { read } = database;
  const inspection = await read.selectFrom("inspections").selectAll().where("id", "=", inspectionId).executeTakeFirst();
  if (!inspection) throw new Refusal("not-found");
  const ofMinutes = kind === "minutes";
  if (!ofMinutes) await demandRevealed(read, inspection);
  // Read before what it is the position of: what changes meanwhile leaves the document behind, and never the other way.
  const position = ofMinutes ? await minutesPosition(read, inspectionId) : await chainHead(read);
  const { minutes, writtenAt } = await loadMinutes(read, inspectionId);
  const dataAt = ofMinutes ? (writtenAt ?? inspection.opened_at) : now.toISOString();
  const own = ofMinutes ? minutesFilling(minutes) : typedFilling(minutes);
  const scores = ofMinutes ? undefined : await loadScores(database, inspection, kind, corrected);
  const findings = kind === "conclusionNotice" || kind === "findingsList" ? await findingsOf(read, inspection, now) : [];
  const common = await commonFilling(read, inspection, { kind, minutes, dataAt, position, now });
  return {
    filling: { ...common, ...own, ...scores?.filling, findings },
    checklist: checklistName({ id: inspection.checklist_id, version: inspection.checklist_version }),
    dataAt,
    position,
    unitName: v.parse(StoredUnit, inspection.unit_snapshot).name,
    visitedOn: inspection.visited_on,
    state: inspection.state,
    publishedIndex: inspection.state === "concluded" ? (scores?.publishedIndex ?? null) : null,
  };
}

/** Of the text of an inspection's minutes; 0 where nobody has typed any. */
async function minutesPosition(read: Kysely<Tables>, inspectionId: string): Promise<number> {
  return (await lastRecordPosition(read, "minutes", inspectionId)) ?? 0;
}

async function chainHead(read: Kysely<Tables>): Promise<number> {
  return Number((await read.selectFrom("audit_head").select("position").executeTakeFirstOrThrow()).position);
}

interface Around {
  readonly kind: DocumentKind;
  readonly minutes: Minutes;
  readonly dataAt: string;
  readonly position: number;
  readonly now: Date;
}

async function commonFilling(read: Kysely<Tables>, inspection: Row<"inspections">, around: Around): Promise<Filling> {
  const { kind, minutes, dataAt, position, now } = around;
  const ofMinutes = kind === "minutes";
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  const criteria = criteriaOf(checklist, v.parse(InspectionForm, inspection.form));
  const team = await loadTeam(read, inspection.id);
  const nameOf = (of: string) => team.find((one) => one.position === of)?.name;
  // The team heads its minutes; what the office itself says stands under the office's name.
  const [authority, body] =
    ofMinutes || kind === "scoreAnnex" || kind === "scoreSheet" ? [minutes.authority, minutes.body] : ["", minutes.authority];
  return {
    authority: typedText(authority),
    body: typedText(body),
    number: ofMinutes ? typedText(minutes.number) : undefined,
    madeAt: typedText(minutes.madeAt),
    madeOn: longDay(ofMinutes ? inspection.visited_on : vietnamDay(now)),
    unit: plainName(v.parse(StoredUnit, inspection.unit_snapshot).name),
    kind: fieldWords[v.parse(InspectionKind, inspection.kind)].vi.toLocaleLowerCase("vi"),
    form: fieldWords[v.parse(InspectionForm, inspection.form)].vi,
    visitedOn: formatDay(inspection.visited_on),
    checklist: plainName(checklist.version),
    criteriaCount: String(criteria.length),
    maxPoints: pointsText(criteria.reduce((sum, { maxPoints }) => sum + maxPoints, 0)),
    dataAt: longTime(dataAt),
    position: position === 0 ? undefined : String(position),
    head: nameOf("head"),
    secretary: nameOf("secretary"),
    // Who came is typed; where nobody has, those who were to come.
    ...(ofMinutes && {
      teamPresent: numbered(
        minutes.teamPresent.length > 0 ? minutes.teamPresent : team.map(({ name, position: of }) => `${name}: ${fieldWords[of].vi}`),
      ),
    }),
    team: team.map(({ name, position: of }, at) => ({ no: String(at + 1), name, position: fieldWords[of].vi })),
  };
}

const order = ["head", "secretary", "member"] as const;

async function loadTeam(read: Kysely<Tables>, inspectionId: string) {
  const rows = await read
    .selectFrom("positions as p")
    .innerJoin("people as w", "w.id", "p.person_id")
    .select(["p.position", "w.name"])
    .where("p.inspection_id", "=", inspectionId)
    .orderBy("w.name")
    .execute();
  return rows
    .map(({ name, position }) => ({ name: plainName(name), position }))
    .sort((a, b) => order.indexOf(a.position) - order.indexOf(b.position));
}

function typedFilling(minutes: Minutes): Filling {
  return {
    content: typedText(minutes.content),
    strengths: numbered(minutes.strengths),
    shortcomings: numbered(minutes.shortcomings),
  };
}

function minutesFilling(minutes: Minutes): Filling {
  const requests = minutes.requests.flatMap(({ text, dueOn }) => {
    const own = typedText(text);
    return own === undefined ? [] : [{ text: own, dueOn: dueOn === null ? undefined : formatDay(dueOn) }];
  });
  return {
    ...typedFilling(minutes),
    place: typedText(minutes.place),
    beganAt: typedText(minutes.beganAt),
    endedAt: typedText(minutes.endedAt),
    copies: typedText(minutes.copies),
    scope: typedText(minutes.scope),
    period: typedText(minutes.period),
    // The unit writes by hand where nobody has typed for it.
    opinion: typedText(minutes.opinion) ?? Array.from({ length: 3 }, () => ".".repeat(120)).join("\n"),
    unitPresent: numbered(minutes.unitPresent),
    facts: numbered(minutes.facts),
    hasRequests: requests.length > 0 ? "có" : "",
    requests: requests.map((request, at) => ({ no: String(at + 1), ...request })),
  };
}

const findingWords: Readonly<Record<FindingState, string>> = {
  open: "chưa khắc phục",
  answered: "chờ xác nhận",
  fixed: "đã khắc phục",
  notFixed: "chưa đạt",
};

async function findingsOf(read: Kysely<Tables>, inspection: Row<"inspections">, now: Date): Promise<Filling[]> {
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  const { raised } = await loadInspectionFindings(read, inspection.id, { personId: "", as: "lead" }, now);
  return raised.map(({ text, criterion, noticeOn, dueOn, state, steps }, at) => ({
    no: String(at + 1),
    text: typedText(text),
    criterion: placeInList(checklist, criterion),
    noticeOn: formatDay(noticeOn),
    dueOn: formatDay(dueOn),
    state: isExtended({ steps }) ? "đã gia hạn" : findingWords[state],
    answers: steps.map((step) => ({ text: typedText(step.text), on: formatDay(step.at) })),
  }));
}
