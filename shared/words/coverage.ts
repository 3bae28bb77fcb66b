import type { Words } from "../text.ts";

/** The sentence of a year's direct inspections, as yearly reports write it. */
export const coverageWords = {
  year: { vi: "Năm {year}: {units} đơn vị ({kinds})", en: "In {year}: {units} {units|unit|units} ({kinds})" },
  yearNone: { vi: "Năm {year}: chưa có đơn vị nào", en: "In {year}: no unit yet" },
  kind: { vi: "{kind} {units}", en: "{units} {kind}" },
  department: { vi: "cấp sở", en: "departments" },
  verticalAgency: { vi: "cơ quan ngành dọc", en: "vertical agencies" },
  publicServiceUnit: { vi: "đơn vị sự nghiệp", en: "public service units" },
  district: { vi: "cấp huyện", en: "districts" },
  commune: { vi: "xã", en: "communes" },
  ward: { vi: "phường", en: "wards" },
  specialZone: { vi: "đặc khu", en: "special zones" },
  serviceCentre: { vi: "trung tâm phục vụ hành chính công", en: "public service centres" },
} as const satisfies Record<string, Words>;
