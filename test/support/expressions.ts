import { parseSync } from "vite";
import type { SourceFile } from "./house-rules.ts";

/** A regular expression as it stands in the source. */
export interface Expression {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Every regular expression written in a file; one that is put together while running is told as a pattern that nobody can declare. */
export function expressionsIn({ path, text }: SourceFile): Expression[] {
  const found: Expression[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const one of node) walk(one);
      return;
    }
    const { type, regex, callee } = node as {
      type?: string;
      regex?: { pattern: string; flags: string };
      callee?: { type: string; name?: string };
    };
    if (type === "Literal" && regex) found.push({ path, ...regex });
    if ((type === "NewExpression" || type === "CallExpression") && callee?.type === "Identifier" && callee.name === "RegExp") {
      found.push({ path, pattern: "(made while running)*", flags: "" });
    }
    for (const one of Object.values(node)) walk(one);
  };
  walk(parseSync(path, text, path.endsWith(".mjs") ? { lang: "js" } : {}).program);
  return found;
}

/** Whether an expression repeats something as often as there is text: what does not looks at each place a fixed number of times. */
export function repeatsWithoutBound(pattern: string): boolean {
  const bare = pattern.replaceAll(/\\./gs, "x").replaceAll(/\[[^\]]*\]/g, "x");
  return /[*+]|\{\d+,\}/.test(bare);
}
