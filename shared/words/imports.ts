import type { Words } from "../text.ts";

/** What is wrong with a row of a file of units or of procedures. */
export const importWords = {
  noHead: { vi: "Không thấy dòng tên cột. Cần các cột: {columns}.", en: "There is no row of column names. Needed columns: {columns}." },
  unitColumns: { vi: "tên, loại, khối", en: "name, kind, block" },
  procedureColumns: { vi: "mã số, tên", en: "code, name" },
  noRows: { vi: "Chỉ có dòng tên cột, không có dòng dữ liệu.", en: "There are only column names and no rows." },
  noName: { vi: "Tên còn trống.", en: "The name is empty." },
  noBlock: { vi: "Khối còn trống.", en: "The block is empty." },
  tooLong: {
    vi: "“{what}” quá dài: cột này nhận nhiều nhất {most} ký tự.",
    en: "“{what}” is too long: this column takes at most {most} characters.",
  },
  badKind: { vi: "Không có loại “{kind}”.", en: "There is no kind “{kind}”." },
  badSite: {
    vi: "“{site}” không phải địa chỉ trang, ví dụ https://soyte.example.vn",
    en: "“{site}” is no web address, like https://soyte.example.vn",
  },
  twice: { vi: "“{name}” đã có ở dòng {row}.", en: "“{name}” is already in row {row}." },
  here: {
    vi: "“{name}” đã có trên máy chủ, cùng loại và cùng cấp trên. Nếu là đơn vị khác, ghi mã hoặc cấp trên.",
    en: "“{name}” is already on the server, of the same kind and parent. If this is another one, give its code or its parent.",
  },
  codeTwice: { vi: "Mã “{code}” đã có ở dòng {row}.", en: "The code “{code}” is already in row {row}." },
  codeTaken: {
    vi: "Mã “{code}” đang thuộc một đơn vị khác trong thời gian đó.",
    en: "The code “{code}” belongs to another unit at that time.",
  },
  badCell: { vi: "“{what}” không nhận được ở cột này.", en: "“{what}” cannot stand in this column." },
  sheetError: {
    vi: "“{what}” là lỗi hoặc công thức của bảng tính, không phải nội dung. Sửa ô trong bảng tính rồi lưu lại.",
    en: "“{what}” is an error or a formula of the spreadsheet, not content. Mend the cell there and save again.",
  },
  shortened: {
    vi: "“{what}” là số đã bị bảng tính rút gọn, không còn đủ chữ số. Đặt cột ở dạng văn bản rồi nhập lại mã.",
    en: "“{what}” is a number that the spreadsheet shortened; its digits are lost. Make the column text and enter the code again.",
  },
  oddFormat: {
    vi: "Ô {cell}: số hiện ra theo định dạng “{format}” nên không chắc chữ số nào là thật. Đặt ô ở dạng văn bản (Text) rồi nhập lại đúng như cần.",
    en: "Cell {cell}: the number is shown by the format “{format}”, so it is not certain which digits count. Make the cell text and enter it again as it should be.",
  },
  moreProblems: {
    vi: "Còn {count} chỗ sai nữa chưa liệt kê. Sửa các chỗ trên rồi kiểm tra lại.",
    en: "There {count|is|are} {count} more {count|problem|problems} not listed. Mend those above and check again.",
  },
  tooManyUnits: {
    vi: "Bảng có {count} đơn vị; mỗi lần nhập không quá {most}. Chia thành nhiều tệp, cấp trên trước, cấp dưới sau.",
    en: "The table has {count} {count|unit|units}; one import takes at most {most}. Split it into several files, parents first.",
  },
  longSite: {
    vi: "“{site}” quá dài; địa chỉ trang không quá 500 ký tự.",
    en: "“{site}” is too long; a web address has at most 500 characters.",
  },
  manySites: {
    vi: "Có {count} trang; mỗi đơn vị không quá {most} trang.",
    en: "There {count|is|are} {count} {count|website|websites}; a unit has at most {most}.",
  },
  manyTraits: {
    vi: "Có {count} đặc điểm; mỗi đơn vị không quá {most} đặc điểm.",
    en: "There {count|is|are} {count} {count|trait|traits}; a unit has at most {most}.",
  },
  noTrait: {
    vi: "Không có đặc điểm “{trait}”. Các bộ tiêu chí đã ban hành dùng: {known}.",
    en: "There is no trait “{trait}”. The published checklists know: {known}.",
  },
  parentCircle: {
    vi: "Cấp trên “{code}” lại trực thuộc chính đơn vị này.",
    en: "The parent “{code}” itself stands below this unit.",
  },
  noParent: { vi: "Không có đơn vị nào mang mã “{code}” để làm cấp trên.", en: "No unit has the code “{code}” to be the parent." },
  noCode: { vi: "Mã thủ tục còn trống.", en: "The procedure code is empty." },
  badCode: { vi: "“{code}” không phải mã thủ tục, ví dụ 1.012545.", en: "“{code}” is no procedure code, like 1.012545." },
} as const satisfies Record<string, Words>;
