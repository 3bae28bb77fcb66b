import { forgotten, isKept, type Office } from "../offices.ts";

/** A procedure on the demo's pages. Names are of the usual kind; codes and decisions are invented, in the form that real ones have. */
export interface Procedure {
  readonly code: string;
  readonly name: string;
  readonly field: string;
  readonly days: number;
  readonly fee: string;
  readonly level: "Toàn trình" | "Một phần" | "Trực tiếp";
}

export const decision = { number: "1846/QĐ-UBND", signedOn: "2026-08-12" } as const;
export const oldDecision = { number: "2719/QĐ-UBND", signedOn: "2023-11-06" } as const;

const communeProcedures: readonly Procedure[] = [
  { code: "1.904101", name: "Đăng ký khai sinh", field: "Hộ tịch", days: 1, fee: "Không", level: "Toàn trình" },
  { code: "1.904102", name: "Đăng ký kết hôn", field: "Hộ tịch", days: 3, fee: "Không", level: "Một phần" },
  { code: "1.904103", name: "Đăng ký khai tử", field: "Hộ tịch", days: 1, fee: "Không", level: "Toàn trình" },
  { code: "2.904210", name: "Cấp bản sao trích lục hộ tịch", field: "Hộ tịch", days: 1, fee: "8.000 đồng/bản", level: "Toàn trình" },
  { code: "1.904118", name: "Cấp giấy xác nhận tình trạng hôn nhân", field: "Hộ tịch", days: 3, fee: "15.000 đồng", level: "Toàn trình" },
  { code: "2.904307", name: "Chứng thực bản sao từ bản chính", field: "Chứng thực", days: 1, fee: "2.000 đồng/trang", level: "Trực tiếp" },
  { code: "2.904308", name: "Chứng thực chữ ký", field: "Chứng thực", days: 1, fee: "10.000 đồng", level: "Trực tiếp" },
  { code: "1.905412", name: "Trợ cấp xã hội hằng tháng", field: "Bảo trợ xã hội", days: 22, fee: "Không", level: "Toàn trình" },
  { code: "1.905420", name: "Hỗ trợ chi phí mai táng", field: "Bảo trợ xã hội", days: 3, fee: "Không", level: "Toàn trình" },
  { code: "3.906015", name: "Cấp giấy phép xây dựng nhà ở riêng lẻ", field: "Xây dựng", days: 15, fee: "75.000 đồng", level: "Một phần" },
  {
    code: "1.907233",
    name: "Đăng ký biến động đất đai",
    field: "Đất đai",
    days: 10,
    fee: "Theo nghị quyết của HĐND tỉnh",
    level: "Một phần",
  },
  {
    code: "2.908054",
    name: "Đăng ký thành lập hộ kinh doanh",
    field: "Đăng ký kinh doanh",
    days: 3,
    fee: "100.000 đồng",
    level: "Toàn trình",
  },
];

const departmentProcedures: readonly Procedure[] = [
  { code: "1.911020", name: "Cấp giấy phép hoạt động lần đầu", field: "Cấp phép", days: 30, fee: "1.500.000 đồng", level: "Một phần" },
  { code: "1.911021", name: "Cấp lại giấy phép do bị mất hoặc hỏng", field: "Cấp phép", days: 5, fee: "150.000 đồng", level: "Toàn trình" },
  { code: "1.911024", name: "Điều chỉnh nội dung giấy phép", field: "Cấp phép", days: 10, fee: "150.000 đồng", level: "Toàn trình" },
  { code: "2.911107", name: "Cấp chứng chỉ hành nghề", field: "Chứng chỉ", days: 20, fee: "360.000 đồng", level: "Một phần" },
  { code: "2.911108", name: "Cấp lại chứng chỉ hành nghề", field: "Chứng chỉ", days: 5, fee: "150.000 đồng", level: "Toàn trình" },
  { code: "3.912350", name: "Công bố đủ điều kiện thực hiện hoạt động", field: "Công bố", days: 7, fee: "Không", level: "Toàn trình" },
  { code: "3.912351", name: "Thông báo thay đổi người phụ trách chuyên môn", field: "Công bố", days: 5, fee: "Không", level: "Toàn trình" },
  {
    code: "1.913008",
    name: "Xét tặng danh hiệu, khen thưởng theo chuyên đề",
    field: "Thi đua, khen thưởng",
    days: 25,
    fee: "Không",
    level: "Trực tiếp",
  },
];

/** Repealed when the district level ended; the forgotten page still lists them. */
const repealedProcedures: readonly Procedure[] = [
  {
    code: "1.900731",
    name: "Cấp giấy phép xây dựng nhà ở tại UBND cấp huyện",
    field: "Xây dựng",
    days: 20,
    fee: "75.000 đồng",
    level: "Trực tiếp",
  },
  {
    code: "2.900854",
    name: "Đăng ký thành lập hộ kinh doanh tại Phòng Tài chính – Kế hoạch huyện",
    field: "Đăng ký kinh doanh",
    days: 5,
    fee: "100.000 đồng",
    level: "Trực tiếp",
  },
  {
    code: "1.900733",
    name: "Chuyển mục đích sử dụng đất thuộc thẩm quyền UBND cấp huyện",
    field: "Đất đai",
    days: 30,
    fee: "Theo quy định",
    level: "Trực tiếp",
  },
];

/** What an office lists: one that does not keep its pages lacks a quarter, and the forgotten one lists what is repealed. */
export function proceduresOf(office: Office): readonly Procedure[] {
  const all = office.kind === "department" ? departmentProcedures : communeProcedures;
  if (office.slug === forgotten) return [...repealedProcedures, ...communeProcedures.slice(0, 4)];
  return isKept(office) ? all : all.slice(0, Math.ceil(all.length * 0.75));
}
