import { openInspections } from "../../server/inspections/inspections.ts";
import { listZip, unpack } from "../../server/tables/zip.ts";
import type { Minutes } from "../../shared/documents/document.ts";
import type { PersonName, TestServer } from "./server.ts";

/** Opens an inspection with a head, a secretary who does not score, and these who do. */
export async function opensWithTeam(
  server: TestServer,
  scorers: readonly PersonName[] = ["an", "binh"],
  unit = 3,
): Promise<{ inspectionId: string; unitId: string }> {
  const unitId = server.unitIds[unit] ?? "";
  const id = (name: PersonName) => server.asInspector(name).personId;
  const [head, ...members] = scorers;
  const [inspectionId = ""] = await openInspections(
    server.context.database,
    {
      planId: server.planId,
      unitIds: [unitId],
      kind: "combined",
      form: "both",
      visitedOn: "2026-10-05",
      announced: true,
      again: true,
      team: [
        ...(head ? [{ personId: id(head), position: "head" as const, scores: true }] : []),
        ...members.map((name) => ({ personId: id(name), position: "member" as const, scores: true })),
        { personId: id("chi"), position: "secretary", scores: false },
      ],
    },
    id("lan"),
    server.context.now(),
  );
  return { inspectionId, unitId };
}

export const fullMinutes: Minutes = {
  authority: "Sở Nội vụ tỉnh Lam Giang",
  body: "Đoàn kiểm tra công vụ",
  number: "12/BB-ĐKTCV",
  madeAt: "Lam Giang",
  place: "trụ sở Ủy ban nhân dân xã Suối Ngàn",
  beganAt: "08 giờ 00 phút",
  teamPresent: ["Ông Lê Văn An, Phó Giám đốc Sở Nội vụ: Trưởng đoàn;", "Bà Trần Ngọc Ánh, chuyên viên: Thư ký."],
  unitPresent: ["Ông Hoàng Văn Thụ, Chủ tịch Ủy ban nhân dân xã;", "Bà Lường Thị Xuân, Chánh Văn phòng."],
  content: "việc thực hiện đạo đức công vụ, văn hóa công sở và niêm yết, công khai thủ tục hành chính (TTHC).",
  scope: "trụ sở Ủy ban nhân dân xã, Trung tâm Phục vụ hành chính công xã và trang thông tin điện tử.",
  period: "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 11 năm 2026",
  facts: [
    "Hồi 08 giờ 10 phút: có mặt 24/26 người; vắng không lý do 01 người, đi muộn 01 người.",
    "Đối chiếu 392 TTHC: 342 đã công khai trên trang thông tin điện tử.",
  ],
  strengths: ["Giải quyết hồ sơ đúng và trước hạn 1.204/1.221 hồ sơ, đạt 98,61%."],
  shortcomings: ["Còn 50/392 TTHC chưa công khai.", "Biển phòng Bộ phận Một cửa còn ghi tên xã cũ."],
  requests: [
    { text: "Công khai đủ 392 TTHC trên trang thông tin điện tử và niêm yết đủ tại nơi tiếp nhận", dueOn: "2026-10-20" },
    { text: "Chấn chỉnh kỷ luật giờ làm việc; thay biển phòng", dueOn: null },
  ],
  opinion: "Ủy ban nhân dân xã nhất trí với kết quả kiểm tra và cam kết khắc phục xong trước thời hạn.",
  endedAt: "16 giờ 30 phút",
  copies: "02",
};

/** A document's parts as text, by name. */
export async function partsOf(docx: Uint8Array): Promise<Record<string, string>> {
  const parts: Record<string, string> = {};
  for (const entry of listZip(docx, 400)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of unpack(entry, { bytes: 60_000_000 })) pieces.push(piece);
    parts[entry.name] = Buffer.concat(pieces).toString("utf8");
  }
  return parts;
}

/** The words that are printed, one paragraph a line. */
export async function printed(docx: Uint8Array): Promise<string> {
  const { "word/document.xml": xml = "" } = await partsOf(docx);
  return xml
    .replace(/<w:br\/>/g, "\n")
    .replace(/<\/w:p>/g, "\n")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

/** Minutes as their form sends them. */
export const typedMinutes: Readonly<Record<string, string>> = {
  revision: "0",
  authority: "Sở Nội vụ",
  madeAt: "Lam Giang",
  facts: "Có mặt 24/26 người\nNiêm yết 342/392 thủ tục",
  requests: "Thay biển phòng | 20/10/2026",
};
