import type { Words } from "../text.ts";

/** What became of units, as it stands beside figures that are compared across it. */
export const unitChangeWords = {
  merge: { vi: "{before} sáp nhập thành {after} từ ngày {on}{decision}", en: "{before} merged into {after} on {on}{decision}" },
  succeed: { vi: "{before} chuyển thành {after} từ ngày {on}{decision}", en: "{before} became {after} on {on}{decision}" },
  split: { vi: "{before} chia thành {after} từ ngày {on}{decision}", en: "{before} was split into {after} on {on}{decision}" },
  rename: { vi: "{before} đổi tên thành {after} từ ngày {on}{decision}", en: "{before} was renamed {after} on {on}{decision}" },
  close: { vi: "{before} kết thúc hoạt động từ ngày {on}{decision}", en: "{before} ended on {on}{decision}" },
  more: { vi: "{names} và {count} đơn vị khác", en: "{names} and {count} more" },
  notInPlan: { vi: "Kế hoạch sau không có đơn vị này", en: "The later plan does not have this unit" },
} as const satisfies Record<string, Words>;
