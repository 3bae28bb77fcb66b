import type { UnitKind } from "../../shared/units/unit.ts";

/** An office of the demo: an invented province, invented communes; departments by the names that every province has. */
export interface Office {
  readonly name: string;
  readonly kind: UnitKind;
  readonly block: string;
  /** Its place on the demo's portal: `/so-y-te/`. */
  readonly slug: string;
  readonly address: string;
  /** How well it is run, 0 to 100: what the inspectors of the demo find, and how well its pages are kept. */
  readonly care: number;
  readonly traits?: readonly string[];
}

export const province = "Lam Giang";
const departments = "Sở, ban, ngành";
const communes = "Xã, phường";

const street = (number: number, name: string) => `Số ${number} đường ${name}, phường Kim Sa, tỉnh ${province}`;
const department = (name: string, slug: string, care: number, address: string): Office => ({
  name: `${name} tỉnh ${province}`,
  kind: "department",
  block: departments,
  slug,
  care,
  address,
});
const commune = (kind: "commune" | "ward", name: string, slug: string, care: number): Office => ({
  name: `UBND ${kind === "ward" ? "phường" : "xã"} ${name}`,
  kind,
  block: communes,
  slug,
  care,
  address: `Trung tâm hành chính ${kind === "ward" ? "phường" : "xã"} ${name}, tỉnh ${province}`,
});

/** Two blocks: ten departments, ten communes and wards. */
export const offices: readonly Office[] = [
  department("Sở Nội vụ", "so-noi-vu", 92, street(2, "Hạ Liên")),
  department("Sở Tài chính", "so-tai-chinh", 88, street(14, "Hạ Liên")),
  department("Sở Xây dựng", "so-xay-dung", 74, street(31, "Bờ Sông")),
  department("Sở Y tế", "so-y-te", 84, street(8, "Cây Sui")),
  department("Sở Giáo dục và Đào tạo", "so-giao-duc-va-dao-tao", 90, street(45, "Hạ Liên")),
  department("Sở Nông nghiệp và Môi trường", "so-nong-nghiep-va-moi-truong", 69, street(5, "Đồng Trăng")),
  department("Sở Khoa học và Công nghệ", "so-khoa-hoc-va-cong-nghe", 96, street(19, "Bờ Sông")),
  department("Sở Công Thương", "so-cong-thuong", 78, street(27, "Cây Sui")),
  department("Sở Văn hóa, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich", 81, street(3, "Bến Cũ")),
  { ...department("Thanh tra", "thanh-tra-tinh", 86, street(11, "Bến Cũ")), traits: ["noDesk"] },
  commune("ward", "Kim Sa", "phuong-kim-sa", 91),
  commune("ward", "Tân Lộ", "phuong-tan-lo", 83),
  commune("ward", "Bến Đá", "phuong-ben-da", 52),
  commune("ward", "Hòa Mục", "phuong-hoa-muc", 76),
  commune("commune", "Suối Ngàn", "xa-suoi-ngan", 79),
  commune("commune", "Nậm Sen", "xa-nam-sen", 58),
  commune("commune", "Đông Bãi", "xa-dong-bai", 72),
  commune("commune", "Yên Khê", "xa-yen-khe", 87),
  commune("commune", "Mường Cát", "xa-muong-cat", 63),
  commune("commune", "Lũng Pha", "xa-lung-pha", 45),
];

/** The office whose pages are good, and the one whose pages were forgotten: the two that the demo opens. */
export const wellKept = "xa-suoi-ngan";
export const forgotten = "phuong-ben-da";

/** Whether somebody cares for its pages. */
export function isKept({ care }: Office): boolean {
  return care >= 75;
}
