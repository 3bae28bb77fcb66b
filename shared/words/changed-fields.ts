import type { Words } from "../text.ts";

/** Fields of plans, inspections and adjustments, as a refusal names what somebody else has changed. */
export const changedFields = {
  year: { vi: "năm", en: "year" },
  title: { vi: "tên kế hoạch", en: "title" },
  targetPercent: { vi: "chỉ tiêu", en: "target" },
  checklist: { vi: "bộ tiêu chí", en: "checklist" },
  periods: { vi: "kỳ báo cáo", en: "periods" },
  unitIds: { vi: "đơn vị", en: "units" },
  team: { vi: "đoàn kiểm tra", en: "team" },
  limits: { vi: "thời hạn", en: "limits" },
  holidays: { vi: "ngày nghỉ", en: "holidays" },
  workingDays: { vi: "ngày làm bù", en: "swapped working days" },
  unitName: { vi: "tên đơn vị", en: "name of the unit" },
  kind: { vi: "loại cuộc kiểm tra", en: "kind" },
  form: { vi: "hình thức", en: "form" },
  visitedOn: { vi: "ngày kiểm tra", en: "day of the visit" },
  announced: { vi: "việc báo trước", en: "whether it is announced" },
  state: { vi: "tình trạng", en: "state" },
  areas: { vi: "lĩnh vực", en: "areas" },
  bonus: { vi: "tổng điểm thưởng", en: "sum of the bonuses" },
  penalty: { vi: "tổng điểm trừ", en: "sum of the penalties" },
  choices: { vi: "quyết định chốt điểm", en: "decisions of settling" },
  adjustments: { vi: "điểm thưởng, điểm trừ", en: "bonus and penalty" },
} as const satisfies Record<string, Words>;

export function isChangedField(name: string): name is keyof typeof changedFields {
  return Object.hasOwn(changedFields, name);
}
