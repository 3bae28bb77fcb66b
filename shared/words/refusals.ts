import type { Words } from "../text.ts";

/** What to do about a body that is too large, by what it is. */
export const bodyAdvice = {
  sheet: { vi: "Rút gọn ghi chú hoặc bớt trích đoạn rồi gửi lại.", en: "Shorten notes or remove quotations and send again." },
  table: {
    vi: "Chia bảng thành các tệp nhỏ hơn rồi nhập từng tệp.",
    en: "Split the table into smaller files and import one after another.",
  },
  file: { vi: "Lưu lại tệp với dung lượng nhỏ hơn rồi gửi lại.", en: "Save the file in a smaller size and send it again." },
  form: { vi: "Rút gọn nội dung đã gõ rồi gửi lại.", en: "Shorten what you typed and send again." },
  data: { vi: "Chia nội dung thành nhiều lần gửi nhỏ hơn.", en: "Send it in several smaller requests." },
} as const satisfies Record<string, Words>;

export type BodyKind = keyof typeof bodyAdvice;

/** Why a table cannot be read, as part of a sentence. */
export const tableFaults = {
  type: { vi: "kiểu nội dung gửi lên không phải CSV hay XLSX", en: "the content type is neither that of CSV nor that of XLSX" },
  encoding: { vi: "chữ trong tệp không phải UTF-8 hay UTF-16", en: "its text is neither UTF-8 nor UTF-16" },
  quotes: { vi: "dấu ngoặc kép quanh một ô không khớp", en: "the quotes around a cell do not match" },
  workbook: { vi: "bảng tính hỏng, có mật khẩu hoặc không phải XLSX", en: "the workbook is damaged, has a password, or is no XLSX" },
  size: {
    vi: "bảng quá lớn (nhiều nhất 30.000 dòng, 100 cột, 32.767 ký tự một ô, 8 triệu ký tự cả bảng)",
    en: "it is too large (at most 30,000 rows, 100 columns, 32,767 characters a cell, 8 million characters in all)",
  },
  effort: { vi: "đọc bảng tốn quá nhiều thời gian hoặc bộ nhớ", en: "reading it takes too much time or memory" },
} as const satisfies Record<string, Words>;

/** What a schema says in English, for Vietnamese sentences; what is not here (a kind of value) is said by `refusalParts.otherwise`. */
export const schemaWords = {
  deadline: { vi: "hạn khắc phục phải từ ngày thông báo trở đi", en: "a deadline comes after the notice" },
  unitAlone: { vi: "quyền đơn vị không đi cùng quyền khác", en: "the role unit stands alone" },
  unitId: { vi: "unitId chỉ đi cùng quyền đơn vị", en: "unitId goes with the role unit" },
  noCriterion: { vi: "sửa kết luận thì phải nêu tiêu chí", en: "a correction names a criterion" },
  onlyExtension: { vi: "chỉ xin gia hạn mới ghi ngày", en: "an extension, and nothing else, asks for a day" },
  extended: { vi: "gia hạn thì chưa khắc phục, và phải có hạn mới", en: "more time is until a day, for what is not fixed" },
  notLater: { vi: "gia hạn phải đến sau hạn đang có", en: "more time ends after the deadline there is" },
  dayTwice: { vi: "một ngày được ghi hai lần", en: "a day stands in the list twice" },
  notAsked: { vi: "trang này không có việc đó", en: "nothing that this page asks for" },
  nothing: { vi: "không có gì thay đổi", en: "nothing changes" },
  reason: { vi: "lý do không được để trống", en: "a reason has words" },
  refusal: { vi: "không duyệt thì phải nêu lý do", en: "a refusal says why" },
  day: { vi: "không có ngày này", en: "no such day" },
  passed: { vi: "ngày này đã qua", en: "the day has passed" },
  time: { vi: "không có thời điểm này", en: "no such time" },
  scorer: { vi: "đoàn chưa có người chấm điểm", en: "nobody of the team scores" },
  teamTwice: { vi: "một người có tên hai lần trong đoàn", en: "somebody stands in the team twice" },
  period: { vi: "ngày cuối của kỳ phải từ ngày đầu trở đi", en: "a period ends after it begins" },
  periodBefore: { vi: "cần một kỳ kết thúc trước kỳ này", en: "expected a period that ends before this one" },
  periodsApart: { vi: "các kỳ không được chồng lên nhau", en: "expected periods that do not overlap" },
  unitTwice: { vi: "một đơn vị có tên hai lần trong danh sách", en: "a unit stands in the list twice" },
  kindOrUnit: { vi: "cần loại đơn vị hoặc đơn vị, chỉ một trong hai", en: "expected either kind or unit" },
  areaOrCriterion: { vi: "cần lĩnh vực hoặc tiêu chí, chỉ một trong hai", en: "name an area or a criterion, one of them" },
  wholeNumber: { vi: "cần một số nguyên", en: "expected a whole number" },
  json: { vi: "cần JSON", en: "expected JSON" },
  utf8: { vi: "cần UTF-8", en: "expected UTF-8" },
  form: { vi: "cần nội dung của một biểu mẫu", en: "expected a form" },
  parts: { vi: "cần các phần kết thúc bằng ranh giới của biểu mẫu", en: "expected parts that end with their boundary" },
  boundary: { vi: "thiếu dấu ngăn các phần của biểu mẫu (boundary)", en: "expected a boundary" },
  storable: { vi: "văn bản có ký tự NUL hoặc nửa ký tự", en: "expected text without NUL and without half a character" },
  otherName: { vi: "tên này không dùng được", en: "expected another name" },
  languageName: { vi: "tên này không dùng được", en: "this name is taken by the language" },
  adjustmentTwice: { vi: "hai khoản thưởng, trừ có cùng mã", en: "two adjustments share an id" },
  criterionTwice: { vi: "hai tiêu chí có cùng mã", en: "two criteria share an id" },
  areaTwice: { vi: "hai lĩnh vực có cùng mã", en: "two areas share an id" },
  noArea: { vi: "có tiêu chí không thuộc lĩnh vực nào", en: "a criterion belongs to no area" },
  bands: { vi: "các mức xếp loại phải đi từ tốt đến kém và kết thúc ở 0", en: "bands go from best to worst and end at 0" },
  floor: { vi: "điểm sàn cao hơn điểm đầu", en: "a floor lies above its start" },
  maxPoints: { vi: "maxPoints không phải điểm cao nhất mà cách chấm đạt được", en: "maxPoints is not what the method can reach" },
  thresholds: { vi: "các ngưỡng phải đi từ cao xuống thấp và kết thúc ở 0", en: "thresholds go from high to low and end at 0" },
  itemTwice: { vi: "hai nội dung của một tiêu chí có cùng mã", en: "two items of a criterion share a key" },
  numberCheck: {
    vi: "phép kiểm tra số liệu nêu một số không có, hoặc hai phép có cùng mã",
    en: "a number check names a figure that is not there, or two share a key",
  },
  trait: { vi: "tiêu chí nêu một đặc điểm mà bộ tiêu chí không có", en: "a criterion names a trait that the checklist does not know" },
} as const satisfies Record<string, Words>;

export const refusalParts = {
  /** Where in a table, before what is wrong there. */
  inRow: { vi: "dòng {row}: {fault}", en: "row {row}: {fault}" },
  otherwise: { vi: "không đúng kiểu giá trị cần có", en: "not valid" },
  notApplicable: { vi: "không phát sinh", en: "not applicable" },
  reopened: { vi: "mở lại", en: "reopened" },
} as const satisfies Record<string, Words>;
