import type { Words } from "../text.ts";

/** Words of the field that stand on every screen. */
export const fieldWords = {
  product: { vi: "Phiếu Chấm", en: "Phiếu Chấm" },
  remote: { vi: "qua môi trường số", en: "remote" },
  onsite: { vi: "trực tiếp", en: "on site" },
  both: { vi: "trực tiếp và qua môi trường số", en: "on site and remote" },
  planned: { vi: "Theo kế hoạch", en: "Planned" },
  surprise: { vi: "Đột xuất", en: "Surprise" },
  thematic: { vi: "Chuyên đề", en: "Thematic" },
  combined: { vi: "Lồng ghép", en: "Combined" },
  head: { vi: "trưởng đoàn", en: "head" },
  secretary: { vi: "thư ký", en: "secretary" },
  member: { vi: "thành viên", en: "member" },
  department: { vi: "sở, ban, ngành", en: "department" },
  verticalAgency: { vi: "cơ quan ngành dọc", en: "vertical agency" },
  publicServiceUnit: { vi: "đơn vị sự nghiệp công lập", en: "public service unit" },
  district: { vi: "huyện (đến 30/06/2025)", en: "district (to 30/06/2025)" },
  commune: { vi: "xã", en: "commune" },
  ward: { vi: "phường", en: "ward" },
  specialZone: { vi: "đặc khu", en: "special zone" },
  serviceCentre: { vi: "trung tâm phục vụ hành chính công", en: "public service centre" },
  notApplicable: { vi: "không phát sinh", en: "not applicable" },
  index: { vi: "chỉ số", en: "index" },
  points: { vi: "điểm", en: "points" },
} as const satisfies Record<string, Words>;
