import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browsersFor, until } from "../support/browser.ts";
import { keysOutOfPlace, smallWindow, unusable } from "../support/small-window.ts";
import { openScenes, type Scenes } from "../support/typing-scenes.ts";

// Both browsers lay the same styles out; the second shows it in `npm run test:long`.
const browsers = browsersFor("chromium");

describe.each(browsers)("at 320 × 256 (400 % zoom) in %s", (name) => {
  let scenes: Scenes;
  beforeAll(async () => {
    scenes = await openScenes(name);
  });
  afterAll(() => scenes?.close());

  test("the name of a key lies in its box, and on the line of what stands beside it", async () => {
    const { hands, document: panel } = await scenes.scoring();
    await hands.press("?");
    await until("the list of keys", () => panel.evaluate(() => document.querySelector(".help kbd") !== null));
    expect(await keysOutOfPlace(panel)).toEqual([]);
  });

  const screens = ["overlay", "search", "scoring", "review", "withdrawing", "surprise", "options", "window"] as const;
  test.each(screens)("everything of “%s” can be seen and hit", async (scene) => {
    const { hands, document } = await scenes[scene]();
    await hands.resize(smallWindow);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await unusable(document)).toEqual([]);
  });

  test.each(["#/", "#/guide"])("everything of the desk's %s can be seen and hit", async (hash) => {
    const desk = await scenes.desk(hash);
    await desk.resize(smallWindow);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await unusable(desk)).toEqual([]);
  });
});
