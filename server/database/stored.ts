import * as v from "valibot";

/**
 * How a text that holds JSON is read, a column's or a file's. What is no JSON, or JSON of another shape, is refused like any wrong input.
 */
export function stored<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(v.string(), v.parseJson(), schema);
}
