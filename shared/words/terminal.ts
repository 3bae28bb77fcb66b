import type { Words } from "../text.ts";

/** What the server says in the terminal, in both languages. */
export const terminalWords = {
  noData: {
    vi: "Chưa có dữ liệu ở {folder}. Kiểm tra DATA_DIR; máy chủ mới thì chạy npm start trước.",
    en: "There is no data in {folder}. Check DATA_DIR; on a new server run npm start first.",
  },
  building: { vi: "Đang đóng gói tiện ích cho Chrome và Firefox…", en: "Building the extension for Chrome and Firefox…" },
  running: { vi: "Phiếu Chấm đang chạy ở {address}", en: "Phiếu Chấm runs at {address}" },
  setup: {
    vi: "Tạo tài khoản quản trị tại đây (dùng một lần, trong 24 giờ; chỉ hiện ở đây):\n  {link}",
    en: "Make the administrator's account here (once, within 24 hours; shown nowhere else):\n  {link}",
  },
  packages: {
    vi: "Tiện ích đã đóng gói nằm ở:\n  {chrome}\n  {firefox}\nCách cài vào trình duyệt: {address}/extension",
    en: "The built extension lies at:\n  {chrome}\n  {firefox}\nHow to put it into a browser: {address}/extension",
  },
  stopHere: { vi: "Nhấn Ctrl+C để dừng.", en: "Press Ctrl+C to stop." },
  stopping: { vi: "Đang dừng…", en: "Stopping…" },
  folderInUse: {
    vi: "Một máy chủ khác đang dùng thư mục dữ liệu này. Dừng máy chủ đó, hoặc đặt DATA_DIR là thư mục khác.",
    en: "Another server uses this data folder. Stop it first, or set DATA_DIR to another folder.",
  },
  databaseInUse: {
    vi: "Máy chủ khác đang dùng cơ sở dữ liệu này. Dừng mọi máy chủ đó trước.",
    en: "Another server uses this database. Stop every one of them first.",
  },
  newerDatabase: {
    vi: "Dữ liệu này do một phiên bản Phiếu Chấm mới hơn ghi. Phiên bản này không đọc được và chưa thay đổi gì. Hãy chạy phiên bản mới hơn, hoặc khôi phục bản sao lưu của phiên bản này.\nChưa biết: {unknown}",
    en: "A newer version of Phiếu Chấm has written this data. This version cannot read it and has changed nothing. Run the newer version, or restore a backup taken by this one.\nUnknown: {unknown}",
  },
  databaseAway: {
    vi: "Không kết nối được cơ sở dữ liệu PostgreSQL. Kiểm tra DATABASE_URL và máy chủ cơ sở dữ liệu.",
    en: "The PostgreSQL database cannot be reached. Check DATABASE_URL and the database server.",
  },
  portInUse: {
    vi: "Cổng này đang được chương trình khác dùng. Chọn cổng khác, ví dụ PORT=8790.",
    en: "Another program uses this port. Choose another one, for example PORT=8790.",
  },
  environment: { vi: "Biến môi trường chưa đúng:\n{what}", en: "The environment is not right:\n{what}" },
  failed: { vi: "Không khởi động được:\n{what}", en: "It could not be started:\n{what}" },
  notDone: { vi: "Chưa làm được:\n{what}", en: "It was not done:\n{what}" },
  backedUp: {
    vi: "Đã sao lưu {files} tệp ({megabytes} MB), trạng thái lúc {takenAt}:\n  {folder}\nTrong đó có khóa ký và dữ liệu tài khoản: giữ ở nơi an toàn.",
    en: "Backed up {files} {files|file|files} ({megabytes} MB), as of {takenAt}:\n  {folder}\nThey hold the signing keys and the accounts: keep them in a safe place.",
  },
  unfinishedRestore: {
    vi: "Một lần khôi phục đã bị ngắt giữa chừng, dữ liệu chưa dùng được.\nLàm nốt: npm run restore -- --resume\nHoặc trở lại như trước khi khôi phục: npm run restore -- --undo",
    en: "A restore was interrupted; the data cannot be used as it is.\nFinish it: npm run restore -- --resume\nOr go back to what was before it: npm run restore -- --undo",
  },
  restoreUndone: { vi: "Đã trở lại như trước khi khôi phục.", en: "Everything is as it was before the restore." },
  restored: {
    vi: "Đã khôi phục bản sao lưu lúc {takenAt}, kỷ nguyên {epoch}: các máy sẽ tự gửi lại phiếu đã gửi từ đó.\nMật khẩu, vai trò và đường dẫn mời trở lại như lúc ấy.\nDữ liệu trước khi khôi phục nằm ở {kept}",
    en: "Restored the backup of {takenAt}, epoch {epoch}: devices will send again what they have sent since.\nPasswords, roles and invitations are as they were then.\nWhat was here before lies in {kept}",
  },
  stayClosed: {
    vi: "Bị khóa hay thu hồi từ lúc sao lưu, nay vẫn vậy:\n  tài khoản: {people}\n  thiết bị: {devices}",
    en: "Disabled or revoked since the backup, and still so:\n  accounts: {people}\n  devices: {devices}",
  },
  noneClosed: {
    vi: "Từ lúc sao lưu không có tài khoản nào bị khóa, thiết bị nào bị thu hồi.",
    en: "No account was disabled and no device revoked since the backup.",
  },
  closedUnknown: {
    vi: "Không có hoặc không đọc được dữ liệu bị thay, nên không biết từ lúc sao lưu ai đã bị khóa, thiết bị nào đã bị thu hồi: những ai và những máy đó nay vào lại được. Xem lại ngay ở trang “Người tham gia”.",
    en: "There was nothing to replace or it could not be read, so it is not known who was disabled and which devices were revoked since the backup: they are let in again. Look through the page “People” at once.",
  },
  keyRotated: {
    vi: "Từ nay biên nhận được ký bằng khóa {keyId}. Khóa cũ {before} vẫn được công bố cùng thời điểm hết hiệu lực.",
    en: "From now on receipts are signed with the key {keyId}. The old key {before} stays published with the time it ended.",
  },
  demoSite: {
    vi: "Cổng thông tin minh họa của tỉnh Lam Giang: {address}",
    en: "The demo's websites, of the invented province Lam Giang: {address}",
  },
  demoAccounts: { vi: "Tài khoản (mật khẩu của tất cả: {password})", en: "Accounts (the password of all: {password})" },
  demoSteps: {
    vi: [
      "Làm thử:",
      "  1. Mở trang {site} rồi bấm nút Phiếu Chấm trên thanh công cụ, hoặc Ctrl+Shift+E.",
      "  2. Đăng nhập tiện ích vào máy chủ {address}: tiện ích hiện một mã; duyệt mã đó trên trang của máy chủ bằng tài khoản {inspector}.",
      "  3. Chấm đủ các tiêu chí, bấm “Xem lại và gửi”.",
      "  4. Xem xếp hạng tại {address} bằng tài khoản {lead}. Phường Bến Đá có trang bỏ quên để so sánh: {forgotten}",
      "  5. Cũng tài khoản ấy, mục “Cuộc kiểm tra”: chốt điểm xã Nậm Sen, kết luận xã Mường Cát.",
      "  6. Bàn việc của một đơn vị: tài khoản {unit}.",
    ].join("\n"),
    en: [
      "Try it:",
      "  1. Open {site} and click Phiếu Chấm's button in the toolbar, or press Ctrl+Shift+E.",
      "  2. Sign the extension in to the server {address}: it shows a code; approve that code on the server's page as {inspector}.",
      "  3. Score every criterion, then “Review and send”.",
      "  4. See the ranking at {address} as {lead}. Bến Đá ward has a forgotten website to compare with: {forgotten}",
      "  5. As the same, under “Inspections”: settle Nậm Sen commune, conclude Mường Cát commune.",
      "  6. A unit's desk: sign in as {unit}.",
    ].join("\n"),
  },
  demoOpened: {
    vi: "Đã mở {browser} với tiện ích. Đóng trình duyệt không làm dừng máy chủ.",
    en: "Opened {browser} with the extension. Closing it does not stop the server.",
  },
  demoNoBrowser: {
    vi: "Không mở được Chrome, Chromium hay Firefox. Cài tiện ích bằng tay theo {address}/extension",
    en: "No Chrome, Chromium or Firefox could be opened. Put the extension in by hand as {address}/extension says",
  },
  demoGone: { vi: "Dữ liệu minh họa mất khi dừng.", en: "The demo's data is gone when it stops." },
} as const satisfies Record<string, Words>;
