/** A code of a procedure (mã thủ tục) as it stands in a text. */
export interface FoundProcedureCode {
  /** `1.012545`: what two codes are compared by. */
  readonly code: string;
  /** `000.00.00.H29`, the former province's mark; `null` where the short form stands. */
  readonly suffix: string | null;
  /** Where it begins in the text, in UTF-16 units. */
  readonly index: number;
  readonly length: number;
}

/**
 * `d.dddddd`, the first digit 1–6. On the national portal letters stand right beside it (`Mã thủ tục1.012545Số quyết định…`), so that no
 * word boundary helps; digits and dots beside it make it another number (7.283.789, 0768.221.221, 000.00.53.H48-…, KQ.G01.000140).
 */
const pattern = /(?<![\d.])([1-6]\.\d{6})(?:\.(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}))?(?!\d)(?!\.\d)/g;

/**
 * Every code in a text, in its order, again where it stands again. Give it one text node or cell at a time: a long string glues numbers
 * together.
 */
export function findProcedureCodes(text: string): FoundProcedureCode[] {
  return [...text.matchAll(pattern)].map(({ 0: whole, 1: code = "", 2: suffix = null, index }) => ({
    code,
    suffix,
    index,
    length: whole.length,
  }));
}

/** The code that a cell consists of, white space aside; `undefined` where it holds anything else. */
export function readProcedureCode(cell: string): string | undefined {
  const bare = cell.replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, "");
  const [found] = findProcedureCodes(bare);
  return found?.length === bare.length ? found.code : undefined;
}
