import type { Words } from "../text.ts";

/** What is wrong with a row of a file of units or of procedures. */
export const importWords = {
  noHead: { vi: "Không thấy dòng tên cột. Cần các cột: {columns}.", en: "There is no row of column names. Needed columns: {columns}." },
  unitColumns: { vi: "tên, loại, khối", en: "name, kind, block" },
  procedureColumns: { vi: "mã số, tên", en: "code, name" },
  noRows: { vi: "Chỉ có dòng tên cột, không có dòng dữ liệu.", en: "There are only column names and no rows." },
  noName: { vi: "Tên còn trống.", en: "The name is empty." },
  noBlock: { vi: "Khối còn trống.", en: "The block is empty." },
  tooLong: { vi: "“{what}” quá dài.", en: "“{what}” is too long." },
  badKind: { vi: "Không có loại “{kind}”.", en: "There is no kind “{kind}”." },
  badSite: { vi: "“{site}” không phải địa chỉ trang, ví dụ https://soyte.example.vn", en: "“{site}” is no web address, like https://soyte.example.vn" },
  twice: { vi: "“{name}” đã có ở dòng {row}.", en: "“{name}” is already in row {row}." },
  here: { vi: "“{name}” đã có trên máy chủ, cùng loại và khối.", en: "“{name}” is already on the server, of the same kind and block." },
  codeTwice: { vi: "Mã “{code}” đã có ở dòng {row}.", en: "The code “{code}” is already in row {row}." },
  codeTaken: {
    vi: "Mã “{code}” đang thuộc một đơn vị khác trong thời gian đó.",
    en: "The code “{code}” belongs to another unit at that time.",
  },
  noParent: { vi: "Không có đơn vị nào mang mã “{code}” để làm cấp trên.", en: "No unit has the code “{code}” to be the parent." },
  noCode: { vi: "Mã thủ tục còn trống.", en: "The procedure code is empty." },
  badCode: { vi: "“{code}” không phải mã thủ tục, ví dụ 1.012545.", en: "“{code}” is no procedure code, like 1.012545." },
} as const satisfies Record<string, Words>;
