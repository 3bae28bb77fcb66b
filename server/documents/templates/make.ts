// `npm run templates`: makes the default templates of documents anew. A test holds the files beside this one against what it makes.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Document, type FileChild, Packer } from "docx";
import { type DocumentKind, documentKinds } from "../../../shared/documents/document.ts";
import { fieldsOf } from "./document-fields-words.ts";
import { body, ending, heading, mark, officialHead, type Signer, section, table, textWidth, title } from "./layout.ts";
import { cleanTemplate } from "./template-gate.ts";

const about = ["Kiểm tra đạo đức công vụ, văn hóa công sở và việc niêm yết,", "công khai thủ tục hành chính tại {unit}"] as const;

const unit: Signer = { title: ["ĐẠI DIỆN ĐƠN VỊ", "ĐƯỢC KIỂM TRA"], how: "(Ký, ghi rõ họ tên, đóng dấu)", name: "" };
const secretary: Signer = { title: ["THƯ KÝ", "ĐOÀN KIỂM TRA"], how: "(Ký, ghi rõ họ tên)", name: "{secretary}" };
const head: Signer = { title: ["TRƯỞNG ĐOÀN", "KIỂM TRA"], how: "(Ký, ghi rõ họ tên)", name: "{head}" };
const leader: Signer = { title: ["THỦ TRƯỞNG CƠ QUAN"], how: "(Ký, ghi rõ họ tên, đóng dấu)", name: "" };

const recipients = ["{unit};", "Các thành viên Đoàn kiểm tra;", "Lưu: VT, hồ sơ Đoàn kiểm tra."];

/** A list of texts, or a sentence where there is none. */
function items(list: string, empty: string): FileChild[] {
  return [mark(`{#${list}}`), body("- {text}"), mark(`{/${list}}`), mark(`{^${list}}`), body(empty), mark(`{/${list}}`)];
}

const findingColumns = [
  { title: "TT", width: 600, align: "centre" },
  { title: "Nội dung phải khắc phục", width: textWidth - 600 - 1300 - 2200 },
  { title: "Tiêu chí", width: 1300, align: "centre" },
  { title: "Thời hạn, tình trạng", width: 2200, align: "centre" },
] as const;

function minutes(): FileChild[] {
  const requests = [
    { title: "TT", width: 700, align: "centre" },
    { title: "Nội dung kiến nghị", width: textWidth - 700 - 1900 },
    { title: "Thời hạn", width: 1900, align: "centre" },
  ] as const;
  return [
    ...officialHead("Số: {number}"),
    ...title("BIÊN BẢN", ...about),
    body("Hôm nay, hồi {beganAt}, {madeOn}, tại {place}, {body} tiến hành kiểm tra và lập biên bản với các nội dung sau:"),
    heading("I. THÀNH PHẦN"),
    heading("1. Đoàn kiểm tra"),
    ...items("teamPresent", "……"),
    heading("2. Đại diện đơn vị được kiểm tra"),
    ...items("unitPresent", "……"),
    heading("II. NỘI DUNG, PHẠM VI, THỜI KỲ KIỂM TRA"),
    body("1. Nội dung: {content}"),
    body("2. Loại và hình thức: {kind}; {form}."),
    body("3. Phạm vi: {scope}"),
    body("4. Thời kỳ kiểm tra: {period}. Bộ tiêu chí: {checklist} ({criteriaCount} tiêu chí, {maxPoints} điểm)."),
    heading("III. KẾT QUẢ KIỂM TRA"),
    heading("1. Sự việc ghi nhận"),
    ...items("facts", "Không ghi nhận."),
    heading("2. Ưu điểm"),
    ...items("strengths", "Không ghi nhận."),
    heading("3. Tồn tại, hạn chế"),
    ...items("shortcomings", "Không ghi nhận."),
    heading("IV. KIẾN NGHỊ, THỜI HẠN KHẮC PHỤC"),
    mark("{^requests}"),
    body("Không có kiến nghị phải khắc phục."),
    mark("{/requests}"),
    mark("{#hasRequests}"),
    body("Đoàn kiểm tra đề nghị {unit} khắc phục các tồn tại, hạn chế sau và báo cáo kết quả bằng văn bản:"),
    table(requests, [{ cells: ["{#requests}{no}", "{text}", "{dueOn}{/requests}"] }], 26),
    mark("{/hasRequests}"),
    heading("V. Ý KIẾN CỦA ĐƠN VỊ ĐƯỢC KIỂM TRA"),
    body("{opinion}"),
    body(
      "Biên bản kết thúc hồi {endedAt}, cùng ngày; được lập thành {copies} bản có nội dung và giá trị như nhau; đã được đọc lại cho những người tham dự cùng nghe, nhất trí và ký tên dưới đây./.",
      { before: 120, after: 200 },
    ),
    body("{replaces}"),
    ...ending([unit, secretary, head], recipients),
  ];
}

const scoreColumns = [
  { title: "TT", width: 550, align: "centre" },
  { title: "Tiêu chí", width: 2905 },
  { title: "Điểm tối đa", width: 850, align: "centre" },
  { title: "Tự chấm", width: 800, align: "centre" },
  { title: "Đoàn chấm", width: 800, align: "centre" },
  { title: "Thẩm định", width: 850, align: "centre" },
  { title: "Bằng chứng, ghi chú", width: 2600 },
] as const;
const givenColumn = 4;

/** `inner`: with what the team scored, which the annex leaves out. */
function scoreTable(inner: boolean) {
  const rows = [
    { bold: true, shaded: true, cells: ["{#areas}{no}", "{title}", "{max}", "{self}", "{given}", "{appraised}", "Chỉ số: {index}"] },
    { split: true, cells: ["{#criteria}{no}", "{title}", "{max}", "{self}", "{given}", "{appraised}", "{note}{/criteria}{/areas}"] },
    {
      bold: true,
      shaded: true,
      cells: ["", "TỔNG CỘNG", "{totalMax}", "{totalSelf}", "{totalGiven}", "{totalAppraised}", "Tính trên {counted} tiêu chí"],
    },
    { bold: true, cells: ["", "CHỈ SỐ (trên thang 100)", "", "{indexSelf}", "{indexGiven}", "{indexAppraised}", "Xếp loại: {band}"] },
  ];
  if (inner) return table(scoreColumns, rows);
  const columns = scoreColumns
    .filter((_, at) => at !== givenColumn)
    .map((column) => (column.title === "Tiêu chí" ? { ...column, width: column.width + 800 } : column));
  return table(
    columns,
    rows.map((row) => ({ ...row, cells: row.cells.filter((_, at) => at !== givenColumn) })),
  );
}

const evidenceTable = () =>
  table(
    [
      { title: "Số", width: 650, align: "centre" },
      { title: "Bằng chứng", width: 3400 },
      { title: "Nguồn", width: 2605 },
      { title: "Thời điểm", width: 1500, align: "centre" },
      { title: "Mã băm", width: 1200, align: "centre" },
    ],
    [{ cells: ["{#evidence}{no}", "{text}", "{source}", "{at}", "{hash}{/evidence}"] }],
    22,
  );

function sums(): FileChild[] {
  return [
    body("Chỉ số công bố: {index}; xếp loại: {band}. {indexNote}", { before: 120 }),
    body("Điểm thưởng: {bonus}; điểm trừ: {penalty}."),
    mark("{#labels}"),
    body("- {text}"),
    mark("{/labels}"),
  ];
}

/** The score table, what the figures rest on, and the list of evidence. */
function scores(name: string, lead: string, signers: readonly Signer[], inner: boolean): FileChild[] {
  return [
    ...officialHead(lead),
    ...title(name, "{unit}"),
    body(
      `Hình thức: {form}. Ngày kiểm tra: {visitedOn}. Bộ tiêu chí: {checklist} ({criteriaCount} tiêu chí, {maxPoints} điểm).${
        inner ? " Người chấm: {#inspectors}{name} ({index}); {/inspectors}" : ""
      }`,
    ),
    body(`KPS: không phát sinh, không tính vào điểm tối đa. Số trong ngoặc vuông là số thứ tự bằng chứng.${inner ? " {differing}" : ""}`, {
      italics: true,
      indent: 0,
      size: 24,
    }),
    scoreTable(inner),
    ...sums(),
    heading("Danh mục bằng chứng"),
    evidenceTable(),
    body("Mã băm: 08 ký tự đầu của SHA-256 của tệp, ghi khi thu thập; cho biết tệp không đổi từ khi thu thập.", {
      italics: true,
      indent: 0,
      size: 24,
      before: 60,
    }),
    body("{replaces}"),
    ...ending(signers, recipients),
  ];
}

function conclusionNotice(): FileChild[] {
  return [
    ...officialHead("Số: {number}"),
    ...title(
      "THÔNG BÁO",
      "Kết luận kiểm tra đạo đức công vụ, văn hóa công sở và việc",
      "niêm yết, công khai thủ tục hành chính tại {unit}",
    ),
    body("Căn cứ biên bản kiểm tra ngày {visitedOn} và kết quả thẩm định, {body} thông báo kết luận kiểm tra tại {unit} như sau:"),
    heading("I. KẾT QUẢ"),
    body(["1. Chỉ số: ", { text: "{index}", bold: true }, " điểm; xếp loại: ", { text: "{band}", bold: true }, ". {indexNote}"]),
    body("2. Theo lĩnh vực:"),
    mark("{#areas}"),
    body("- {title}: {appraised}/{max} điểm, chỉ số {index};"),
    mark("{/areas}"),
    mark("{#labels}"),
    body("- {text}"),
    mark("{/labels}"),
    heading("II. ƯU ĐIỂM"),
    ...items("strengths", "Không ghi nhận."),
    heading("III. TỒN TẠI, HẠN CHẾ VÀ YÊU CẦU KHẮC PHỤC"),
    mark("{#findings}"),
    body(["{no}. {text} (tiêu chí {criterion}). ", { text: "Hạn khắc phục: {dueOn}.", bold: true }]),
    mark("{/findings}"),
    mark("{^findings}"),
    body("Không có tồn tại, hạn chế phải theo dõi khắc phục theo danh sách riêng."),
    mark("{/findings}"),
    body(
      "Đề nghị {unit} thực hiện các nội dung trên và báo cáo kết quả bằng văn bản đúng thời hạn; nếu không nhất trí, gửi ý kiến kèm lý do theo quy định./.",
    ),
    body("{replaces}"),
    ...ending([leader], recipients),
  ];
}

function findingsList(): FileChild[] {
  return [
    ...officialHead("Số: {number}"),
    ...title("DANH MỤC TỒN TẠI PHẢI KHẮC PHỤC", "{unit}"),
    body("Qua kiểm tra ngày {visitedOn} ({kind}; {form})."),
    mark("{^findings}"),
    body("Không có tồn tại phải khắc phục."),
    mark("{/findings}"),
    table(findingColumns, [
      { cells: ["{#findings}{no}", "{text}{#answers} — {on}: {text}{/answers}", "{criterion}", "{dueOn} {state}{/findings}"] },
    ]),
    body("{replaces}", { before: 120 }),
    ...ending([head], recipients),
  ];
}

const makers: Readonly<Record<DocumentKind, () => FileChild[]>> = {
  minutes,
  scoreAnnex: () => scores("PHỤ LỤC ĐIỂM", "Kèm Biên bản ngày {visitedOn}", [secretary, head], false),
  scoreSheet: () => scores("PHIẾU CHẤM ĐIỂM", "Số: {number}", [head], true),
  conclusionNotice,
  findingsList,
};

/** A kind's default template, made clean as if a lead had uploaded it. */
export async function makeTemplate(kind: DocumentKind): Promise<Buffer> {
  const document = new Document({
    creator: "",
    styles: { default: { document: { run: { font: "Times New Roman", size: 28, language: { value: "vi-VN" } } } } },
    sections: [section(makers[kind]())],
  });
  return await cleanTemplate(await Packer.toBuffer(document), fieldsOf[kind]);
}

export function templatePath(kind: DocumentKind): string {
  return fileURLToPath(new URL(`./${kind}.docx`, import.meta.url));
}

if (import.meta.main) {
  for (const kind of documentKinds) writeFileSync(templatePath(kind), await makeTemplate(kind));
}
