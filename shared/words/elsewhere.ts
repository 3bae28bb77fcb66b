import type { Words } from "../text.ts";

/** What panel and desk say in a window that does not store where the extension does. */
export const elsewhereWords = {
  private: {
    vi: "Cửa sổ riêng tư dùng chỗ lưu tạm, tách khỏi cửa sổ thường",
    en: "A private window has a storage of its own, kept for a while only",
  },
  apart: {
    vi: "Thẻ này dùng chỗ lưu riêng (thẻ trong ngăn chứa, hoặc trình duyệt tách dữ liệu theo trang)",
    en: "This tab has a storage of its own (a container tab, or a browser that isolates sites)",
  },
  refused: { vi: "Trình duyệt không cho thẻ này dùng chỗ lưu", en: "The browser gives this tab no storage" },
  kept: {
    vi: "Phần đăng nhập, danh sách đơn vị và bản nháp vẫn còn nguyên trên máy, nhưng không xem và không ghi được từ đây.",
    en: "Sign-in, units and drafts are all still on this device, but can be neither seen nor written from here.",
  },
  openPanel: { vi: "Chấm trang này ở cửa sổ thường", en: "Score this page in an ordinary window" },
  openDesk: { vi: "Mở bàn làm việc ở cửa sổ thường", en: "Open the desk in an ordinary window" },
} as const satisfies Record<string, Words>;
