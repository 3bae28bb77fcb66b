import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browsersFor, browsersToTest } from "../support/browser.ts";
import { extensionFields, type SourceField } from "../support/text-fields.ts";
import { openScenes, type Scenes } from "../support/typing-scenes.ts";
import { type How, type Screen, walk, walkSheet } from "../support/typing-walk.ts";

const fields = extensionFields();
const how: How = "60 keys a second";
/** A sheet's fields stand in these: a level, a deduction with its headcount, a ratio that contradicts itself, one that does not apply. */
const someOfEach = ["DDCV-02", "NYTT-02", "NYTT-05"];

describe.each(browsersToTest())("whoever types 150 letters while things are saved and arrive, in %s", (name) => {
  let scenes: Scenes;
  const met = new Set<string>();
  /** Each kind of field once in each browser. */
  const once = (source: SourceField) => !met.has(source.at) && met.add(source.at) !== undefined;

  beforeAll(async () => {
    scenes = await openScenes(name);
  });
  afterAll(() => scenes?.close());

  test("into a sheet at the desk, finds every letter, no other answer, and the page where it was", async () => {
    await walkSheet(await scenes.scoring(), how, scenes.disturbance, fields, once, someOfEach);
  });

  test.each(["overlay", "window"] as const)("into a note in the %s, finds every letter", async (scene) => {
    const screen: Screen = await scenes[scene]();
    await walkSheet(screen, how, scenes.disturbance, fields, ({ at }) => at.endsWith("-note"), ["NYTT-14"]);
  });

  // The long tests type into all of them in each browser.
  if (!browsersFor("chromium").includes(name)) return;

  test.each(["review", "surprise", "withdrawing", "options", "search"] as const)("into “%s”, finds every letter", async (scene) => {
    await walk(await scenes[scene](), "body", how, scenes.disturbance, fields, once);
  });

  test("met every field that the source of the extension has", () => {
    expect(fields.length).toBeGreaterThan(10);
    expect(fields.map(({ at }) => at).filter((at) => !met.has(at))).toEqual([]);
  });
});
