import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Expression, expressionsIn, repeatsWithoutBound } from "./support/expressions.ts";
import { parsers, worstOfExpressions } from "./support/worst-inputs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function expressionsOfTheProject(): Map<string, Expression> {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "server", "shared", "extension"], {
    cwd: root,
    encoding: "utf8",
  }).split("\n");
  const files = listed.filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith(".d.ts"));
  const all = files.flatMap((path) => expressionsIn({ path, text: readFileSync(root + path, "utf8") }));
  return new Map(all.map((expression) => [`/${expression.pattern}/${expression.flags}`, expression]));
}

/** The least time of several runs, ms: in one of them the machine did nothing else. */
function cost(run: () => unknown, runs = 7): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i += 1) {
    const before = performance.now();
    run();
    least = Math.min(least, performance.now() - before);
    // Below what can be told apart there is nothing to compare.
    if (least < negligible) break;
  }
  return least;
}

const negligible = 5;
/**
 * Twice the text costs twice as much; four times, where each place looks at all the others. A fourth
 * of it is asked too: the machine is busy.
 */
const mostForTwice = 3;
const mostForFourTimes = 9;

function expectLinear(name: string, cap: number, worst: (length: number) => string, run: (text: string) => unknown): void {
  const [fourth, half, whole] = [worst(cap / 4), worst(cap / 2), worst(cap)];
  let said = "";
  // What is not linear is not so every time.
  for (let tries = 0; tries < 5; tries += 1) {
    const atCap = cost(() => run(whole));
    if (atCap < negligible) return;
    const times = (text: string) =>
      atCap /
      Math.max(
        0.5,
        cost(() => run(text)),
      );
    if (times(half) <= mostForTwice || times(fourth) <= mostForFourTimes) return;
    said = `${name}: ${atCap.toFixed(0)} ms at ${cap}, ${times(half).toFixed(1)} times the half`;
  }
  expect(said).toBe("linear");
}

const expressions = expressionsOfTheProject();
const matches = ({ pattern, flags }: Pick<Expression, "pattern" | "flags">) => {
  const everywhere = new RegExp(pattern, flags.includes("g") ? flags : `${flags}g`);
  return (text: string) => text.replace(everywhere, "");
};

describe("every regular expression that meets text of others", () => {
  test("and repeats something without a bound has its worst input declared in test/support/worst-inputs.ts, and none is declared in vain", () => {
    const found = [...expressions].filter(([, { pattern }]) => repeatsWithoutBound(pattern)).map(([key]) => key);
    expect(found.sort()).toEqual(Object.keys(worstOfExpressions).sort());
  });

  test("costs twice as much for twice as much of its worst input, at most", () => {
    for (const [key, { cap, worst }] of Object.entries(worstOfExpressions)) {
      const expression = expressions.get(key);
      if (expression) expectLinear(key, cap, worst, matches(expression));
    }
  });

  test("is linear for whatever repeats its own signs, too: none was declared by a harmless input", () => {
    for (const [key, expression] of expressions) {
      const run = matches(expression);
      const worst = attacksOn(expression.pattern).find((attack) => isCostly(run, attack));
      if (worst) expect(`${key} for ${JSON.stringify(worst(24))}`).toBe("linear");
    }
  });

  test.for([String.raw`\s*;\s*`, String.raw`[^/]*\.[^/]*$`, "#.*$", String.raw`(\w+\s?)*$`])(
    "the search finds that /%s/ is not",
    (pattern) => {
      const run = matches({ pattern, flags: "" });
      expect(attacksOn(pattern).some((attack) => isCostly(run, attack))).toBe(true);
    },
  );
});

type Attack = (length: number) => string;

/** Texts that repeat one or two of the signs that the pattern names, with an end that spoils the match. */
function attacksOn(pattern: string): Attack[] {
  const named = [...pattern.replace(/\\u[0-9a-f]{4}/g, " ").replace(/\\[a-zA-Z]/g, "a1 ")].filter((sign) =>
    /[^\\()[\]{}|^$?*+]/.test(sign),
  );
  const signs = [...new Set([...named, "a", "1", " ", ".", "/", "-", '"', "{", "["])].slice(0, 14);
  const pieces = signs.flatMap((one) => [one, ...signs.slice(0, 6).map((other) => one + other)]);
  return pieces.flatMap((piece) => ["", "\u0000", "\n"].map((end) => (length: number) => piece.repeat(length / piece.length) + end));
}

/** Whether four times the text takes far more than four times as long; what doubles with each sign takes long at once. */
function isCostly(run: (text: string) => unknown, attack: Attack): boolean {
  if (cost(() => run(attack(24)), 3) >= negligible) return true;
  const short = cost(() => run(attack(6_000)));
  return short >= negligible && cost(() => run(attack(24_000)), 3) > short * 8;
}

describe("every parser of our own", () => {
  test.for(parsers)("is linear: $name", ({ name, cap, worst, run }) => expectLinear(name, cap, worst, run));
});
