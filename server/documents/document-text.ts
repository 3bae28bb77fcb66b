import { formatHundredths, type Hundredths } from "../../shared/points.ts";
import { plainName, vietnamDay } from "../../shared/text.ts";

/*
 * How things are written in documents, which are Vietnamese whoever reads the screen. What people typed keeps its lines and loses what
 * cannot be seen; markup, formulas and tags in it are text like any other.
 */

/** Text of several lines, `undefined` where nobody has typed any: that prints dots. */
export function typedText(text: string): string | undefined {
  const clean = text
    .split(/\r\n?|\n/)
    .map(plainName)
    .join("\n")
    .trim();
  return clean === "" ? undefined : clean;
}

/** An address that may break behind its slashes. */
export function breakable(address: string): string {
  return plainName(address).replace(/([/?&=._-])(?=.)/g, "$1\u200b");
}

export function pointsText(points: Hundredths): string {
  return formatHundredths(points, "vi");
}

export function indexText(index: Hundredths): string {
  return formatHundredths(index, "vi", 2);
}

/** "ngày 05 tháng 02 năm 2026": days under ten and the first two months take a zero, as in official texts. */
export function longDay(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `ngày ${date} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
}

/** The same of an instant, with the time before it: "08 giờ 05 phút, ngày …". */
export function longTime(instant: string): string {
  const time = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString();
  return `${time.slice(11, 13)} giờ ${time.slice(14, 16)} phút, ${longDay(vietnamDay(new Date(instant)))}`;
}

const romans = [
  "I",
  "II",
  "III",
  "IV",
  "V",
  "VI",
  "VII",
  "VIII",
  "IX",
  "X",
  "XI",
  "XII",
  "XIII",
  "XIV",
  "XV",
  "XVI",
  "XVII",
  "XVIII",
  "XIX",
  "XX",
];

export function roman(number: number): string {
  return romans[number - 1] ?? String(number);
}

/** Items of a list of texts, numbered; those without any text are left out. */
export function numbered(texts: readonly string[]): { readonly no: string; readonly text: string }[] {
  return texts.flatMap((text) => typedText(text) ?? []).map((text, at) => ({ no: String(at + 1), text }));
}
