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

export type Values = Readonly<Record<string, string | number>>;

/**
 * Fills the places of a sentence; an unknown one stays visible, so that it is found. `{count}` writes a number as the language does
 * (3.325 or 3,325; what is no amount, as a year, comes as a string), `{count|plan|plans}` the word that goes with it, and
 * `{seconds:duration}` a time that a person can wait for (15 phút).
 */
export function say(words: Words, language: Language, values: Values = {}): string {
  return words[language].replace(
    /\{(\w+)(?::(duration)|\|([^|}]*)\|([^|}]*))?\}/g,
    (place, name: string, duration?: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return place;
      if (one !== undefined && many !== undefined) return Number(value) === 1 ? one : many;
      if (duration) return sayDuration(Number(value), language);
      return typeof value === "number" ? formatNumber(value, language) : value;
    },
  );
}

const numbers = { vi: new Intl.NumberFormat("vi-VN"), en: new Intl.NumberFormat("en-GB") };

/** 3325 is "3.325" in Vietnamese and "3,325" in English. */
export function formatNumber(value: number, language: Language): string {
  return numbers[language].format(value);
}

/** "4,8 MB", "4.8 MB" */
export function formatSize(bytes: number, language: Language): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const tenths = power < 2 ? 1 : 10;
  return `${formatNumber(Math.round((bytes / 1_000 ** power) * tenths) / tenths, language)} ${units[power]}`;
}

/** Never less than it takes: 897 s are 15 minutes. */
function sayDuration(seconds: number, language: Language): string {
  const [unit, size] = seconds < 90 ? (["second", 1] as const) : seconds < 90 * 60 ? (["minute", 60] as const) : (["hour", 3_600] as const);
  const count = Math.ceil(seconds / size);
  return `${formatNumber(count, language)} ${say(durations[unit], language, { count })}`;
}

const durations = {
  second: { vi: "giây", en: "{count|second|seconds}" },
  minute: { vi: "phút", en: "{count|minute|minutes}" },
  hour: { vi: "giờ", en: "{count|hour|hours}" },
} as const satisfies Record<string, Words>;

/** A text of one language stands for both. */
export function inBoth(either: string | Words): Words {
  return typeof either === "string" ? { vi: either, en: either } : either;
}

/**
 * Whether every database and file can hold this text as it is: PostgreSQL knows no NUL, and half a character (an unpaired surrogate) has no
 * UTF-8.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** Marks in a row upon one letter: Vietnamese needs two, and no script of this world ten. */
const mostMarks = 10;
/** Looked for from the first of a row alone, not again from each. */
const manyMarks = /(?<!\p{M})(\p{M}{10})\p{M}+/gu;

/**
 * A text in one of Unicode's normal forms. Marks past the tenth in a row are left out: normalising sorts them, each by all the others, so
 * that a megabyte of them in a note took three minutes. Everything that normalises goes through here.
 */
export function normalized(text: string, form: "NFC" | "NFD" | "NFKC"): string {
  return (text.length > mostMarks ? text.replace(manyMarks, "$1") : text).normalize(form);
}

/** What is so much longer than it may be cannot become short enough: NFC makes one sign of three at most. Cleaned only where it may. */
function cleanedUpTo(max: number, clean: (text: string) => string) {
  return v.pipe(
    v.string(),
    v.transform((value) => (value.length > max * 4 + 100 ? value : clean(value))),
    v.maxLength(max, `text-too-long: at most ${max} characters`),
  );
}

/**
 * NFC text of at most `max` UTF-16 units; what a person or page wrote. A page can hold NULs, and a quotation can begin or end within a
 * character: the one is left out, the other becomes U+FFFD. Measured after that, so that what passed once passes again.
 */
export function text(max: number) {
  return cleanedUpTo(max, (value) => normalized(value.toWellFormed().replaceAll("\0", ""), "NFC"));
}

const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
/**
 * Control characters, what turns the direction of writing, and what has no width: nobody types them, and they make one name look like
 * another.
 */
const invisible = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

/** Ð and ð (U+00D0, U+00F0) are other letters that look like Đ and đ and stand for them in official texts. */
export function plainD(text: string): string {
  return text.replaceAll("\u00d0", "Đ").replaceAll("\u00f0", "đ");
}

/** A name as it is told apart from others: on one line, nothing in it that cannot be seen, Đ always the one letter. */
export function plainName(text: string): string {
  return plainD(normalized(text.replace(lineEnds, " ").replace(invisible, ""), "NFC"));
}

/**
 * What a person, a unit, a block or a plan is called, or a code or number that it has. Cleaned, as `text` is, so that what is stored still
 * opens.
 */
export function name(max: number) {
  return cleanedUpTo(max, (value) => plainName(value.toWellFormed()));
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

/**
 * A day as a person types it in Việt Nam: "5/10/2026", "05-10-2026", "05.10.2026", or as it is stored. `undefined` where that is no day:
 * the browser's own date field would follow the browser's language, and write 10/05/2026 for it.
 */
export function readDay(typed: string): string | undefined {
  const given = typed.trim().slice(0, 40);
  const [, day = "", month = "", year = ""] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(given) ?? [];
  const iso = year === "" ? given : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return v.is(Day, iso) ? iso : undefined;
}

/**
 * A clock time as a person types it in Việt Nam, in 24 hours: "16:30", "16h30", "16 giờ 30", "16.30", "1630", "16h"; as it is stored,
 * "16:30". `undefined` where that is no time.
 */
export function readTime(typed: string): string | undefined {
  const given = typed.trim().slice(0, 40).toLowerCase();
  const parts = /^(\d{1,2})\s{0,3}(?:[:.hg]|giờ)\s{0,3}(\d{1,2})?$/.exec(given) ?? /^(\d{1,2})(\d{2})$/.exec(given);
  const [, hour = "", minute] = parts ?? [];
  // "16h" is whole; "16:" is still being typed.
  if (!parts || (minute === undefined && /[:.]$/.test(given)) || Number(hour) > 23 || Number(minute ?? 0) > 59) return undefined;
  return `${hour.padStart(2, "0")}:${(minute ?? "").padStart(2, "0")}`;
}

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
