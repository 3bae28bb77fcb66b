import { boundWords } from "./bounds.ts";
import { formatHundredths } from "./points.ts";
import { formatDay, formatSize, type Language, say, type Words } from "./text.ts";
import { changedFields, isChangedField } from "./words/changed-fields.ts";
import { bodyAdvice, refusalParts, schemaWords, tableFaults } from "./words/refusals.ts";

/**
 * Every refusal there is: a stable code, the HTTP status, and a sentence that says what to do. The same on device and server.
 * `{places}` are filled from the problem's values.
 */
export const problems = {
  malformed: {
    status: 400,
    vi: "Dữ liệu gửi lên sai dạng ở “{where}”: {why}. Sửa rồi gửi lại; nếu do tiện ích gửi thì cập nhật tiện ích, phiếu vẫn còn trên máy.",
    en: "The data sent is malformed at “{where}”: {why}. Correct that and send again; if the extension sent it, update the extension: the sheet is still on the device.",
  },
  /** `where`, `bound` (`most`, `least`), `of` (`number`, `characters`, `items`) and `limit`; the sentence says the last three as {rule}. */
  "out-of-bounds": {
    status: 400,
    vi: "Ở “{where}”: {rule}. Mở ra sửa rồi gửi lại; những gì đã nhập vẫn còn trên máy.",
    en: "At “{where}”: {rule}. Open it, correct that and send again; what you entered is still on the device.",
  },
  "not-json": { status: 415, vi: "Chỉ nhận nội dung kiểu application/json.", en: "Only content of type application/json is accepted." },
  /** `limit` (`100000 B`) and `body`, of what kind it is; the sentence says what to do about that kind as {advice}. */
  "too-large": {
    status: 413,
    vi: "Nội dung lớn hơn giới hạn {limit}. {advice}",
    en: "The content is over the limit of {limit}. {advice}",
  },
  "not-signed-in": {
    status: 401,
    vi: "Chưa đăng nhập, hoặc lần đăng nhập đã hết hạn hay bị thu hồi. Đăng nhập lại; phiếu trong hộp gửi sẽ tự đi.",
    en: "Not signed in, or the sign-in has expired or was revoked. Sign in again; what waits in the outbox will go by itself.",
  },
  "not-allowed": {
    status: 403,
    vi: "Tài khoản này không có quyền làm việc đó. Hỏi quản trị viên nếu cần quyền.",
    en: "This account may not do that. Ask the administrator if it should.",
  },
  "wrong-origin": {
    status: 403,
    vi: "Yêu cầu không đến từ trang của máy chủ này. Mở lại trang rồi thử lại.",
    en: "The request did not come from this server's own page. Open the page again and retry.",
  },
  "not-found": {
    status: 404,
    vi: "Không có, hoặc không dành cho tài khoản này.",
    en: "There is no such thing, or it is not for this account.",
  },
  "id-differs": {
    status: 400,
    vi: "Mã trong địa chỉ khác mã trong phiếu.",
    en: "The id in the address differs from the id in the document.",
  },
  "id-taken": {
    status: 409,
    vi: "Mã phiếu này đã dùng cho một nội dung khác (máy chủ: {stored}, gửi lên: {sent}). Mở phiếu để gửi lại với mã mới.",
    en: "This id already holds other content (stored: {stored}, sent: {sent}). Open the sheet to send it under a new id.",
  },
  "already-scored": {
    status: 409,
    vi: "Anh/chị đã gửi phiếu cho cuộc kiểm tra này (phiếu {current}). Muốn thay, mở phiếu, chọn thay phiếu cũ và nêu lý do.",
    en: "You have already sent a sheet for this inspection (sheet {current}). To change it, open the sheet, choose to replace the old one and say why.",
  },
  "replaces-unknown": {
    status: 409,
    vi: "Phiếu định thay ({replaces}) không phải phiếu hiện hành của anh/chị trong cuộc kiểm tra này (hiện hành: {current}).",
    en: "The sheet to be replaced ({replaces}) is not your current one in this inspection (current: {current}).",
  },
  "objection-closed": {
    status: 409,
    vi: "Hạn kiến nghị về kết luận này đã hết ngày {until}.",
    en: "The time to object to this conclusion ended on {until}.",
  },
  "not-concluded": {
    status: 409,
    vi: "Cuộc kiểm tra này chưa kết luận, nên chưa có điểm để kiến nghị.",
    en: "This inspection is not concluded: there are no points to object to yet.",
  },
  "inspection-unknown": {
    status: 422,
    vi: "Máy chủ không có cuộc kiểm tra này, hoặc anh/chị không có tên trong đoàn. Đề nghị trưởng đoàn thêm vào đoàn, rồi gửi lại.",
    en: "The server has no such inspection, or you are not in its team. Ask the lead to add you, then send again.",
  },
  "unit-unknown": {
    status: 422,
    vi: "Đơn vị trong phiếu không có trong danh sách, hoặc khác đơn vị của cuộc kiểm tra. Chọn lại đơn vị trong phiếu.",
    en: "The sheet's unit is not on the list, or is not the inspection's unit. Choose the unit again in the sheet.",
  },
  "not-successor": {
    status: 409,
    vi: "Chỉ giao được cuộc kiểm tra của đơn vị đã ngừng hoạt động cho đơn vị kế thừa còn hoạt động vào ngày kiểm tra.",
    en: "Only the inspection of a unit that has ended can be handed over, to a successor that is open on the day of the visit.",
  },
  "unit-closed": {
    status: 422,
    vi: "Đơn vị này đã ngừng hoạt động từ {closedOn}; không mở cuộc kiểm tra mới được. Chọn đơn vị kế thừa.",
    en: "This unit closed on {closedOn}; no new inspection can be opened. Choose its successor.",
  },
  "parent-unknown": {
    status: 422,
    vi: "Đơn vị cấp trên {parent} không có trên máy chủ, đã ngừng hoạt động, hoặc chính là đơn vị này. Chọn lại cấp trên.",
    en: "The parent {parent} is not on the server, is closed, or is this unit itself. Choose the parent again.",
  },
  "trait-unknown": {
    status: 422,
    vi: "Không có đặc điểm “{trait}”. Các bộ tiêu chí đã ban hành dùng: {known}.",
    en: "There is no trait “{trait}”. The published checklists know: {known}.",
  },
  "outside-periods": {
    status: 422,
    vi: "Ngày {day} không thuộc kỳ nào của kế hoạch, nên kết quả sẽ không vào kỳ nào. Chọn ngày khác, hoặc thêm kỳ vào kế hoạch trước.",
    en: "The day {day} lies in no period of the plan, so the result would count nowhere. Choose another day, or add a period to the plan first.",
  },
  "calendar-day": {
    status: 422,
    vi: "Ngày {day} không thuộc năm này, hoặc đứng hai lần trong lịch. Sửa dòng đó rồi gửi lại.",
    en: "The day {day} is not of this year, or stands in the calendar twice. Correct that line and send again.",
  },
  "plan-unknown": {
    status: 422,
    vi: "Không có kế hoạch này trên máy chủ. Cập nhật danh sách trên máy rồi mở lại cuộc kiểm tra.",
    en: "The server has no such plan. Refresh the lists on the device and open the inspection again.",
  },
  "checklist-version": {
    status: 422,
    vi: "Phiếu chấm theo bộ tiêu chí {sent}, cuộc kiểm tra dùng {expected}. Mở phiếu để chuyển sang bộ tiêu chí đúng.",
    en: "The sheet uses checklist {sent}, the inspection uses {expected}. Open the sheet to move it to the right checklist.",
  },
  "form-differs": {
    status: 422,
    vi: "Hình thức hoặc ngày kiểm tra trong phiếu khác với cuộc kiểm tra trên máy chủ. Cập nhật danh sách rồi mở lại phiếu.",
    en: "The sheet's form or day differs from the inspection's on the server. Refresh the lists and open the sheet again.",
  },
  "visit-in-future": {
    status: 422,
    vi: "Phiếu ghi ngày kiểm tra {visitedOn}, sau ngày máy chủ nhận là {receivedOn}. Gửi từ ngày kiểm tra trở đi; nếu đã kiểm tra sớm hơn, đề nghị trưởng đoàn đổi ngày của cuộc kiểm tra, cập nhật danh sách rồi mở lại phiếu.",
    en: "The sheet's visit is on {visitedOn}, after the day of receipt, {receivedOn}. Send it from the day of the visit on; if the visit was earlier, ask the lead to move the inspection, refresh the lists and open the sheet again.",
  },
  "stage-not-open": {
    status: 422,
    vi: "Máy chủ này chưa nhận phiếu ở bước “{stage}”.",
    en: "This server does not take sheets of the stage “{stage}” yet.",
  },
  "unknown-criterion": {
    status: 422,
    vi: "Tiêu chí {criterion} không có trong bộ tiêu chí và hình thức kiểm tra này.",
    en: "Criterion {criterion} is not in this checklist and form of inspection.",
  },
  "impossible-answer": {
    status: 422,
    vi: "Câu trả lời ở {criterion} không khớp với cách chấm của tiêu chí. Chấm lại tiêu chí này.",
    en: "The answer at {criterion} does not fit the way the criterion is scored. Score it again.",
  },
  contradiction: {
    status: 422,
    vi: "Ở {criterion} phần lớn hơn tổng. Sửa số liệu, hoặc nêu lý do vì sao các số đều đúng.",
    en: "At {criterion} the parts are larger than the whole. Correct the figures, or say why they are right.",
  },
  incomplete: {
    status: 422,
    vi: "Tiêu chí {criterion} chưa chấm. Chấm đủ rồi gửi lại.",
    en: "Criterion {criterion} is not scored. Score everything, then send again.",
  },
  "note-missing": {
    status: 422,
    vi: "Tiêu chí {criterion} bị 0 điểm hoặc bị trừ mà chưa có ghi chú ít nhất ba từ hay bằng chứng.",
    en: "Criterion {criterion} has 0 points or a deduction without a note of at least three words or evidence.",
  },
  "not-applicable-reason": {
    status: 422,
    vi: "Tiêu chí {criterion} được ghi là không phát sinh mà căn cứ chưa đủ ba từ. Ghi rõ căn cứ; ghi chú và bằng chứng không thay được.",
    en: "Criterion {criterion} is said to be not applicable with grounds of fewer than three words. State the grounds; a note or evidence does not stand for them.",
  },
  "points-differ": {
    status: 422,
    vi: "Điểm ở {criterion} máy tính ra {device}, máy chủ tính ra {server} (phần trăm điểm). Phiếu chưa được nhận; cập nhật tiện ích rồi gửi lại.",
    en: "At {criterion} the device computed {device}, the server {server} (hundredths of a point). Nothing was stored; update the extension and send again.",
  },
  "index-differs": {
    status: 422,
    vi: "Chỉ số máy tính ra {device}, máy chủ tính ra {server} (phần trăm điểm). Phiếu chưa được nhận; cập nhật tiện ích rồi gửi lại.",
    en: "The device computed the index {device}, the server {server} (hundredths). Nothing was stored; update the extension and send again.",
  },
  withdrawn: {
    status: 409,
    vi: "Phiếu này đã rút. Muốn chấm lại, mở phiếu mới.",
    en: "This sheet was withdrawn. To score again, open a new sheet.",
  },
  revealed: {
    status: 409,
    vi: "Điểm của cuộc kiểm tra này đã mở; không tự thay hay rút phiếu được nữa. Đề nghị trưởng đoàn trả lại phiếu kèm lý do, rồi gửi lại.",
    en: "The points of this inspection have been shown; a sheet can no longer be replaced or withdrawn. Ask the lead to return it with a reason, then send again.",
  },
  "self-score-closed": {
    status: 409,
    vi: "Từ ngày kiểm tra ({visitedOn}), đơn vị không tự thay hay rút bản tự chấm được nữa. Đề nghị trưởng đoàn trả lại kèm lý do, rồi gửi lại.",
    en: "From the day of the visit ({visitedOn}) on, a self-score can no longer be replaced or withdrawn by the unit. Ask the lead to return it with a reason, then send again.",
  },
  "not-applicable-pending": {
    status: 409,
    vi: "“Không phát sinh” ở {criterion} chưa được duyệt. Duyệt trước, hoặc chọn điểm khác cho tiêu chí này.",
    en: "“Not applicable” at {criterion} is not approved. Decide it first, or settle this criterion in another way.",
  },
  "sheets-returned": {
    status: 409,
    vi: "Còn {count} phiếu đã trả lại người chấm, hoặc có “không phát sinh” không được duyệt, mà chưa có phiếu thay. Đợi phiếu thay; hoặc rút lại việc trả phiếu hay duyệt “không phát sinh”, kèm lý do.",
    en: "{count} {count|sheet was|sheets were} given back, or had a “not applicable” refused, and {count|has|have} not been replaced. Wait for {count|it|them}; or take the return back or approve the “not applicable”, with a reason.",
  },
  "excuse-stands": {
    status: 409,
    vi: "Điểm đã mở nên không bỏ miễn chấm được nữa. Đề nghị người chấm gửi phiếu: phiếu được giữ là phiếu muộn, trưởng đoàn nhận kèm lý do và phiếu được ghi là không độc lập.",
    en: "Points have been shown, so the excuse cannot be taken back. Ask the inspector to send their sheet: it is kept as late, and the lead can accept it with a reason, marked as not blind.",
  },
  "scorer-settles": {
    status: 409,
    vi: "Người chấm không tự chốt điểm, kết luận, cho điểm thưởng, điểm trừ hay duyệt ý kiến của chính mình trong cuộc kiểm tra mình chấm. Đề nghị lãnh đạo khác quyết định.",
    en: "Who scores an inspection does not settle, conclude or adjust it, nor decide about their own sheet, alone. Ask another lead to decide.",
  },
  "already-settled": {
    status: 409,
    vi: "Cuộc kiểm tra này đã có người chốt điểm (bản {current}). Xem lại bản đó; muốn chốt lại, nêu rõ thay bản nào và lý do.",
    en: "Somebody has settled this inspection already (appraisal {current}). Look at it; to settle again, say which one is replaced and why.",
  },
  "evidence-outstanding": {
    status: 409,
    vi: "Còn {count} tệp bằng chứng chưa về máy chủ. Đợi máy của người chấm gửi xong, hoặc kết luận kèm lý do không chờ.",
    en: "{count} {count|file|files} of evidence {count|has|have} not come. Wait for the inspectors' devices to send {count|it|them}, or conclude with a reason for not waiting.",
  },
  "evidence-unknown": {
    status: 422,
    vi: "Máy chủ chưa có tệp bằng chứng {sha256}. Gửi tệp trước, rồi gửi lại nội dung này.",
    en: "The server does not have the file {sha256}. Send the file first, then this again.",
  },
  "finding-closed": { status: 409, vi: "Tồn tại này đã được xác nhận khắc phục xong.", en: "This finding is closed: it was fixed." },
  "evidence-deleted": {
    status: 410,
    vi: "Tệp bằng chứng này đã bị xóa, có lý do lưu lại.",
    en: "This file of evidence was deleted; the reason is on record.",
  },
  "evidence-differs": {
    status: 409,
    vi: "Tệp trên máy chủ không còn khớp mã băm lúc gửi, nên không đưa ra. Báo quản trị viên.",
    en: "The file on the server no longer matches the hash it was sent with, and is not handed out. Tell the administrator.",
  },
  "evidence-type": {
    status: 415,
    vi: "Bằng chứng phải là ảnh JPEG, PNG, WebP hoặc tệp PDF; trên trang web còn nhận Word, Excel không có macro.",
    en: "Evidence is a JPEG, PNG or WebP picture or a PDF file; on the web pages also Word or Excel without macros.",
  },
  "picture-metadata": {
    status: 422,
    vi: "Ảnh này còn mang dữ liệu đi kèm (nơi chụp, thiết bị, tác giả, bản xem trước). Tải ảnh lên ở trang của đơn vị, máy chủ sẽ bỏ phần đó; hoặc bỏ nó khỏi ảnh rồi gửi lại với mã băm mới.",
    en: "This picture still carries data besides what is drawn (place, device, author, preview). Upload it on the unit’s page, where the server takes that away; or remove it from the picture and send it under its new hash.",
  },
  "upload-quota": {
    status: 429,
    vi: "Hôm nay tài khoản này đã gửi {files} tệp bằng chứng ({megabytes} MB); mỗi ngày được {mostFiles} tệp, {mostMegabytes} MB. Tệp vẫn còn trên máy: mai gửi tiếp, hoặc đề nghị quản trị viên nâng giới hạn.",
    en: "This account has sent {files} {files|file|files} of evidence today ({megabytes} MB); {mostFiles} files and {mostMegabytes} MB a day are taken. The file is still on the device: send it tomorrow, or ask the administrator to raise the limit.",
  },
  "uploads-at-once": {
    status: 429,
    vi: "Tài khoản này đang gửi {most} tệp bằng chứng cùng một lúc, nhiều nhất là thế. Đợi một tệp xong rồi gửi tiếp; tệp vẫn còn trên máy.",
    en: "This account is sending {most} files of evidence at once, and no more are taken. Wait until one is through, then send the next; the file is still on the device.",
  },
  "upload-stalled": {
    status: 408,
    vi: "Tệp bằng chứng dừng giữa chừng: {seconds:duration} không có thêm dữ liệu nào. Tệp vẫn còn trên máy: kiểm tra mạng rồi gửi lại.",
    en: "The file of evidence stopped half way: nothing came for {seconds:duration}. The file is still on the device: check the network, then send it again.",
  },
  "storage-full": {
    status: 507,
    vi: "Ổ đĩa của máy chủ sắp đầy nên chưa nhận tệp bằng chứng. Tệp vẫn còn trên máy: báo quản trị viên rồi gửi lại.",
    en: "The server's disk is nearly full and takes no files of evidence. The file is still on the device: tell the administrator, then send it again.",
  },
  "hash-differs": {
    status: 422,
    vi: "Nội dung tệp không khớp mã băm trong địa chỉ (địa chỉ: {stored}, nội dung: {sent}). Gửi lại tệp.",
    en: "The file's content does not match the hash in the address (address: {stored}, content: {sent}). Send the file again.",
  },
  "inspection-concluded": {
    status: 409,
    vi: "Cuộc kiểm tra đã kết luận; không rút hay thay phiếu được nữa. Đề nghị trưởng đoàn quyết định.",
    en: "The inspection is concluded; sheets can no longer be withdrawn or replaced. Ask the lead to decide.",
  },
  "objection-other": {
    status: 422,
    vi: "Kiến nghị đã chọn là về {criterion}: đính chính phải sửa tiêu chí đó. Nhập điểm mới cho {criterion}, hoặc bỏ chọn kiến nghị.",
    en: "The objection that is chosen is about {criterion}, which the correction has to decide. Enter points for {criterion}, or choose no objection.",
  },
  "late-concluded": {
    status: 409,
    vi: "Cuộc kiểm tra đã kết luận: điểm chỉ đổi bằng đính chính. Không nhận phiếu muộn này, hoặc đề nghị đính chính theo phiếu.",
    en: "The inspection is concluded: a correction alone changes figures. Decline this late sheet, or propose a correction by it.",
  },
  "inspection-cancelled": {
    status: 409,
    vi: "Cuộc kiểm tra này đã hủy: không nhận phiếu hay quyết định nào nữa. Phiếu trên máy vẫn còn: xuất ra tệp để giữ, hoặc hỏi trưởng đoàn về cuộc kiểm tra thay thế.",
    en: "This inspection was cancelled: it takes no sheet and no decision any more. The sheet is still on the device: export it to keep it, or ask the lead which inspection takes its place.",
  },
  "reminded-lately": {
    status: 409,
    vi: "Đã nhắc lúc {at}; nhắc lại được sau 24 giờ.",
    en: "Reminded at {at}; again only after 24 hours.",
  },
  "not-all-sent": {
    status: 409,
    vi: "Chưa đủ phiếu: còn {missing} người chấm chưa gửi. Đợi đủ phiếu, hoặc miễn chấm cho người vắng với lý do.",
    en: "Not every sheet is in: {missing} {missing|inspector has|inspectors have} not sent. Wait for them, or excuse the absent with a reason.",
  },
  "no-sheets": {
    status: 409,
    vi: "Cuộc kiểm tra này không có phiếu nào và không chờ ai gửi: mọi người chấm đã được miễn. Bỏ miễn một người để họ gửi phiếu, hoặc mở cuộc kiểm tra khác.",
    en: "This inspection has no sheet and waits for nobody: everybody who scores is excused. Take an excuse back so that they can send, or open another inspection.",
  },
  "code-pending": {
    status: 400,
    vi: "Mã chưa được duyệt. Mở trang máy chủ và nhập mã.",
    en: "The code has not been approved yet. Open the server's page and enter it.",
  },
  "code-expired": {
    status: 400,
    vi: "Mã đã hết hạn hoặc đã dùng. Bắt đầu đăng nhập lại.",
    en: "The code has expired or was used. Start signing in again.",
  },
  "code-denied": {
    status: 400,
    vi: "Yêu cầu đăng nhập bị từ chối trên trang máy chủ.",
    en: "The sign-in was denied on the server's page.",
  },
  "too-many": {
    status: 429,
    vi: "Quá nhiều lần thử. Đợi {seconds:duration} rồi thử lại.",
    en: "Too many attempts. Wait {seconds:duration} and try again.",
  },
  "key-missing": {
    status: 400,
    vi: "Yêu cầu tạo mới phải kèm tiêu đề Idempotency-Key: một UUID do máy gửi tạo trước và giữ nguyên khi gửi lại.",
    en: "A request that makes something needs the header Idempotency-Key: a UUID that the sender makes first and keeps for every retry.",
  },
  "key-used": {
    status: 409,
    vi: "Khóa này đã dùng cho một yêu cầu khác (máy chủ: {stored}, gửi lên: {sent}). Mở lại trang hoặc tạo khóa mới rồi gửi.",
    en: "This key was used for another request (stored: {stored}, sent: {sent}). Open the page again, or make a new key, and send.",
  },
  "already-there": { status: 409, vi: "“{what}” đã có rồi.", en: "“{what}” is already there." },
  "import-failed": {
    status: 422,
    vi: "Tệp có {count} dòng sai, chưa nhập dòng nào: {first}",
    en: "The file has {count} wrong {count|row|rows} and nothing was imported: {first}",
  },
  /** `fault` is one of `tableFaults`, `row` where it is, `why` the same for programmers. */
  "not-table": {
    status: 415,
    vi: "Chỉ nhận tệp CSV (text/csv) hoặc XLSX đọc được: {why}.",
    en: "Only a readable CSV (text/csv) or XLSX file is accepted: {why}.",
  },
  "tables-busy": {
    status: 503,
    vi: "Máy chủ đang đọc nhiều bảng khác. Đợi {seconds:duration} rồi gửi lại tệp.",
    en: "The server is reading many other tables. Wait {seconds:duration} and send the file again.",
  },
  "minutes-changed": {
    status: 409,
    vi: "{by} đã lưu biên bản khác sau khi anh/chị mở trang. Nội dung anh/chị vừa nhập vẫn ở dưới; so với bản mới nhất rồi lưu lại.",
    en: "{by} has stored other minutes since you opened the page. What you typed is still below; compare it with the latest and save again.",
  },
  "minutes-missing": {
    status: 409,
    vi: "Cuộc kiểm tra trực tiếp này chưa có biên bản: lưu bản ký đã quét, ghi lý do đơn vị từ chối ký, hoặc trưởng đoàn nêu lý do miễn bản ký.",
    en: "This inspection on site has no minutes yet: store the signed scan, record why the unit refused to sign, or let a lead say why the signed paper is waived.",
  },
  "minutes-signed": {
    status: 409,
    vi: "Biên bản đã ký hoặc đơn vị đã từ chối ký, nên không sửa nữa.",
    en: "The minutes were signed, or signing was refused: they are not changed any more.",
  },
  "document-not-yet": {
    status: 409,
    vi: "Văn bản này chỉ phát hành được sau khi kết luận. Bản nháp thì xem được sau khi mọi phiếu đã đến.",
    en: "This document can be issued only after the conclusion. Its draft can be read once every sheet is in.",
  },
  "template-refused": {
    status: 422,
    vi: "Mẫu chưa dùng được: {first}",
    en: "The template cannot be used: {first}",
  },
  "documents-busy": {
    status: 503,
    vi: "Máy chủ đang dựng nhiều văn bản khác. Đợi {seconds:duration} rồi thử lại.",
    en: "The server is making many other documents. Wait {seconds:duration} and try again.",
  },
  "changed-later": {
    status: 409,
    vi: "Đã ghi thay đổi có hiệu lực từ {on}; thay đổi mới phải từ ngày đó trở đi.",
    en: "A change that holds from {on} is on record; a new one cannot begin before that day.",
  },
  "procedure-unknown": {
    status: 422,
    vi: "Thủ tục {code} không có hiệu lực trong danh mục này vào ngày đó.",
    en: "The procedure {code} is not in force in this list on that day.",
  },
  "in-use": { status: 409, vi: "“{what}” đang được dùng, không bỏ được.", en: "“{what}” is in use and cannot be taken away." },
  "person-unknown": {
    status: 422,
    vi: "{person} không có trong danh sách cán bộ, đã bị khóa, hoặc không phải cán bộ kiểm tra nên không chấm được.",
    en: "{person} is not on the list of people, is disabled, or is no inspector and so cannot score.",
  },
  "area-unknown": { status: 422, vi: "Bộ tiêu chí không có lĩnh vực {area}.", en: "The checklist has no area {area}." },
  "inspection-begun": {
    status: 409,
    vi: "Đã có phiếu gửi cho cuộc kiểm tra này; không đổi ngày, hình thức, bộ tiêu chí hay bỏ người chấm được nữa, và khi điểm đã mở thì không thêm người chấm. Người vắng: miễn chấm kèm lý do.",
    en: "A sheet was sent for this inspection: its day, form and checklist can no longer change, nobody who scores can be dropped, and once points are shown nobody comes to score. Excuse the absent with a reason.",
  },
  "checklist-published": {
    status: 409,
    vi: "Bộ tiêu chí {checklist} đã ban hành với nội dung khác; muốn thay đổi, đặt số phiên bản mới.",
    en: "The checklist {checklist} is published with other content; give the change a new version.",
  },
  "match-missing": {
    status: 428,
    vi: "Yêu cầu sửa phải kèm tiêu đề If-Match: ETag của bản đã đọc, để không ghi đè việc của người khác.",
    en: "A change needs the header If-Match: the ETag of what was read, so that nobody else's work is overwritten.",
  },
  "changed-meanwhile": {
    status: 412,
    vi: "Trong lúc đó đã thay đổi: {fields}. Đọc lại bản mới nhất rồi sửa tiếp.",
    en: "Changed meanwhile: {fields}. Read the latest state again and change that.",
  },
  "draft-changed": {
    status: 412,
    vi: "Người khác vừa sửa bản nháp {checklist}. Mở lại bản mới nhất rồi sửa tiếp.",
    en: "Somebody else has changed the draft {checklist}. Open the latest one and change that.",
  },
  /** `theirs` and `yours`: hundredths, `notApplicable` or `reopened`. */
  "differences-open": {
    status: 409,
    vi: "Còn {count} tiêu chí các phiếu khác nhau hoặc đang chốt dở. Chốt điểm xong rồi kết luận.",
    en: "On {count} {count|criterion|criteria} the sheets differ, or settling has begun. Finish settling, then conclude.",
  },
  "late-open": {
    status: 409,
    vi: "Còn {count} phiếu muộn chưa được nhận hoặc từ chối. Quyết định xong rồi kết luận.",
    en: "Late sheets neither accepted nor declined: {count}. Decide, then conclude.",
  },
  "correction-open": {
    status: 409,
    vi: "Đang có một đề nghị đính chính chờ duyệt. Duyệt hoặc từ chối đề nghị đó trước.",
    en: "Another correction waits to be approved. Approve or decline that one first.",
  },
  "correction-same": {
    status: 422,
    vi: "{criterion}: điểm đính chính bằng điểm đang có. Bỏ tiêu chí này ra, hoặc ghi điểm khác.",
    en: "{criterion}: the corrected points are those that stand. Leave the criterion out, or give other points.",
  },
  "objection-unaccepted": {
    status: 409,
    vi: "Ý kiến của đơn vị chưa được chấp nhận, nên chưa phải căn cứ đính chính. Trả lời ý kiến trước.",
    en: "The unit's objection has not been accepted, so a correction cannot rest on it yet. Answer the objection first.",
  },
  "settled-meanwhile": {
    status: 409,
    vi: "Trong lúc đó {name} đã quyết định {criterion}: {theirs}. Lựa chọn của bạn ({yours}) chưa lưu. Muốn đổi, xem lại rồi chốt kèm lý do.",
    en: "Meanwhile {name} has decided {criterion}: {theirs}. Your choice ({yours}) is not stored. To change it, look again and decide with a reason.",
  },
  "settling-reason": {
    status: 422,
    vi: "{criterion}: nêu lý do. Lấy điểm của một người chấm thì không cần; điểm trung bình, điểm khác, đổi tiêu chí đã chốt hoặc các phiếu bằng nhau và mở lại thì cần.",
    en: "{criterion}: give a reason. Taking one inspector's answer needs none; the mean, other points, a change of what is decided or agreed, and reopening do.",
  },
  "not-decided": {
    status: 409,
    vi: "{criterion} chưa được chốt nên không có gì để mở lại.",
    en: "{criterion} is not decided, so there is nothing to reopen.",
  },
  "visit-unannounced": {
    status: 409,
    vi: "Đơn vị chưa được biết về cuộc kiểm tra không báo trước này. Yêu cầu giải trình sau khi biên bản được ký hoặc bị từ chối ký.",
    en: "The unit does not know of this unannounced visit yet. Ask for an explanation once its minutes are signed or refused.",
  },
  "adjustment-unknown": {
    status: 422,
    vi: "Bộ tiêu chí của cuộc kiểm tra không có điểm thưởng, điểm trừ “{adjustment}”, hoặc khoản đó ghi hai lần.",
    en: "The inspection's checklist has no bonus or penalty “{adjustment}”, or it is given twice.",
  },
  "server-busy": {
    status: 503,
    vi: "Máy chủ đang bận hoặc đang dừng. Đợi một lát rồi thử lại; phiếu đang chờ thì tiện ích tự gửi lại.",
    en: "The server is busy or stopping. Wait a moment and try again; the extension sends waiting sheets again by itself.",
  },
  internal: {
    status: 500,
    vi: "Máy chủ gặp lỗi ({reference}). Phiếu vẫn còn trên máy; báo mã này cho quản trị viên.",
    en: "The server failed ({reference}). The sheet is still on the device; give this reference to the administrator.",
  },
} as const satisfies Record<string, Words & { readonly status: number }>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457, as sent in `application/problem+json`: `detail` is in the language asked for, `values` are what fills the sentence. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An expected refusal. Thrown where it is found, answered in one place. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ProblemCode;
  readonly values: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, values: Readonly<Record<string, string>> = {}) {
    super(say(problems[code], "en", values));
    this.code = code;
    this.values = values;
  }

  get status(): number {
    return problems[this.code].status;
  }

  toProblem(language: Language): Problem {
    return {
      type: `urn:phieu-cham:problem:${this.code}`,
      title: this.code,
      status: this.status,
      code: this.code,
      detail: say(problems[this.code], language, saidValues(this.values, language)),
      values: this.values,
    };
  }
}

const isOneOf = <T extends object>(key: string | undefined, list: T): key is string & keyof T =>
  key !== undefined && Object.hasOwn(list, key);

/** How large a body may be, and what to do about one that is larger. */
function saidSize(limit: string | undefined, body: string | undefined, language: Language): Record<string, string> | undefined {
  const bytes = /^(\d{1,15}) B$/.exec(limit ?? "")?.[1];
  if (bytes === undefined) return undefined;
  return { limit: formatSize(Number(bytes), language), advice: say(bodyAdvice[isOneOf(body, bodyAdvice) ? body : "sheet"], language) };
}

/** What is wrong, in the reader's language: a message of a schema or of a reader is English, and part of no Vietnamese sentence. */
function saidWhy({ why, fault, row }: Readonly<Record<string, string>>, language: Language): string | undefined {
  if (isOneOf(fault, tableFaults)) {
    const said = say(tableFaults[fault], language);
    return row === undefined || row === "1" ? said : say(refusalParts.inRow, language, { row, fault: said });
  }
  if (why === undefined || language === "en") return why;
  return (Object.values(schemaWords).find(({ en }) => en === why) ?? refusalParts.otherwise).vi;
}

/** What two leads decided about one criterion. */
function saidDecisions({ theirs, yours }: Readonly<Record<string, string>>, language: Language): Record<string, string> {
  const said = (value: string) =>
    value === "notApplicable" || value === "reopened" ? say(refusalParts[value], language) : formatHundredths(Number(value), language);
  return { ...(theirs !== undefined && { theirs: said(theirs) }), ...(yours !== undefined && { yours: said(yours) }) };
}

/** A problem's values as a sentence says them: days as people write them, the API's fields and bounds in the reader's words. */
export function saidValues(values: Readonly<Record<string, string>>, language: Language): Record<string, string> {
  const { fields, bound, of, limit, body } = values;
  const why = saidWhy(values, language);
  const said = Object.entries(values).map(([name, value]) => [name, /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDay(value) : value]);
  const named = fields?.split(", ").map((field) => (isChangedField(field) ? say(changedFields[field], language) : field));
  const rule =
    (bound === "most" || bound === "least") && (of === "number" || of === "characters" || of === "items")
      ? boundWords[bound][of]
      : undefined;
  // A year is no amount: 2100, not 2.100.
  const isYear = /(^|\.)year$/i.test(values["where"] ?? "");
  return {
    ...Object.fromEntries(said),
    ...saidDecisions(values, language),
    ...(named && { fields: named.join(", ") }),
    ...(why !== undefined && { why }),
    ...saidSize(limit, body, language),
    ...(rule && limit !== undefined && { rule: say(rule, language, { limit: isYear ? limit : Number(limit) }) }),
  };
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
