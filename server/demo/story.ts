import * as v from "valibot";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Minutes } from "../../shared/documents/document.ts";
import { daysAfter } from "../../shared/findings/finding.ts";
import { newId } from "../../shared/id.ts";
import { formatDay, vietnamDay } from "../../shared/text.ts";
import type { Context } from "../app.ts";
import { askForExplanation } from "../decisions/explanations.ts";
import { answerObjection, raiseObjection } from "../decisions/objections.ts";
import { issueDocument } from "../documents/documents.ts";
import { writeMinutes } from "../documents/minutes.ts";
import { openEvidenceStore } from "../evidence/evidence-store.ts";
import { answerFinding, judgeFinding, raiseFinding } from "../findings/findings.ts";
import { getInspection } from "../inspections/inspections.ts";
import { recordStand } from "../inspections/minutes-stand.ts";
import { StoredPoints } from "../inspections/stored-sheets.ts";
import type { Who } from "../ledger/who.ts";
import { faults } from "./faults.ts";
import { province } from "./offices.ts";
import type { DemoPerson } from "./people.ts";

type Server = Pick<Context, "database" | "env">;

/** Who is there, and the inspections of an office, the earliest first, by its slug. */
export interface Happened {
  readonly people: ReadonlyMap<DemoPerson["key"], Who>;
  readonly inspections: ReadonlyMap<string, readonly string[]>;
}

const day = 86_400_000;

/**
 * What came after the sheets: UBND xã Đông Bãi has findings of every kind, documents and two objections, of which the accepted one waits
 * for its correction, UBND xã Mường Cát signed minutes that wait for the
 * conclusion, UBND xã Nậm Sen a question to answer, Sở Xây dựng a finding that is overdue.
 */
export async function tellStory(server: Server, { people, inspections }: Happened, now: Date): Promise<void> {
  const { database, env } = server;
  const idOf = (key: DemoPerson["key"]) => people.get(key)?.personId ?? "";
  const lead = idOf("lead");
  const inspectionOf = (slug: string) => inspections.get(slug)?.[0] ?? "";
  const ago = (days: number) => new Date(now.getTime() - days * day);

  const dongBai = inspectionOf("xa-dong-bai");
  const raise = async (inspectionId: string, criterion: string, more: { readonly at: Date; readonly dueOn?: string }) => {
    const id = newId(more.at.getTime());
    const asked = { inspectionId, criterion, text: faults[criterion] ?? "", ...(more.dueOn && { dueOn: more.dueOn }) };
    await raiseFinding(database, id, asked, lead, more.at);
    return id;
  };
  const answer = async (findingId: string, text: string, at: Date) => {
    const place = { findingId, stepId: newId(at.getTime()), actorId: idOf("dong-bai"), asUnit: true };
    await answerFinding(database, place, { text, evidence: [], says: "fixed" }, at);
  };
  await raise(dongBai, "NYTT-01", { at: ago(40) });
  await raise(dongBai, "VHCS-08", { at: ago(6), dueOn: daysAfter(vietnamDay(now), 12) });
  await answer(await raise(dongBai, "NYTT-08", { at: ago(12) }), "Đã thay lịch làm việc và bỏ tên người đã chuyển công tác.", ago(2));
  const fixed = await raise(dongBai, "VHCS-06", { at: ago(40) });
  await answer(fixed, "Đã thay quốc kỳ mới.", ago(33));
  const verdict = { fixed: true, reason: "Đã xem ảnh chụp, quốc kỳ mới.", evidence: [] };
  await judgeFinding(database, { findingId: fixed, stepId: newId(ago(31).getTime()), actorId: lead, asUnit: false }, verdict, ago(31));
  await raise(inspectionOf("so-xay-dung"), "DDCV-07", { at: ago(60) });

  const { concluded_at: concludedAt } = await getInspection(database.read, dongBai);
  const after = (hours: number) => new Date(Date.parse(concludedAt ?? now.toISOString()) + hours * 3_600_000);
  const [counted] = await database.read
    .selectFrom("summaries")
    .select("points")
    .where("inspection_id", "=", dongBai)
    .orderBy("stage")
    .execute();
  const points = v.parse(StoredPoints, counted?.points ?? "{}");
  const lowered = defaultChecklist.criteria.filter(({ id, maxPoints }) => (points[id] ?? maxPoints) < maxPoints).map(({ id }) => id);
  const object = async (objection: { readonly criterion: string; readonly text: string }, said: { accepted: boolean; reason: string }) => {
    const objectionId = newId(after(20).getTime());
    await raiseObjection(database, dongBai, { objectionId, actorId: idOf("dong-bai") }, objection, after(20));
    await answerObjection(database, objectionId, said, lead, after(26));
  };
  await object(
    { criterion: lowered[0] ?? "", text: "Đơn vị đã khắc phục ngay trong buổi kiểm tra, có ảnh chụp lúc 10 giờ." },
    { accepted: false, reason: "Điểm ghi tình trạng lúc đoàn đến; việc khắc phục ghi ở phần tồn tại." },
  );
  await object(
    { criterion: lowered[1] ?? "", text: "Hồ sơ chứng minh để ở phòng họp, đoàn chưa xem." },
    { accepted: true, reason: "Đối chiếu hồ sơ đơn vị gửi: có từ trước ngày kiểm tra." },
  );

  const question = { criterion: "NYTT-01", text: "Gửi thêm ảnh bảng niêm yết ở tầng 2.", dueOn: daysAfter(vietnamDay(now), 3) };
  await askForExplanation(database, inspectionOf("xa-nam-sen"), { explanationId: newId(now.getTime()), actorId: lead }, question, now);

  const muongCat = inspectionOf("xa-muong-cat");
  const { visited_on: visitedOn } = await getInspection(database.read, muongCat);
  const signedAt = new Date(Math.min(now.getTime(), Date.parse(`${visitedOn}T09:30:00Z`)));
  const secretary = idOf("second");
  await writeMinutes(database, muongCat, { minutes: minutesOf(visitedOn), seen: 0 }, { actorId: secretary, now: signedAt });
  const refusal = "Chủ tịch UBND xã đi công tác, Phó Chủ tịch không ký thay.";
  await recordStand(
    database,
    muongCat,
    { id: newId(signedAt.getTime()), stand: "refused", reason: refusal },
    { actorId: secretary, now: signedAt },
  );

  const documents = { database, store: openEvidenceStore(env.dataDir), publicUrl: env.publicUrl };
  await Promise.all(
    (["conclusionNotice", "findingsList"] as const).map((kind) =>
      issueDocument(documents, { id: newId(now.getTime()), inspectionId: dongBai, kind, actorId: lead, now }),
    ),
  );
}

function minutesOf(visitedOn: string): Minutes {
  return {
    authority: `Sở Nội vụ tỉnh ${province}`,
    body: "Đoàn kiểm tra công vụ",
    number: "07/BB-ĐKTCV",
    madeAt: province,
    place: "trụ sở Ủy ban nhân dân xã Mường Cát",
    beganAt: "08 giờ 00 phút",
    teamPresent: ["Bà Hoàng Thị Lê, Trưởng đoàn;", "Bà Trần Thị Mai, Thư ký."],
    unitPresent: ["Ông Lò Văn Đại, Phó Chủ tịch Ủy ban nhân dân xã."],
    content: "việc thực hiện đạo đức công vụ, văn hóa công sở và niêm yết, công khai thủ tục hành chính.",
    scope: "trụ sở Ủy ban nhân dân xã, Trung tâm Phục vụ hành chính công xã và trang thông tin điện tử.",
    period: `đến ngày ${formatDay(visitedOn)}`,
    facts: ["Hồi 08 giờ 10 phút: có mặt 15/17 người.", "Bảng niêm yết ở tầng 1 thiếu các thủ tục mới công bố."],
    strengths: ["Bộ phận Một cửa có đủ ghế chờ, nước uống, sơ đồ chỉ dẫn."],
    shortcomings: ["Lịch làm việc còn tên người đã chuyển công tác."],
    requests: [{ text: "Niêm yết đủ thủ tục ở tầng 1", dueOn: null }],
    opinion: "Đơn vị tiếp thu, không có ý kiến khác.",
    endedAt: "11 giờ 20 phút",
    copies: "02",
  };
}
