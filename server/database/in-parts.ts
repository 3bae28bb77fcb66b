/** Databases take so many values in one statement and no more. */
export function inParts<T>(rows: readonly T[], size = 400): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
