import type { Words } from "../text.ts";

/** How to load the extension; open to everybody. */
export const extensionWords = {
  title: { vi: "Tiện ích Phiếu Chấm", en: "The Phiếu Chấm extension" },
  lead: {
    vi: "Người chấm dùng tiện ích này ngay trên trang của đơn vị. Phiếu được lưu trên máy, chấm được cả khi mất mạng, và tự gửi khi có mạng.",
    en: "Inspectors use this extension on the unit's own website. Sheets are kept on the device, work without a network, and go by themselves when it is back.",
  },
  packages: { vi: "Gói cài đặt", en: "Packages" },
  version: { vi: "Phiên bản", en: "Version" },
  size: { vi: "Kích thước", en: "Size" },
  browser: { vi: "Trình duyệt", en: "Browser" },
  hash: { vi: "Mã SHA-256", en: "SHA-256" },
  download: { vi: "Tải gói cho {browser}", en: "Download for {browser}" },
  hashHow: {
    vi: "So mã SHA-256 với mã quản trị viên công bố để biết gói không bị đổi trên đường truyền.",
    en: "Compare the SHA-256 with the one your administrator gives out, to know the package was not changed on its way.",
  },
  notBuilt: {
    vi: "Máy chủ này chưa có gói cho {browser}. Người vận hành chạy lệnh sau trong thư mục của chương trình, rồi mở lại trang:",
    en: "This server has no package for {browser} yet. Whoever runs it executes this in the program's folder, then opens this page again:",
  },
  chromeTitle: { vi: "Chrome, Edge và trình duyệt cùng nhân", en: "Chrome, Edge and their kin" },
  chrome1: {
    vi: "Tải gói và giải nén vào một thư mục cố định (đừng xóa hay chuyển thư mục này về sau).",
    en: "Download the package and unpack it into a folder that stays (do not move or delete it later).",
  },
  chrome2: { vi: "Mở chrome://extensions (Edge: edge://extensions).", en: "Open chrome://extensions (Edge: edge://extensions)." },
  chrome3: { vi: "Bật “Chế độ dành cho nhà phát triển”.", en: "Turn on “Developer mode”." },
  chrome4: { vi: "Bấm “Tải tiện ích đã giải nén” và chọn thư mục vừa giải nén.", en: "Press “Load unpacked” and choose that folder." },
  chrome5: { vi: "Ghim biểu tượng Phiếu Chấm lên thanh công cụ.", en: "Pin the Phiếu Chấm button to the toolbar." },
  chromeHonest: {
    vi: "Cách này dùng được lâu dài, nhưng mỗi lần mở trình duyệt có thể nhắc về chế độ nhà phát triển, và không tự cập nhật. Cơ quan quản lý nhiều máy nên cài bằng chính sách doanh nghiệp (ExtensionInstallForcelist) từ địa chỉ nội bộ; tiện ích chưa có trên Chrome Web Store.",
    en: "This lasts, but the browser may remind you of developer mode at each start, and it does not update itself. Where many machines are managed, install by enterprise policy (ExtensionInstallForcelist) from an internal address; the extension is not in the Chrome Web Store.",
  },
  firefoxTitle: { vi: "Firefox", en: "Firefox" },
  firefoxHonest: {
    vi: "Firefox bản thường chỉ cài lâu dài gói đã được Mozilla ký. Gói ở đây chưa ký, nên chọn một trong hai cách sau.",
    en: "Release Firefox keeps only packages signed by Mozilla. The package here is not signed, so choose one of these two ways.",
  },
  firefoxSigned: {
    vi: "Ký gói: quản trị viên gửi gói này lên addons.mozilla.org ở chế độ “không niêm yết” (unlisted), nhận lại tệp .xpi đã ký rồi phát cho mọi người. Mở tệp .xpi bằng Firefox là cài xong.",
    en: "Sign it: the administrator submits this package to addons.mozilla.org as “unlisted”, receives the signed .xpi and hands it out. Open the .xpi in Firefox to install it.",
  },
  firefoxEsr: {
    vi: "Firefox ESR, Developer Edition: mở about:config, đặt xpinstall.signatures.required thành false; mở about:addons, bánh răng, “Cài tiện ích từ tập tin…”, chọn gói vừa tải. Trên Firefox bản thường, thiết đặt này không có tác dụng.",
    en: "Firefox ESR or Developer Edition: in about:config set xpinstall.signatures.required to false; in about:addons open the gear menu, “Install Add-on From File…”, and choose the package. In release Firefox that setting has no effect.",
  },
  firefoxNever: {
    vi: "Không dùng “Tải tiện ích tạm thời” (about:debugging) để làm việc thật: tiện ích biến mất khi tắt Firefox, phiếu nháp không mở được cho đến khi cài lại.",
    en: "Do not use “Load Temporary Add-on” (about:debugging) for real work: it is gone when Firefox closes, and drafts cannot be opened until it is installed again.",
  },
  after: { vi: "Sau khi cài", en: "Afterwards" },
  after1: {
    vi: "Mở phần cài đặt của tiện ích, nhập địa chỉ máy chủ: {url}",
    en: "Open the extension's options and enter the server's address: {url}",
  },
  after2: {
    vi: "Bấm Đăng nhập; tiện ích hiện một mã. Mở trang {page}, so mã và duyệt.",
    en: "Press Sign in; the extension shows a code. Open {page}, compare the code and approve.",
  },
  after3: {
    vi: "Mở trang của đơn vị, bấm biểu tượng Phiếu Chấm hoặc Ctrl+Shift+E để chấm.",
    en: "Open a unit's website and press the Phiếu Chấm button or Ctrl+Shift+E to score.",
  },
} as const satisfies Record<string, Words>;
