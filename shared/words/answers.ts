import type { Words } from "../text.ts";
import { unitWords } from "./unit-page.ts";

/** The same to everybody. */
export const anyAnswerWords = {
  knockedOut: { vi: "0 điểm vì: {why}", en: "0 points because: {why}" },
  byTrait: { vi: "Không phát sinh theo đặc điểm của đơn vị", en: "Not applicable by a trait of the unit" },
  checkedAt: { vi: "lúc {time}", en: "at {time}" },
} as const satisfies Record<string, Words>;

/** To the inspector, before and after sending. */
export const ownAnswerWords = {
  yes: { vi: "Đạt", en: "Yes" },
  no: { vi: "Không đạt", en: "No" },
  noneTicked: { vi: "{count} / {all} nội dung", en: "{count} of {all} items" },
  ticked: { vi: "{count} / {all} nội dung · {items}", en: "{count} of {all} items · {items}" },
  ratio: { vi: "{numerator} / {denominator} = {percent} %", en: "{numerator} / {denominator} = {percent} %" },
  ratioNone: { vi: "{numerator} / {denominator}", en: "{numerator} / {denominator}" },
  zeroDenominator: { vi: "Không phát sinh (mẫu số bằng 0)", en: "Not applicable (denominator 0)" },
  fault: { vi: "{count} × {per}", en: "{count} × {per}" },
  noFaults: { vi: "không có lỗi", en: "no faults" },
  headcount: { vi: "có mặt {present} / {total}", en: "{present} of {total} present" },
  notApplicable: { vi: "Không phát sinh: {reason}", en: "Not applicable: {reason}" },
} as const satisfies Record<string, Words>;

/** To the leads, who set several sheets side by side. */
export const sheetAnswerWords = {
  yes: unitWords.yes,
  no: unitWords.no,
  noneTicked: { vi: "Không có mục nào", en: "None of the items" },
  ticked: { vi: "{count} / {all} mục: {items}", en: "{count} of {all} items: {items}" },
  ratio: { vi: "{numerator} / {denominator} ({percent} %)", en: "{numerator} of {denominator} ({percent} %)" },
  ratioNone: { vi: "{numerator} / {denominator}", en: "{numerator} of {denominator}" },
  fault: { vi: "{count} × {per} (−{points})", en: "{count} × {per} (−{points})" },
  noFaults: { vi: "Không có lỗi", en: "No faults" },
  headcount: { vi: "có mặt {present} / {total}, vắng {absent}", en: "present {present} of {total}, absent {absent}" },
  notApplicable: { vi: "không phát sinh: {reason}", en: "not applicable: {reason}" },
} as const satisfies Record<string, Words>;
