import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { InspectionKind } from "../../shared/plans/plan.ts";
import type { DemoPerson } from "./people.ts";

type Inspector = Extract<DemoPerson["key"], "first" | "second" | "third">;

/** A sheet, and what it is drawn from. */
export interface Sheet {
  readonly by: DemoPerson["key"];
  readonly care: number;
  readonly seed: number;
  readonly notApplicable?: Readonly<Record<string, string>>;
}

/** One inspection of the demo. */
export interface Visit {
  readonly slug: string;
  readonly form: InspectionForm;
  readonly kind: InspectionKind;
  /** Days before the demo starts; of a visit to come, less than 0. */
  readonly daysAgo: number;
  readonly inspectors: readonly Inspector[];
  /** The unit's own sheet. */
  readonly self?: Sheet;
  /** Of those who have sent theirs. */
  readonly sent: readonly (Sheet & { readonly by: Inspector })[];
  readonly concluded: boolean;
}

const visit = (slug: string, daysAgo: number, form: InspectionForm, kind: InspectionKind, ...sent: Visit["sent"]): Visit => ({
  slug,
  form,
  kind,
  daysAgo,
  inspectors: sent.map(({ by }) => by),
  sent,
  concluded: true,
});

/**
 * Nineteen of the twenty offices; UBND xã Lũng Pha was not inspected. In each block two offices share a rank, with different sheets.
 * Running: Sở Công Thương (blind: one of two sheets), UBND xã Nậm Sen (to settle: two sheets that differ, one of them with “not
 * applicable”, beside the unit's own), UBND xã Mường Cát (to conclude), UBND xã Đông Bãi (to come: the unit scores itself), and two that
 * wait to be scored in the demo: UBND xã Suối Ngàn and UBND phường Bến Đá.
 */
export const visits: readonly Visit[] = [
  visit("so-noi-vu", 210, "both", "planned", { by: "first", care: 92, seed: 1 }),
  visit("so-khoa-hoc-va-cong-nghe", 203, "both", "planned", { by: "first", care: 96, seed: 7 }),
  visit("so-tai-chinh", 196, "both", "combined", { by: "second", care: 88, seed: 2 }),
  visit("so-tai-chinh", 34, "remote", "thematic", { by: "second", care: 88, seed: 22 }),
  visit("so-xay-dung", 182, "both", "combined", { by: "third", care: 74, seed: 3 }),
  visit("so-y-te", 168, "both", "combined", { by: "first", care: 84, seed: 4 }, { by: "second", care: 80, seed: 24 }),
  visit("so-giao-duc-va-dao-tao", 161, "both", "planned", { by: "third", care: 90, seed: 5 }),
  visit("so-nong-nghiep-va-moi-truong", 147, "onsite", "surprise", { by: "second", care: 69, seed: 6 }),
  {
    ...visit("so-cong-thuong", 6, "both", "planned", { by: "second", care: 78, seed: 8 }),
    inspectors: ["second", "third"],
    concluded: false,
  },
  visit("so-van-hoa-the-thao-va-du-lich", 33, "remote", "thematic", { by: "third", care: 81, seed: 9 }),
  visit("thanh-tra-tinh", 140, "both", "planned", { by: "first", care: 86, seed: 10 }),
  visit("phuong-kim-sa", 126, "both", "combined", { by: "first", care: 91, seed: 11 }, { by: "third", care: 88, seed: 31 }),
  visit("phuong-kim-sa", 32, "remote", "thematic", { by: "first", care: 91, seed: 32 }),
  visit("phuong-tan-lo", 119, "both", "planned", { by: "second", care: 83, seed: 12 }),
  visit("phuong-hoa-muc", 112, "both", "planned", { by: "second", care: 82, seed: 89 }),
  { ...visit("phuong-ben-da", 1, "remote", "surprise"), inspectors: ["first"], concluded: false },
  { ...visit("xa-suoi-ngan", 1, "remote", "planned"), inspectors: ["first"], concluded: false },
  {
    ...visit(
      "xa-nam-sen",
      12,
      "both",
      "planned",
      {
        by: "third",
        care: 58,
        seed: 16,
        notApplicable: { "DDCV-06": "Trong kỳ không có hồ sơ nào quá hạn nên không phát sinh việc xin lỗi." },
      },
      { by: "first", care: 62, seed: 16 },
    ),
    self: { by: "nam-sen", care: 84, seed: 16 },
    concluded: false,
  },
  { ...visit("xa-dong-bai", -10, "both", "planned"), inspectors: ["first", "second"], concluded: false },
  visit("xa-dong-bai", 91, "both", "combined", { by: "first", care: 72, seed: 17 }),
  visit("xa-yen-khe", 84, "both", "planned", { by: "third", care: 87, seed: 18 }),
  visit("xa-yen-khe", 31, "remote", "thematic", { by: "third", care: 87, seed: 38 }),
  { ...visit("xa-muong-cat", 9, "both", "planned", { by: "second", care: 63, seed: 19 }), concluded: false },
];
