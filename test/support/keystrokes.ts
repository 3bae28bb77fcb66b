/** The old number of a key, as browsers give it for letters and digits; 0 for what no layout has a key for. */
export function keyCodeOf(key: string): number {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase().charCodeAt(0);
  return { " ": 32, "\n": 13, Enter: 13, Escape: 27, Tab: 9 }[key] ?? 0;
}

/** What an input method shows while a word is typed by Telex: marks and tone come after the letters. */
export function stepsOf(word: string): string[] {
  const plain = [...word].map((letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D"));
  const letters = plain.map((_, i) => plain.slice(0, i + 1).join(""));
  return letters.at(-1) === word ? letters : [...letters, word];
}

/** Gives one after the other, so many a second; a late one is not made up for by a burst. */
export async function* paced<T>(all: readonly T[], perSecond: number): AsyncGenerator<T> {
  let next = performance.now();
  for (const one of all) {
    const wait = next - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    next = Math.max(next, performance.now() - 1_000 / perSecond) + 1_000 / perSecond;
    yield one;
  }
}
