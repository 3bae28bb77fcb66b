import type { Kysely } from "kysely";
import type { Checklist, Criterion } from "../../shared/checklists/checklist.ts";
import type { Stages } from "../../shared/decisions/appraisal.ts";
import type { DocumentKind } from "../../shared/documents/document.ts";
import { fraction, type Hundredths, mean, roundHalfUp } from "../../shared/points.ts";
import { publishedIndex } from "../../shared/results/adjustments.ts";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { bandOf, type CriterionScore, meanIndex, type SheetScore } from "../../shared/sheets/scoring.ts";
import { formatDay, formatNumber, plainName } from "../../shared/text.ts";
import { answerInWords, toLead } from "../../shared/ui/answer-in-words.ts";
import { speechIn } from "../../shared/ui/language.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import type { Corrected } from "../decisions/corrections/corrections.ts";
import { loadSheetContext, loadStageSheets, type StageSheet } from "../decisions/stage-sheets.ts";
import { loadAppraisal, loadStages } from "../decisions/stages.ts";
import { loadAdjustments } from "../inspections/adjustments.ts";
import { breakable, indexText, numbered, pointsText, roman, typedText } from "./document-text.ts";
import type { Filling } from "./templates/fill-template.ts";

const vi = speechIn("vi");
const differ = "khác nhau";
const leftOutMark = "KPS";
/** More lines than this nobody reads on paper; how many more there are is said. */
const mostEvidence = 1_000;

interface Sheets {
  readonly self: StageSheet | undefined;
  readonly inspectors: readonly StageSheet[];
  readonly appraised: StageSheet | undefined;
  readonly checklist: Checklist;
  /** Who scored what is told in the inner score sheet alone; a unit reads all others. */
  readonly named: boolean;
}

/**
 * The scores of a revealed inspection: each criterion's, sums, what has to be said beside them, evidence. `corrected`: as they stood before
 * that correction.
 */
export async function loadScores(
  database: Pick<Database, "read">,
  inspection: Row<"inspections">,
  kind: DocumentKind,
  corrected?: Corrected,
): Promise<{ readonly filling: Filling; readonly publishedIndex: number | null }> {
  const { read } = database;
  const checklists = checklistsOf(read);
  const context = await loadSheetContext(checklists, inspection);
  const all = await loadStageSheets(read, inspection.id, context, corrected?.appraisedId);
  const sheets: Sheets = {
    self: all.find(({ stage }) => stage === "self"),
    inspectors: all.filter(({ stage }) => stage === "inspector"),
    appraised: all.find(({ stage }) => stage === "appraisal"),
    checklist: context.checklist,
    named: kind === "scoreSheet",
  };
  const stages = await loadStages(database as Database, inspection.id, { personId: "", as: "lead" });
  const { byScorer } = await loadAppraisal(read, sheets.appraised?.id);
  const adjustments = await loadAdjustments(read, checklists, inspection.id);
  const counted = sheets.appraised ? [sheets.appraised] : sheets.inspectors;
  const own = meanIndex(counted.map(({ score }) => score));
  const published = own === null ? null : publishedIndex(own, adjustments);
  const enough = counted.length > 0 && counted.every(({ score }) => score.enoughApplicable) && Number(inspection.part_of_areas) !== 1;
  const whole = counted.every(({ score }) => score.pending.length === 0);
  const band = published !== null && enough && whole ? bandOf(context.checklist.bands, published)?.name.vi : undefined;
  const evidence = await evidenceOf(read, sheets, (criterion) => kind === "scoreSheet" || isLowered(sheets, criterion));
  return {
    publishedIndex: published,
    filling: {
      ...sums(sheets),
      ...areas(sheets, evidence),
      index: published === null ? undefined : indexText(published),
      band,
      indexNote: noteOnIndex({ inspection, sheets, enough, whole, published }),
      bonus: pointsText(adjustments.bonus),
      penalty: pointsText(adjustments.penalty),
      labels: numbered(labelsOf({ ...stages, settledByScorer: byScorer }, sheets, corrected)),
      inspectors: sheets.named
        ? sheets.inspectors.map(({ authorName, score }, at) => ({
            no: String(at + 1),
            name: plainName(authorName),
            index: score.index === null ? undefined : indexText(score.index),
          }))
        : [],
      evidence: evidence.lines,
    },
  };
}

function noteOnIndex(of: {
  inspection: Row<"inspections">;
  sheets: Sheets;
  enough: boolean;
  whole: boolean;
  published: number | null;
}): string {
  const { inspection, sheets, enough, whole, published } = of;
  const said = [];
  if (inspection.state !== "concluded") said.push("Tạm tính: cuộc kiểm tra chưa kết luận.");
  if (published !== null && !sheets.appraised && sheets.inspectors.length > 1) said.push("Trung bình chỉ số của các phiếu.");
  if (inspection.form_group === "remote") said.push("Chỉ chấm qua môi trường số; không xếp hạng chung với kiểm tra trực tiếp.");
  if (!whole) said.push("Còn tiêu chí không phát sinh chờ duyệt.");
  if (Number(inspection.part_of_areas) === 1) said.push("Chỉ chấm một phần lĩnh vực: không xếp loại.");
  else if (!enough) said.push("Số điểm áp dụng chưa đủ: không xếp loại.");
  return said.join(" ");
}

/** What is printed beside the figures because it happened; people's names only where they may be told. */
function labelsOf(stages: Stages, { named, appraised }: Sheets, corrected: Corrected | undefined): string[] {
  // Why is the team's own: a unit reads that it was so.
  const because = (reason: string) => (named ? `: ${reason}` : ".");
  const labels = corrected ? [`Điểm như trước khi đính chính ngày ${formatDay(corrected.at)}.`] : [];
  const whose = (sheet: Stages["sheets"][number]) =>
    sheet.stage === "self" ? "phiếu tự chấm" : named ? `phiếu của ${plainName(sheet.authorName)}` : "một phiếu";
  for (const sheet of stages.sheets) {
    if (sheet.stage === "appraisal") continue;
    if (sheet.returned) labels.push(`Có ${whose(sheet)} đã được trả lại${because(sheet.returned.reason)}`);
    if (sheet.replaces) labels.push(`Có ${whose(sheet)} thay phiếu trước${because(sheet.replaces.reason)}`);
    if (!sheet.blind) labels.push(`Có ${whose(sheet)} không còn chấm kín.`);
    if (sheet.late) labels.push(`Có ${whose(sheet)} đến muộn, được nhận${because(sheet.late.reason)}`);
  }
  const again = appraised?.submission.replaces;
  if (again) labels.push(`Điểm thẩm định đã được lập lại${because(again.reason)}`);
  if (stages.settledByScorer) labels.push("Người chốt điểm cũng là người chấm, vì không có người khác.");
  if (stages.concludedByScorer) labels.push("Người kết luận cũng là người chấm, vì không có người khác.");
  return labels;
}

function scoreOf(sheet: StageSheet | undefined, criterion: string): CriterionScore | undefined {
  return sheet?.score.criteria.find((one) => one.criterion.id === criterion);
}

function shownScore(score: CriterionScore | undefined): string | undefined {
  if (!score || score.state === "notScored") return undefined;
  if (score.state !== "scored") return leftOutMark;
  return score.points === null ? undefined : pointsText(score.points);
}

/** The inspectors together: their mean, rounded once; `differ` where they do not agree on whether it applies. */
function meanOf({ inspectors }: Sheets, criterion: string): Hundredths | typeof differ | typeof leftOutMark | undefined {
  const given = inspectors.map((sheet) => scoreOf(sheet, criterion));
  if (given.length === 0 || given.some((one) => one === undefined || one.state === "notScored")) return undefined;
  if (given.every((one) => one?.state !== "scored")) return leftOutMark;
  if (given.some((one) => one?.state !== "scored")) return differ;
  const middle = mean(given.map((one) => fraction(one?.points ?? 0, 1)));
  return middle && roundHalfUp(middle);
}

function shownMean(value: ReturnType<typeof meanOf>): string | undefined {
  return typeof value === "number" ? pointsText(value) : value;
}

/** The sheet that what is final stands in; without one, what the inspectors say together. */
function shownFinal(sheets: Sheets, criterion: string): string | undefined {
  if (sheets.appraised) return shownScore(scoreOf(sheets.appraised, criterion));
  return sheets.named ? undefined : shownMean(meanOf(sheets, criterion));
}

/** It earned less than it could: its evidence is what the unit is shown. */
function isLowered(sheets: Sheets, criterion: string): boolean {
  const { state, points, maxPoints } = scoreOf(sheets.appraised, criterion) ?? {};
  if (sheets.appraised) return state === "scored" && (points ?? 0) < (maxPoints ?? 0);
  return sheets.inspectors.some((sheet) => {
    const score = scoreOf(sheet, criterion);
    return score?.state === "scored" && (score.points ?? 0) < (score.maxPoints ?? 0);
  });
}

/** Sums of what is printed in the rows; none where a row has none. */
function sumOfMeans(sheets: Sheets, criteria: readonly Criterion[]): string | undefined {
  let sum = 0;
  for (const { id } of criteria) {
    const value = meanOf(sheets, id);
    if (value === undefined || value === differ) return value;
    if (typeof value === "number") sum += value;
  }
  return pointsText(sum);
}

interface AreaSum {
  readonly awarded: number;
  readonly max: number;
  readonly index: number | null;
}

function sumText(sum: AreaSum | undefined): string | undefined {
  return sum && pointsText(sum.awarded);
}

function areaIn(score: SheetScore | undefined, area: string): AreaSum | undefined {
  return score?.areas.find((one) => one.area === area);
}

function sums(sheets: Sheets): Filling {
  const { self, appraised, inspectors, named } = sheets;
  const [first] = inspectors;
  const base = appraised?.score ?? first?.score;
  const criteria = base?.criteria.map(({ criterion }) => criterion) ?? [];
  const index = (score: SheetScore | undefined) => (score === undefined || score.index === null ? undefined : indexText(score.index));
  const given = sumOfMeans(sheets, criteria);
  const together = meanIndex(inspectors.map(({ score }) => score));
  const indexGiven = together === null || given === differ ? given : indexText(together);
  return {
    totalMax: base && pointsText(base.max),
    totalSelf: self && pointsText(self.score.awarded),
    totalGiven: given,
    totalAppraised: appraised ? pointsText(appraised.score.awarded) : named ? undefined : given,
    indexSelf: index(self?.score),
    indexGiven,
    indexAppraised: appraised ? index(appraised.score) : named ? undefined : indexGiven,
    counted: base && String(base.criteria.filter(({ state }) => state === "scored").length),
    differing: differing(sheets),
  };
}

function differing(sheets: Sheets): string {
  const { appraised, checklist } = sheets;
  if (!appraised) return "";
  const other = appraised.score.criteria.filter(({ criterion }) => {
    const given = shownMean(meanOf(sheets, criterion.id));
    return given !== undefined && given !== shownScore(scoreOf(appraised, criterion.id));
  });
  if (other.length === 0) return "";
  return `Tiêu chí thẩm định khác đoàn chấm: ${other.map(({ criterion }) => placeInList(checklist, criterion.id)).join(", ")}.`;
}

/** "III.2": the area's number and the criterion's within it. */
export function placeInList({ areas: list, criteria }: Checklist, id: string): string {
  const area = criteria.find((one) => one.id === id)?.area;
  const within = criteria.filter((one) => one.area === area).findIndex((one) => one.id === id);
  return area === undefined ? id : `${roman(list.findIndex((one) => one.id === area) + 1)}.${within + 1}`;
}

interface NumberedEvidence {
  readonly lines: readonly Filling[];
  readonly numbers: ReadonlyMap<string, readonly number[]>;
}

function areas(sheets: Sheets, evidence: NumberedEvidence): Filling {
  const { checklist, self, appraised, inspectors, named } = sheets;
  const base = appraised?.score ?? inspectors[0]?.score;
  const criteria = base?.criteria.map(({ criterion }) => criterion) ?? [];
  return {
    areas: checklist.areas.flatMap((area) => {
      const own = criteria.filter((one) => one.area === area.id);
      if (own.length === 0) return [];
      const [ownSum, selfSum] = [areaIn(appraised?.score, area.id), areaIn(self?.score, area.id)];
      const given = sumOfMeans(sheets, own);
      const max = ownSum?.max ?? areaIn(base, area.id)?.max;
      const together = meanIndex(inspectors.flatMap(({ score }) => areaIn(score, area.id) ?? []));
      const index = ownSum ? ownSum.index : given === differ ? null : together;
      return [
        {
          no: roman(checklist.areas.indexOf(area) + 1),
          title: plainName(area.title.vi),
          max: max === undefined ? undefined : pointsText(max),
          self: sumText(selfSum),
          given,
          appraised: ownSum ? sumText(ownSum) : named ? undefined : given,
          index: index === null ? undefined : indexText(index),
          criteria: own.map((criterion, at) => ({
            no: String(at + 1),
            title: plainName(criterion.title.vi),
            max: pointsText(criterion.maxPoints),
            self: shownScore(scoreOf(self, criterion.id)),
            given: shownMean(meanOf(sheets, criterion.id)),
            appraised: shownFinal(sheets, criterion.id),
            note: noteOf(sheets, criterion, evidence.numbers.get(criterion.id) ?? []),
          })),
        },
      ];
    }),
  };
}

/** The decision's reason where there is one, else what the inspectors answered and wrote; then where the evidence stands. */
function noteOf(sheets: Sheets, criterion: Criterion, numbers: readonly number[]): string {
  const reason = typedText(sheets.appraised?.submission.entries[criterion.id]?.note ?? "");
  const words = sheets.inspectors.map((sheet) => ({ name: plainName(sheet.authorName), said: saidOf(sheet, criterion) }));
  const different = new Set(words.map(({ said }) => said));
  const given =
    sheets.named && different.size > 1 ? words.map(({ name, said }) => `${name}: ${said || "—"}`) : [...different].filter(Boolean);
  const parts = sheets.named
    ? [...given, ...(reason === undefined ? [] : [`Thẩm định: ${reason}`])]
    : reason === undefined
      ? given
      : [reason];
  return [...parts, numbers.map((number) => `[${number}]`).join(" ")].filter(Boolean).join("\n");
}

function saidOf(sheet: StageSheet, criterion: Criterion): string {
  const entry = sheet.submission.entries[criterion.id];
  const state = scoreOf(sheet, criterion.id)?.state ?? "notScored";
  const told = { criterion, state, answer: entry?.answer ?? null, knockedOut: entry?.knockedOut ?? false };
  return [plainName(answerInWords(told, toLead, vi)), typedText(entry?.note ?? "")].filter(Boolean).join(". ");
}

/** Each piece once, numbered through the criteria; of a file that was deleted nothing but that it was. */
async function evidenceOf(read: Kysely<Tables>, sheets: Sheets, isShown: (criterion: string) => boolean): Promise<NumberedEvidence> {
  const lines: Filling[] = [];
  const numbers = new Map<string, number[]>();
  const items = itemsOf(sheets, isShown);
  const deleted = await loadDeleted(
    read,
    items.flatMap(({ item }) => (item.type === "file" ? [item.sha256] : [])),
  );
  for (const { criterion, item } of items.slice(0, mostEvidence)) {
    const number = lines.length + 1;
    numbers.set(criterion, [...(numbers.get(criterion) ?? []), number]);
    lines.push({
      no: String(number),
      at: formatDay(item.capturedAt, true),
      ...(item.type === "file" ? fileLine(item, deleted) : quoteLine(item)),
    });
  }
  if (items.length > mostEvidence)
    lines.push({
      no: "",
      text: `và ${formatNumber(items.length - mostEvidence, "vi")} bằng chứng khác, xem trên hệ thống`,
      source: "",
      at: "",
      hash: "",
    });
  return { lines, numbers };
}

function itemsOf({ inspectors }: Sheets, isShown: (criterion: string) => boolean): { criterion: string; item: Evidence }[] {
  const seen = new Set<string>();
  const criteria = inspectors[0]?.score.criteria.map(({ criterion }) => criterion.id) ?? [];
  return criteria.filter(isShown).flatMap((criterion) =>
    inspectors.flatMap(({ submission }) =>
      (submission.entries[criterion]?.evidence ?? []).flatMap((item) => {
        const key = `${criterion} ${item.type === "file" ? item.sha256 : `${item.url} ${item.exact}`}`;
        if (seen.has(key)) return [];
        seen.add(key);
        return [{ criterion, item }];
      }),
    ),
  );
}

function fileLine({ name, sha256 }: Extract<Evidence, { type: "file" }>, deleted: ReadonlySet<string>): Filling {
  if (deleted.has(sha256)) return { text: "(tệp đã xóa, có lý do lưu lại)", source: "", hash: sha256.slice(0, 8) };
  return { text: plainName(name), source: "tệp kèm phiếu", hash: sha256.slice(0, 8) };
}

function quoteLine({ exact, title, url }: Extract<Evidence, { type: "quote" }>): Filling {
  const quoted = plainName(exact);
  const cut = quoted.length > 160 ? `${quoted.slice(0, 160).trimEnd()}…` : quoted;
  return { text: `“${cut}” (${plainName(title) || "không có tiêu đề"})`, source: breakable(url.slice(0, 300)), hash: "—" };
}

async function loadDeleted(read: Kysely<Tables>, hashes: readonly string[]): Promise<Set<string>> {
  const deleted = new Set<string>();
  for (const part of inParts(hashes)) {
    const rows = await read
      .selectFrom("evidence_files")
      .select("content_hash")
      .where("content_hash", "in", part)
      .where("deleted_at", "is not", null)
      .execute();
    for (const { content_hash: hash } of rows) deleted.add(hash);
  }
  return deleted;
}
