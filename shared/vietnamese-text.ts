import { normalized, plainD } from "./text.ts";

/**
 * For comparing: NFC, no-break and zero-width characters and apostrophes (Cư M’gar) settled, lower case, tone mark position ignored (Hoà =
 * Hòa), Ð taken for the Đ that it stands for.
 */
export function sameSpelling(text: string): string {
  const bare = plainD(text)
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[\u2018\u2019\u02bc\u2032\u00b4`]/g, "'");
  const plain = normalized(bare, "NFD").replace(/\s+/g, " ").trim().toLowerCase();
  return normalized(plain.replace(/[\p{L}\p{M}]+/gu, toneLast), "NFC");
}

/** For searching: as `sameSpelling`, and without any mark (đ = d). */
export function withoutMarks(text: string): string {
  return normalized(sameSpelling(text), "NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
}

/**
 * Tells of a name `withoutMarks` whether it holds every word of the query, marks and case ignored; a query without words is held by every
 * name.
 */
export function finderOf(query: string): (bare: string) => boolean {
  const words = [...new Set(withoutMarks(query).split(" "))].filter(Boolean);
  return (bare) => words.every((word) => bare.includes(word));
}

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** A syllable carries one tone; where it is written differs, so it moves to the syllable's end. */
function toneLast(syllable: string): string {
  const found = syllable.match(tones);
  return found ? syllable.replace(tones, "") + found.join("") : syllable;
}
