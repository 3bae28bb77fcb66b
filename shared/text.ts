import * as v from "valibot";

/** The two languages of every screen; Vietnamese first. */
export const languages = ["vi", "en"] as const;
export type Language = (typeof languages)[number];

/** A sentence in both languages; `{name}` is a place to fill. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

export const Bilingual = v.strictObject({ vi: v.pipe(v.string(), v.maxLength(2_000)), en: v.pipe(v.string(), v.maxLength(2_000)) });
export type Bilingual = v.InferOutput<typeof Bilingual>;

/** Fills `{name}` places; an unknown place stays visible, so that it is found. */
export function say(words: Words, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  return words[language].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A text of one language stands for both. */
export function inBoth(either: string | Words): Words {
  return typeof either === "string" ? { vi: either, en: either } : either;
}

/** Whether every database and file can hold this text as it is: PostgreSQL knows no NUL, and half a character (an unpaired surrogate) has no UTF-8. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/**
 * NFC text of at most `max` UTF-16 units; what a person or page wrote. A page can hold NULs, and a quotation can begin or end within a
 * character: the one is left out, the other becomes U+FFFD. Measured after that, so that what passed once passes again.
 */
export function text(max: number) {
  return v.pipe(
    v.string(),
    v.transform((value) => value.toWellFormed().replaceAll("\0", "").normalize("NFC")),
    v.maxLength(max, `text-too-long: at most ${max} characters`),
  );
}

/** A reason somebody has to give: not empty, not only spaces. */
export function reason(max: number) {
  return v.pipe(
    text(max),
    v.minLength(1),
    v.check((value) => value.trim() !== "", "a reason has words"),
  );
}

/** `Date.parse` takes 30 February for 2 March; the calendar does not. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** A day in Asia/Ho_Chi_Minh, `2026-11-22`. */
export const Day = v.pipe(v.string(), v.isoDate(), v.check(isDay, "no such day"));

/** An instant as the device or server claims it, ISO 8601 with a zone: `2026-11-22T08:30:00.000Z`. */
export const Instant = v.pipe(
  v.string(),
  v.maxLength(40),
  v.isoTimestamp(),
  v.check((time) => !Number.isNaN(Date.parse(time)) && isDay(time.slice(0, 10)), "no such time"),
);

export const Uuid = v.pipe(v.string(), v.uuid(), v.toLowerCase());

// Making a formatter costs a hundred times what using it does.
const dayInVietnam = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit" });
const partsInVietnam = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Ho_Chi_Minh",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** The day it is in Việt Nam at this instant. */
export function vietnamDay(instant: Date): string {
  return dayInVietnam.format(instant);
}

/** "22/11/2026" and, with `time`, "22/11/2026 08:30", in Việt Nam's time in both languages. */
export function formatDay(instant: string | Date, time = false): string {
  const date = typeof instant === "string" ? new Date(instant.length === 10 ? `${instant}T00:00:00+07:00` : instant) : instant;
  const parts = Object.fromEntries(partsInVietnam.formatToParts(date).map((part) => [part.type, part.value]));
  const day = `${parts["day"]}/${parts["month"]}/${parts["year"]}`;
  return time ? `${day} ${parts["hour"]}:${parts["minute"]}` : day;
}
