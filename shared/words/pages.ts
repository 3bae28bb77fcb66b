/*
 * Every sentence that a person reads, in both languages, by the screen that says it; this file holds what the web pages say in common and
 * around the sign-in.
 */

import type { Words } from "../text.ts";

/** The frame of every web page, its forms and its errors. */
export const shellWords = {
  dayForm: { vi: "ngày/tháng/năm", en: "dd/mm/yyyy" },
  copied: { vi: "Đã sao chép.", en: "Copied." },
  selected: { vi: "Đã chọn sẵn; bấm Ctrl+C để sao chép.", en: "Selected; press Ctrl+C to copy." },
  skip: { vi: "Đến nội dung", en: "Skip to content" },
  mainNav: { vi: "Trang chính", en: "Main" },
  inspections: { vi: "Cuộc kiểm tra", en: "Inspections" },
  results: { vi: "Kết quả", en: "Results" },
  prepare: { vi: "Chuẩn bị", en: "Set-up" },
  extension: { vi: "Tiện ích", en: "Extension" },
  account: { vi: "Tài khoản", en: "Account" },
  home: { vi: "Trang đầu", en: "Home" },
  signOut: { vi: "Đăng xuất", en: "Sign out" },
  signIn: { vi: "Đăng nhập", en: "Sign in" },
  otherLanguage: { vi: "English", en: "Tiếng Việt" },
  version: { vi: "Phiên bản {version}", en: "Version {version}" },
  errorTitle: { vi: "Lỗi: {title}", en: "Error: {title}" },
  formHasErrors: { vi: "Chưa thực hiện được. Sửa các mục sau rồi gửi lại:", en: "Nothing was done yet. Correct these and send again:" },
  problemTitle: { vi: "Không thực hiện được", en: "This could not be done" },
  notFoundTitle: { vi: "Không có trang này", en: "There is no such page" },
  toStart: { vi: "Về trang đầu", en: "Go to the start page" },
  passwordHint: {
    vi: "Từ 12 đến 128 ký tự. Một câu dài dễ nhớ tốt hơn nhiều ký tự lạ.",
    en: "12 to 128 characters. A long phrase you remember is better than odd characters.",
  },
  email: { vi: "Thư điện tử", en: "E-mail" },
  password: { vi: "Mật khẩu", en: "Password" },
  fullName: { vi: "Họ và tên", en: "Full name" },
  roleInspector: { vi: "Người chấm", en: "Inspector" },
  roleLead: { vi: "Trưởng đoàn, thường trực", en: "Lead" },
  roleUnit: { vi: "Đơn vị", en: "Unit" },
  roleAdmin: { vi: "Quản trị viên", en: "Administrator" },
} as const satisfies Record<string, Words>;

/** What stands beside a field that was filled in wrongly. The names are the valibot messages. */
export const fieldErrors = {
  required: { vi: "Mục này còn trống.", en: "This is still empty." },
  tooLong: { vi: "Quá dài: nhận nhiều nhất {limit} ký tự.", en: "Too long: at most {limit} characters are taken." },
  notEmail: {
    vi: "Đây không phải địa chỉ thư điện tử, ví dụ: an@sonoivu.example.vn.",
    en: "This is not an e-mail address, like an@office.example.vn.",
  },
  passwordShort: { vi: "Mật khẩu cần ít nhất 12 ký tự.", en: "The password needs at least 12 characters." },
  passwordLong: { vi: "Mật khẩu dài nhất 128 ký tự.", en: "The password may have at most 128 characters." },
  passwordsDiffer: { vi: "Hai lần gõ mật khẩu khác nhau.", en: "The two passwords differ." },
  wrongPassword: { vi: "Mật khẩu không đúng.", en: "The password is wrong." },
  emailTaken: { vi: "Địa chỉ này đã có tài khoản.", en: "This address already has an account." },
  chooseOne: { vi: "Chọn ít nhất một mục.", en: "Choose at least one." },
  unitAlone: { vi: "Quyền đơn vị không đi cùng quyền khác.", en: "The role of a unit goes with no other." },
  unitMissing: { vi: "Chọn đơn vị mà tài khoản thay mặt.", en: "Choose the unit that the account speaks for." },
  unitUnknown: {
    vi: "Không có đơn vị nào đang hoạt động tên như vậy. Chọn trong danh sách.",
    en: "No open unit has this name. Choose from the list.",
  },
  unitTwice: {
    vi: "Nhiều đơn vị cùng tên. Chọn trong danh sách, có loại và cấp trên đi kèm.",
    en: "Several units have this name. Choose from the list, with kind and parent behind the name.",
  },
  noSuchDay: {
    vi: "Không có ngày này. Ghi ngày/tháng/năm, ví dụ 05/10/2026.",
    en: "There is no such day. Write day/month/year, for example 05/10/2026.",
  },
  notLater: { vi: "Gia hạn phải đến sau hạn đang có.", en: "More time ends after the deadline there is." },
  noSuchYear: { vi: "Năm từ 2000 đến 2100.", en: "A year from 2000 to 2100." },
  noSuchPercent: { vi: "Số nguyên từ 0 đến 100.", en: "A whole number from 0 to 100." },
  noSuchDays: { vi: "Số nguyên từ 0 đến 365.", en: "A whole number from 0 to 365." },
  noScorer: { vi: "Đoàn cần ít nhất một người chấm điểm.", en: "The team needs at least one who scores." },
  noPeriod: { vi: "Ngày này không thuộc kỳ nào của kế hoạch.", en: "This day lies in no period of the plan." },
  endsBefore: { vi: "Ngày cuối phải sau ngày đầu.", en: "The last day must follow the first." },
  wrong: { vi: "Giá trị không hợp lệ.", en: "This value is not possible." },
} as const satisfies Record<string, Words>;

/** Fields by the names they have in forms, for the list of what is wrong. */
export const fieldNames = {
  name: { vi: "Họ và tên", en: "Full name" },
  email: { vi: "Thư điện tử", en: "E-mail" },
  password: { vi: "Mật khẩu", en: "Password" },
  again: { vi: "Gõ lại mật khẩu", en: "Password again" },
  current: { vi: "Mật khẩu hiện tại", en: "Current password" },
  purpose: { vi: "Dùng cho việc gì", en: "What for" },
  scope: { vi: "Được làm gì", en: "May do" },
  tokenPassword: { vi: "Mật khẩu", en: "Password" },
  roles: { vi: "Quyền", en: "Roles" },
  title: { vi: "Tên kế hoạch", en: "Title" },
  year: { vi: "Năm", en: "Year" },
  targetPercent: { vi: "Chỉ tiêu", en: "Target" },
  from: { vi: "Kỳ từ ngày", en: "Period from" },
  to: { vi: "Kỳ đến ngày", en: "Period to" },
  blocks: { vi: "Đơn vị thuộc kế hoạch", en: "Units of the plan" },
  team: { vi: "Đoàn kiểm tra", en: "Team" },
  unit: { vi: "Đơn vị", en: "Unit" },
  units: { vi: "Đơn vị", en: "Units" },
  visitedOn: { vi: "Ngày kiểm tra", en: "Day of the inspection" },
  code: { vi: "Mã", en: "Code" },
  person: { vi: "Người chấm", en: "Inspector" },
  reason: { vi: "Lý do", en: "Reason" },
  selfScore: { vi: "Tự chấm", en: "Self-score" },
  sheets: { vi: "Gửi phiếu", en: "Sheets" },
  settling: { vi: "Chốt điểm", en: "Settling" },
  conclusion: { vi: "Kết luận", en: "Conclusion" },
  objection: { vi: "Phản hồi", en: "Objection" },
  remedies: { vi: "Khắc phục", en: "Remedies" },
} as const satisfies Record<string, Words>;

/** Refusals as pages say them where the API speaks of the extension, which sends again by itself and keeps the sheet. */
export const pageProblems = {
  "server-busy": {
    vi: "Máy chủ đang bận hoặc đang dừng. Đợi {seconds:duration} rồi quay lại trang trước và thử lại.",
    en: "The server is busy or stopping. Wait {seconds:duration}, go back to the page before, and try again.",
  },
  internal: {
    vi: "Máy chủ gặp lỗi ({reference}). Thử lại; nếu vẫn lỗi thì báo mã này cho quản trị viên.",
    en: "The server failed ({reference}). Try again; if it fails again, give this reference to the administrator.",
  },
  malformed: {
    vi: "Nội dung gửi lên sai dạng ở “{where}”: {why}. Mở lại trang, sửa rồi gửi lại.",
    en: "What was sent is malformed at “{where}”: {why}. Open the page again, correct that and send.",
  },
  "out-of-bounds": { vi: "Ở “{where}”: {rule}. Sửa rồi gửi lại.", en: "At “{where}”: {rule}. Correct that and send again." },
  "plan-unknown": {
    vi: "Không có kế hoạch này trên máy chủ. Mở lại trang rồi chọn kế hoạch.",
    en: "The server has no such plan. Open the page again and choose one.",
  },
} as const satisfies Record<string, Words>;

export const signInWords = {
  title: { vi: "Đăng nhập", en: "Sign in" },
  wrong: {
    vi: "Thư điện tử hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa.",
    en: "The e-mail or password is wrong, or the account is disabled.",
  },
  forgot: {
    vi: "Quên mật khẩu: đề nghị quản trị viên gửi liên kết đặt lại. Chưa có tài khoản: đề nghị quản trị viên mời.",
    en: "Forgot the password: ask the administrator for a reset link. No account yet: ask the administrator for an invitation.",
  },
  first: { vi: "Đăng nhập để tiếp tục.", en: "Sign in to go on." },
  newServer: {
    vi: "Máy chủ này chưa có quản trị viên. Mở liên kết thiết lập đang hiện trong cửa sổ dòng lệnh (terminal) nơi máy chủ chạy. Liên kết dùng được 24 giờ; khởi động lại máy chủ thì có liên kết mới.",
    en: "This server has no administrator yet. Open the set-up link shown in the terminal that the server runs in. It works for 24 hours; starting the server again prints a new one.",
  },
  signedOut: { vi: "Đã đăng xuất.", en: "Signed out." },
  passwordSet: { vi: "Đã đặt mật khẩu. Đăng nhập bằng mật khẩu mới.", en: "The password is set. Sign in with it." },
  showExtension: { vi: "Cách cài tiện ích trên trình duyệt", en: "How to load the browser extension" },
} as const satisfies Record<string, Words>;

export const linkWords = {
  setupTitle: { vi: "Tạo quản trị viên", en: "Make the administrator" },
  setupLead: {
    vi: "Liên kết này chỉ dùng một lần. Tài khoản tạo ra quản trị máy chủ này và xem được kết quả.",
    en: "This link works once. The account it makes administers this server and sees the results.",
  },
  invitationTitle: { vi: "Nhận lời mời", en: "Accept the invitation" },
  invitationLead: {
    vi: "Tài khoản cho {email}, với quyền: {roles}. Liên kết chỉ dùng một lần, đến {until}.",
    en: "An account for {email}, as: {roles}. The link works once, until {until}.",
  },
  passwordTitle: { vi: "Đặt lại mật khẩu", en: "Reset the password" },
  passwordLead: {
    vi: "Cho tài khoản {email}. Sau khi đặt, mọi phiên đăng nhập và thiết bị cũ đều bị đăng xuất.",
    en: "For the account {email}. Afterwards every earlier session and device is signed out.",
  },
  choosePassword: { vi: "Mật khẩu", en: "Password" },
  repeatPassword: { vi: "Gõ lại mật khẩu", en: "Password again" },
  create: { vi: "Tạo tài khoản", en: "Make the account" },
  set: { vi: "Đặt mật khẩu", en: "Set the password" },
  brokenTitle: { vi: "Liên kết không còn dùng được", en: "This link no longer works" },
  broken: {
    vi: "Liên kết đã dùng, đã hết hạn, đã được thay bằng liên kết mới hơn, hoặc bị chép thiếu. Đề nghị quản trị viên gửi liên kết khác.",
    en: "The link was used, has expired, was replaced by a newer one, or was copied incompletely. Ask the administrator for another.",
  },
  brokenSetup: {
    vi: "Liên kết đã dùng, đã hết hạn, hoặc được thay khi máy chủ khởi động lại. Nếu chưa có quản trị viên, khởi động lại máy chủ: liên kết mới hiện ở cửa sổ dòng lệnh.",
    en: "The link was used, has expired, or was replaced when the server started again. If there is no administrator yet, restart the server: a new link is printed in its terminal.",
  },
} as const satisfies Record<string, Words>;

export const deviceWords = {
  title: { vi: "Đăng nhập tiện ích", en: "Sign the extension in" },
  enter: { vi: "Nhập mã đang hiện trong tiện ích.", en: "Enter the code the extension shows." },
  code: { vi: "Mã", en: "Code" },
  look: { vi: "Tiếp tục", en: "Go on" },
  compare: {
    vi: "Chỉ duyệt khi mã dưới đây giống hệt mã trong tiện ích trên máy của anh/chị, và chính anh/chị vừa bấm đăng nhập.",
    en: "Approve only if this code is exactly the one in the extension on your own machine, and you have just asked for it yourself.",
  },
  device: { vi: "Thiết bị", en: "Device" },
  place: { vi: "Địa chỉ mạng", en: "Network address" },
  asked: { vi: "Yêu cầu lúc", en: "Asked at" },
  account: { vi: "Tài khoản", en: "Account" },
  may: {
    vi: "Thiết bị sẽ đọc được các cuộc kiểm tra và gửi được phiếu chấm của anh/chị trong 180 ngày; không xem được kết quả, không quản trị được.",
    en: "The device will read your inspections and send your score sheets for 180 days; it sees no results and administers nothing.",
  },
  passwordAgain: { vi: "Gõ lại mật khẩu để duyệt", en: "Your password again, to approve" },
  approve: { vi: "Duyệt thiết bị này", en: "Approve this device" },
  deny: { vi: "Từ chối", en: "Deny" },
  unknown: {
    vi: "Không có mã nào như vậy đang chờ. Kiểm tra lại; mã chỉ sống 10 phút, hết hạn thì bắt đầu lại trong tiện ích.",
    en: "No such code is waiting. Check it; a code lives for 10 minutes, then start again in the extension.",
  },
  approved: {
    vi: "Đã duyệt. Quay lại tiện ích: đăng nhập tự hoàn tất sau vài giây.",
    en: "Approved. Go back to the extension: it finishes signing in within seconds.",
  },
  denied: { vi: "Đã từ chối. Thiết bị không được đăng nhập.", en: "Denied. The device was not signed in." },
} as const satisfies Record<string, Words>;

export const accountWords = {
  title: { vi: "Tài khoản của tôi", en: "My account" },
  roles: { vi: "Quyền", en: "Roles" },
  devices: { vi: "Thiết bị đang đăng nhập", en: "Signed-in devices" },
  devicesHint: {
    vi: "Mỗi dòng là một tiện ích hoặc một mã cho chương trình khác. Mất máy hay lộ mã thì thu hồi ngay; phiếu đã gửi không bị ảnh hưởng.",
    en: "Each line is an extension or a token of another program. Revoke at once what is lost; sheets already sent are not affected.",
  },
  noDevices: { vi: "Chưa có thiết bị nào.", en: "No devices yet." },
  device: { vi: "Thiết bị", en: "Device" },
  scope: { vi: "Được làm gì", en: "May do" },
  scopeInspector: { vi: "Chấm và gửi phiếu", en: "Score and send" },
  scopeUnit: { vi: "Tự chấm và trả lời cho đơn vị", en: "Score and answer for the unit" },
  scopeRead: { vi: "Chỉ đọc", en: "Read only" },
  scopeLead: { vi: "Làm việc của trưởng đoàn", en: "Do a lead's work" },
  since: { vi: "Từ ngày", en: "Since" },
  lastUsed: { vi: "Dùng gần nhất", en: "Last used" },
  neverUsed: { vi: "chưa dùng", en: "not used" },
  until: { vi: "Hết hạn", en: "Until" },
  revoke: { vi: "Thu hồi", en: "Revoke" },
  revokeNamed: { vi: "Thu hồi {name}", en: "Revoke {name}" },
  revoked: { vi: "Đã thu hồi thiết bị.", en: "The device was revoked." },
  changePassword: { vi: "Đổi mật khẩu", en: "Change the password" },
  currentPassword: { vi: "Mật khẩu hiện tại", en: "Current password" },
  newPassword: { vi: "Mật khẩu mới", en: "New password" },
  repeatPassword: { vi: "Gõ lại mật khẩu mới", en: "New password again" },
  changed: {
    vi: "Đã đổi mật khẩu. Các phiên khác trên web đã bị đăng xuất; tiện ích vẫn đăng nhập.",
    en: "The password is changed. Other web sessions were signed out; extensions stay signed in.",
  },
  changedAndEnded: {
    vi: "Đã đổi mật khẩu. Các phiên khác trên web, mọi tiện ích và mọi mã đã bị đăng xuất; đăng nhập lại trên từng máy khi cần.",
    en: "The password is changed. Other web sessions, every extension and every token were signed out; sign in again on each machine when needed.",
  },
  endDevices: { vi: "Đăng xuất cả mọi tiện ích và thu hồi mọi mã", en: "Also sign every extension out and revoke every token" },
  endDevicesHint: {
    vi: "Nên giữ nếu có thể người khác đã biết mật khẩu. Phiếu nháp và hộp gửi trên máy vẫn còn.",
    en: "Keep this where somebody else may have known the password. Drafts and outboxes on the devices remain.",
  },
  everywhere: { vi: "Đăng xuất khỏi mọi nơi", en: "Sign out everywhere" },
  everywhereHint: {
    vi: "Kết thúc mọi phiên trên web, kể cả phiên này, và thu hồi mọi thiết bị. Phiếu nháp và hộp gửi trên máy vẫn còn.",
    en: "Ends every web session, this one too, and revokes every device. Drafts and outboxes on the devices remain.",
  },
  tokens: { vi: "Mã cho chương trình khác", en: "Tokens for other programs" },
  tokensHint: {
    vi: "Để chương trình khác gọi API của máy chủ này thay anh/chị; API được mô tả ở /openapi.json.",
    en: "For other programs to call this server's API in your name; /openapi.json describes it.",
  },
  tokenReadHow: {
    vi: "Xem những gì trưởng đoàn xem được, như GET /api/results; không thay đổi được gì. Hết hạn sau 180 ngày.",
    en: "Sees what a lead sees, as by GET /api/results; changes nothing. Ends after 180 days.",
  },
  tokenWorkHow: {
    vi: "Lập kế hoạch, thẩm định, kết luận, nhập danh sách… Chỉ tạo khi thật cần. Hết hạn sau 30 ngày.",
    en: "Plans, appraisals, conclusions, imports … Only where it is really needed. Ends after 30 days.",
  },
  tokenName: { vi: "Dùng cho việc gì", en: "What for" },
  tokenPassword: { vi: "Gõ lại mật khẩu để tạo mã", en: "Your password again, to make it" },
  makeToken: { vi: "Tạo mã", en: "Make a token" },
  tokenOnce: {
    vi: "Mã mới, chỉ hiện một lần. Chép ngay vào nơi an toàn; ai có mã này đều đọc được kết quả.",
    en: "The new token, shown this once. Copy it to a safe place now; whoever holds it reads the results.",
  },
  copyToken: { vi: "Sao chép mã", en: "Copy token" },
  workTokenOnce: {
    vi: "Mã mới, chỉ hiện một lần. Chép ngay vào nơi an toàn; ai có mã này đều làm được việc của trưởng đoàn thay anh/chị.",
    en: "The new token, shown this once. Copy it to a safe place now; whoever holds it does a lead's work in your name.",
  },
} as const satisfies Record<string, Words>;

export const startWords = {
  title: { vi: "Xin chào {name}", en: "Hello {name}" },
  todo: { vi: "Việc cần làm để chấm", en: "What to do to score" },
  load: { vi: "Cài tiện ích vào trình duyệt", en: "Load the extension into the browser" },
  loadHow: { vi: "Trang Tiện ích chỉ cách cho Chrome, Edge và Firefox.", en: "The page Extension says how for Chrome, Edge and Firefox." },
  connect: { vi: "Đăng nhập tiện ích", en: "Sign the extension in" },
  connectHow: {
    vi: "Mở phần cài đặt của tiện ích, nhập địa chỉ {url}, bấm Đăng nhập, rồi duyệt mã tại đây.",
    en: "Open the extension's options, enter the address {url}, press Sign in, then approve the code here.",
  },
  score: { vi: "Mở trang của đơn vị và chấm", en: "Open a unit's website and score" },
  scoreHow: {
    vi: "Bấm biểu tượng Phiếu Chấm hoặc phím tắt Ctrl+Shift+E. Khi mất mạng vẫn chấm được; phiếu tự gửi khi có mạng.",
    en: "Press the Phiếu Chấm button or Ctrl+Shift+E. Scoring works without a network; sheets go by themselves when it is back.",
  },
  connected: { vi: "{count} thiết bị đang đăng nhập", en: "{count} {count|device|devices} signed in" },
  enterCode: { vi: "Nhập mã thiết bị", en: "Enter a device code" },
  unitOnly: {
    vi: "Tài khoản đơn vị chưa có việc trên trang này: tự chấm và trả lời kiến nghị chưa có trong phiên bản này.",
    en: "There is nothing here for unit accounts yet: self-scores and answers to findings are not in this version.",
  },
} as const satisfies Record<string, Words>;
