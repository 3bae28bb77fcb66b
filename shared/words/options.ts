import type { Words } from "../text.ts";

/** The options page: server, sign-in, language, keys, storage. */
export const optionsWords = {
  title: { vi: "Cài đặt", en: "Options" },
  toDesk: { vi: "Mở bàn làm việc", en: "Open the desk" },
  toGuide: { vi: "Hướng dẫn", en: "Guide" },
  signInHead: { vi: "Máy chủ và đăng nhập", en: "Server and sign-in" },
  server: { vi: "Địa chỉ máy chủ", en: "Server address" },
  serverHint: {
    vi: "Hỏi quản trị viên. Bắt đầu bằng https://, trừ máy chủ chạy ngay trên máy này.",
    en: "Ask the administrator. It begins with https://, unless the server runs on this very device.",
  },
  signIn: { vi: "Đăng nhập", en: "Sign in" },
  asking: { vi: "Đang hỏi máy chủ…", en: "Asking the server…" },
  noPassword: {
    vi: "Mật khẩu chỉ nhập trên trang của máy chủ, không bao giờ nhập ở đây.",
    en: "The password is entered on the server’s page only, never here.",
  },
  codeHead: { vi: "Nhập mã này trên trang của máy chủ", en: "Enter this code on the server’s page" },
  codeSteps: {
    vi: "Mở trang, đăng nhập nếu được hỏi, xem mã có trùng không rồi bấm duyệt. Trang này tự đổi khi xong.",
    en: "Open the page, sign in if asked, check that the code is the same and approve. This page changes by itself.",
  },
  openApproval: { vi: "Mở trang duyệt", en: "Open the approval page" },
  codeUntil: { vi: "Mã dùng được đến {time}. Đang chờ duyệt…", en: "The code is good until {time}. Waiting for approval…" },
  stop: { vi: "Thôi", en: "Cancel" },
  copyCode: { vi: "Chép mã", en: "Copy the code" },
  copied: { vi: "Đã chép mã.", en: "The code is copied." },
  signedIn: { vi: "Đã đăng nhập", en: "Signed in" },
  signedInAs: { vi: "{name}, tại {server}", en: "{name}, at {server}" },
  serverIdentity: { vi: "Mã máy chủ {id} · phiên bản {version}", en: "Server id {id} · version {version}" },
  signOut: { vi: "Đăng xuất", en: "Sign out" },
  signOutNote: {
    vi: "Bản nháp và hộp gửi vẫn ở trên máy này. Phiếu đang chờ sẽ tự đi sau khi đăng nhập lại.",
    en: "Drafts and outbox stay on this device. What waits goes by itself after signing in again.",
  },
  notSignedIn: { vi: "Chưa đăng nhập", en: "Not signed in" },
  failed: { vi: "Chưa đăng nhập được", en: "Not signed in" },
  failedAddress: {
    vi: "Đây không phải địa chỉ máy chủ. Cần dạng https://cham.example.vn, chép từ trang Tiện ích của máy chủ; http:// chỉ cho localhost hoặc 127.0.0.1.",
    en: "This is no server’s address. It looks like https://cham.example.vn, as on the server’s page Extension; http:// is for localhost or 127.0.0.1 only.",
  },
  failedNetwork: {
    vi: "Không gặp được máy chủ. Kiểm tra địa chỉ và mạng rồi thử lại.",
    en: "The server does not answer. Check the address and the network, then try again.",
  },
  failedTimeout: { vi: "Máy chủ trả lời quá chậm. Thử lại sau.", en: "The server answers too slowly. Try again later." },
  failedAnswer: {
    vi: "Nơi này trả lời nhưng không phải máy chủ Phiếu Chấm. Kiểm tra địa chỉ, hoặc đăng nhập Wi-Fi trước.",
    en: "Something answers there, but it is no Phiếu Chấm server. Check the address, or sign in to the Wi-Fi first.",
  },
  failedAnotherServer: {
    vi: "Ở địa chỉ này nay là một máy chủ khác với lần trước. Không gửi gì cho nó. Hỏi quản trị viên rồi đăng nhập lại.",
    en: "Another server than before answers at this address. Nothing is sent to it. Ask the administrator, then sign in again.",
  },
  languageHead: { vi: "Ngôn ngữ", en: "Language" },
  vietnamese: { vi: "Tiếng Việt", en: "Tiếng Việt" },
  english: { vi: "English", en: "English" },
  keysHead: { vi: "Phím tắt", en: "Keyboard" },
  singleKeys: { vi: "Dùng phím đơn trong bảng chấm (1–9, J, K, N, M…)", en: "Use single keys in the panel (1–9, J, K, N, M…)" },
  singleKeysHint: {
    vi: "Chỉ có tác dụng ngoài ô nhập chữ. Tắt nếu vướng bộ gõ hoặc phần mềm đọc màn hình.",
    en: "They work outside text fields only. Switch them off if they get in the way of an input method or screen reader.",
  },
  command: { vi: "Lệnh của trình duyệt", en: "Browser command" },
  openPanel: { vi: "Mở hoặc đóng bảng chấm", en: "Open or close the panel" },
  openDesk: { vi: "Mở bàn làm việc", en: "Open the desk" },
  noKey: { vi: "chưa gán phím", en: "no key assigned" },
  changeKeysChrome: { vi: "Đổi phím ở chrome://extensions/shortcuts", en: "Change the keys at chrome://extensions/shortcuts" },
  changeKeysFirefox: {
    vi: "Đổi phím ở about:addons, nút bánh răng, Quản lý phím tắt tiện ích",
    en: "Change the keys at about:addons, gear button, Manage Extension Shortcuts",
  },
  storageHead: { vi: "Giữ dữ liệu trên máy", en: "Keeping data on this device" },
  persisted: { vi: "Trình duyệt giữ lâu dài bản nháp và hộp gửi.", en: "The browser keeps drafts and outbox for good." },
  notPersisted: {
    vi: "Trình duyệt không nhận giữ lâu dài, có thể dọn bản nháp và hộp gửi khi máy gần đầy. Gửi phiếu sớm, hoặc xuất ra tệp.",
    en: "The browser does not agree to keep them for good and may clear drafts and outbox when the disk is nearly full. Send soon, or export to a file.",
  },
  aboutHead: { vi: "Về tiện ích", en: "About" },
  version: { vi: "Phiên bản {version}", en: "Version {version}" },
  errorsNone: { vi: "Chưa ghi nhận lỗi nào.", en: "No errors were recorded." },
  errorsKept: {
    vi: "Đã ghi {count} lỗi trên máy này, không kèm nội dung phiếu.",
    en: "{count} {count|error is|errors are} recorded on this device, without any sheet’s content.",
  },
  exportErrors: { vi: "Xuất báo cáo lỗi", en: "Export the error report" },
  saved: { vi: "Đã lưu.", en: "Saved." },
  somethingFailed: {
    vi: "Có lỗi ngoài dự tính. Tải lại trang rồi thử lại.",
    en: "Something unexpected failed. Reload the page and try again.",
  },
} as const satisfies Record<string, Words>;
