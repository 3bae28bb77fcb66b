/** What was measured, in one unit; a run is never told by its mean alone. */
export interface Spread {
  readonly median: number;
  readonly p5: number;
  readonly p95: number;
  readonly p99: number;
  readonly n: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
  return { median: at(0.5), p5: at(0.05), p95: at(0.95), p99: at(0.99), n: sorted.length };
}

/** Three figures that matter: 0,412 · 4,12 · 41,2 · 412. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** `4,12 (3,9 – 5,0)`: the median and where nine of ten lie. */
export function withSpread({ median, p5, p95 }: Spread): string {
  return `${figure(median)} (${figure(p5)}–${figure(p95)})`;
}

/** Columns under their heads, the first one to the left. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  return [line(heads), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** An aim of the project and whether this run reached it. */
export function aim(what: string, reached: boolean, found: string): string {
  return `${reached ? "reached" : "MISSED "}  ${what}: ${found}`;
}
