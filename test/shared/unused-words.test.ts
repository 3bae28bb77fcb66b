import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { Words } from "../../shared/text.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Source {
  readonly path: string;
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

function source(path: string, text: string): Source {
  return { path, text, names: new Set(text.match(/\w+(?:-\w+)*/g)) };
}

function sources(): Source[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "shared", "server", "extension"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed
    .split("\n")
    .filter((path) => /\.tsx?$/.test(path) && existsSync(root + path))
    .map((path) => source(path, readFileSync(root + path, "utf8")));
}

/**
 * Nobody says a sentence whose name stands in no other file, by itself or in quotes; those for what a schema refuses are found by what
 * the schema says. A name that is an everyday word may stand elsewhere for something else: that one is not found.
 */
function unsaid(sentences: Readonly<Record<string, Words>>, others: readonly Source[]): string[] {
  const isSaid = ([key, { en }]: [string, Words]) =>
    others.some(({ names, text }) => names.has(key) || text.includes(`"${key}"`) || text.includes(`"${en}"`));
  return Object.entries(sentences).flatMap((sentence) => (isSaid(sentence) ? [] : [sentence[0]]));
}

describe("a sentence that nobody says", () => {
  test("is found by its name", () => {
    const sentences = {
      "sheet.sent": { vi: "Đã gửi", en: "Sent" },
      send: { vi: "Gửi", en: "Send" },
      late: { vi: "Muộn", en: "it came late" },
      gone: { vi: "Mất", en: "Gone" },
    };
    const others = [source("a.ts", 't(words.send); tells("sheet.sent"); v.check(isInTime, "it came late"); goneBefore()')];
    expect(unsaid(sentences, others)).toEqual(["gone"]);
  });

  test("is nowhere", async () => {
    const found: string[] = [];
    const all = sources();
    const files = all.filter(({ path }) => path.startsWith("shared/words/"));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const others = all.filter((one) => one !== file);
      const screens: Record<string, unknown> = await import(/* @vite-ignore */ pathToFileURL(root + file.path).href);
      for (const [screen, sentences] of Object.entries(screens)) {
        if (typeof sentences !== "object" || sentences === null) continue;
        const keys = unsaid(sentences as Readonly<Record<string, Words>>, others);
        found.push(...keys.map((key) => `${file.path} ${screen}.${key}`));
      }
    }
    expect(found).toEqual([]);
  });
});
