import type { Words } from "../text.ts";

/** What is wrong with a template that was changed in Word, and what to do about it. `{place}` is one of `templatePlaces`. */
export const templateFaults = {
  notDocx: {
    vi: "Không phải tệp Word .docx đọc được. Trong Word chọn Lưu dưới dạng, kiểu Word Document (.docx), rồi tải lên lại.",
    en: "This is no readable Word file (.docx). In Word choose Save As, Word Document (.docx), and upload it again.",
  },
  protected: { vi: "Tệp có mật khẩu. Bỏ mật khẩu rồi tải lên lại.", en: "The file has a password. Take it off and upload again." },
  tooLarge: {
    vi: "Tệp bung ra quá lớn. Bỏ bớt hình ảnh rồi tải lên lại.",
    en: "The file unpacks to too much. Leave out pictures and upload again.",
  },
  effort: {
    vi: "Dựng mẫu này tốn quá nhiều thời gian hay bộ nhớ. Bỏ bớt các đoạn lặp lồng nhau.",
    en: "Filling this template takes too much time or memory. Use fewer nested repetitions.",
  },
  macros: {
    vi: "Mẫu có macro ({part}). Lưu lại kiểu .docx không macro.",
    en: "The template holds macros ({part}). Save it as .docx without macros.",
  },
  embedded: {
    vi: "Mẫu có đối tượng nhúng ({part}): bảng tính, OLE hay điều khiển ActiveX. Xóa đối tượng đó.",
    en: "The template holds an embedded object ({part}): a sheet, OLE or an ActiveX control. Delete it.",
  },
  chunk: {
    vi: "Mẫu chèn nguyên một tệp khác ({part}). Dán nội dung vào thay vì chèn tệp.",
    en: "The template includes another file whole ({part}). Paste its content instead.",
  },
  comments: {
    vi: "Mẫu còn nhận xét của Word. Xóa hết nhận xét rồi lưu lại.",
    en: "The template still holds Word comments. Delete them and save again.",
  },
  picture: {
    vi: "Hình {part} không phải PNG, JPEG hay GIF. Thay bằng hình kiểu đó.",
    en: "The picture {part} is no PNG, JPEG or GIF. Replace it by one.",
  },
  outside: {
    vi: "Mẫu trỏ ra ngoài tới “{target}” ({part}). Chỉ nhận liên kết http, https và mailto mà người đọc bấm.",
    en: "The template points outside, to “{target}” ({part}). Only http, https and mailto links that a reader follows are taken.",
  },
  doctype: {
    vi: "Phần {part} khai báo kiểu tài liệu (DOCTYPE). Mở bằng Word và lưu lại.",
    en: "The part {part} declares a document type (DOCTYPE). Open it in Word and save again.",
  },
  deep: {
    vi: "Phần {part} lồng nhau quá sâu. Bỏ bớt bảng lồng bảng.",
    en: "The part {part} is nested too deep. Use fewer tables within tables.",
  },
  broken: {
    vi: "Phần {part} hỏng, Word cũng không mở được. Tạo lại mẫu từ mẫu mặc định.",
    en: "The part {part} is broken, for Word as well. Begin again from the default template.",
  },
  object: {
    vi: "Có phần không dùng được <{element}> ({place}). Xóa phần đó.",
    en: "Something that cannot be used stands there: <{element}> ({place}). Delete it.",
  },
  code: {
    vi: "Có mã trường “{code}” ({place}). Chỉ dùng được số trang, số phần và liên kết.",
    en: "There is a field code “{code}” ({place}). Only page numbers, section numbers and links can be used.",
  },
  tracked: {
    vi: "Còn thay đổi đang theo dõi ({place}). Trong Word chọn Chấp nhận mọi thay đổi.",
    en: "There are tracked changes ({place}). In Word choose Accept All Changes.",
  },
  missingPart: {
    vi: "Có hình, biểu đồ hay phần không dùng được ({place}). Xóa nó rồi lưu lại.",
    en: "There is a picture, chart or part that cannot be used ({place}). Delete it and save again.",
  },
  unknown: { vi: "Không có trường {name} ({place}).", en: "There is no field {name} ({place})." },
  unknownMeant: { vi: "Không có trường {name}. Có phải {meant}? ({place})", en: "There is no field {name}. Is it {meant}? ({place})" },
  elsewhere: {
    vi: "Trường {name} chỉ dùng được giữa {list} và {end} ({place}).",
    en: "The field {name} can only be used between {list} and {end} ({place}).",
  },
  notOneText: { vi: "{name} là danh sách: dùng {list} … {end} ({place}).", en: "{name} is a list: use {list} … {end} ({place})." },
  twice: {
    vi: "Danh sách {name} đang lặp rồi, không lặp lồng trong chính nó ({place}).",
    en: "The list {name} is repeated already and cannot repeat within itself ({place}).",
  },
  unclosedBrace: { vi: "Dấu ngoặc nhọn không thành cặp ({place}).", en: "A curly bracket has no partner ({place})." },
  unclosed: { vi: "{name} mở mà chưa đóng bằng {end} ({place}).", en: "{name} is opened and not closed by {end} ({place})." },
  unopened: { vi: "{name} đóng mà chưa mở ({place}).", en: "{name} closes what is not open ({place})." },
  crossed: { vi: "{name} đóng trong khi {open} còn mở ({place}).", en: "{name} closes while {open} is still open ({place})." },
  tag: {
    vi: "Thẻ {name} viết sai. Chỉ dùng {field}, {#list}, {^list}, {/list} ({place}).",
    en: "The tag {name} is malformed. Use {field}, {#list}, {^list}, {/list} only ({place}).",
  },
  required: { vi: "Mẫu thiếu trường {name}: {why}.", en: "The template lacks the field {name}: {why}." },
  otherwise: { vi: "Không dựng được mẫu: {why}.", en: "The template cannot be filled: {why}." },
} as const satisfies Record<string, Words>;

export const templatePlaces = {
  paragraph: { vi: "{part}, đoạn {paragraph}: “{near}”", en: "{part}, paragraph {paragraph}: “{near}”" },
} as const satisfies Record<string, Words>;
