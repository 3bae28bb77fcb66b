import type { Words } from "../text.ts";

/** A plan's limits, and the calendar that they are counted by. */
export const limitWords = {
  title: { vi: "Thời hạn: {plan}", en: "Limits: {plan}" },
  link: { vi: "Thời hạn", en: "Limits" },
  calendarLink: { vi: "Lịch nghỉ và ngày làm bù", en: "Holidays and swapped days" },
  how: {
    vi: "Đếm theo ngày làm việc: thứ Hai đến thứ Sáu, trừ ngày nghỉ, cộng ngày làm bù theo lịch. Riêng khắc phục đếm theo ngày lịch.",
    en: "Counted in working days: Monday to Friday without holidays, with swapped working days by the calendar. Remedies alone count days of the calendar.",
  },
  selfScore: { vi: "Đơn vị gửi bản tự chấm trước ngày kiểm tra (ngày làm việc)", en: "Self-score before the visit (working days)" },
  sheets: { vi: "Người chấm gửi phiếu sau ngày kiểm tra (ngày làm việc)", en: "Sheets after the visit (working days)" },
  settling: { vi: "Chốt điểm sau khi đủ phiếu (ngày làm việc)", en: "Settling after all sheets are in (working days)" },
  conclusion: { vi: "Kết luận sau khi đủ phiếu (ngày làm việc)", en: "Conclusion after all sheets are in (working days)" },
  objection: {
    vi: "Đơn vị phản hồi sau thông báo kết luận (ngày làm việc)",
    en: "Objection after the notice of conclusion (working days)",
  },
  remedies: { vi: "Khắc phục tồn tại sau thông báo (ngày lịch)", en: "Remedies after the notice (days of the calendar)" },
  save: { vi: "Lưu thời hạn", en: "Save the limits" },
  saved: { vi: "Đã lưu thời hạn.", en: "The limits are saved." },
  calendarTitle: { vi: "Lịch làm việc năm {year}", en: "Working days of {year}" },
  years: { vi: "Năm", en: "Years" },
  notEntered: {
    vi: "Chưa ai nhập lịch năm {year}: mọi ngày từ thứ Hai đến thứ Sáu được đếm là ngày làm việc. Năm không có ngày riêng cũng phải lưu một lần.",
    en: "Nobody has entered {year}: every day from Monday to Friday counts as worked. A year without days of its own has to be saved once, too.",
  },
  entered: { vi: "Sửa lần cuối {at}, {name}.", en: "Last changed {at}, {name}." },
  holidays: { vi: "Ngày nghỉ", en: "Holidays" },
  holidaysHow: {
    vi: "Mỗi ngày một dòng: ngày/tháng/năm, rồi tên. Dán cả danh sách được.",
    en: "One day a line: day/month/year, then its name. A whole list can be pasted.",
  },
  workingDays: { vi: "Ngày làm bù (thứ Bảy, Chủ nhật phải làm)", en: "Weekend days that are worked" },
  saveCalendar: { vi: "Lưu lịch", en: "Save the calendar" },
  calendarSaved: { vi: "Đã lưu lịch.", en: "The calendar is saved." },
  wrongLine: {
    vi: "Dòng “{line}” không đọc được: ghi ngày/tháng/năm rồi tên, ví dụ 02/09/2026 Quốc khánh.",
    en: "The line “{line}” cannot be read: write day/month/year, then a name, like 02/09/2026 National Day.",
  },
} as const satisfies Record<string, Words>;
