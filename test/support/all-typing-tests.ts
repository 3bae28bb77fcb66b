import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BrowserName, browsersToTest } from "./browser.ts";
import { extensionFields, type MetField, type SourceField } from "./text-fields.ts";
import { openScenes, type Scenes } from "./typing-scenes.ts";
import { type How, walk, walkSheet } from "./typing-walk.ts";

const fields = extensionFields();
const hows: readonly How[] = ["12 keys a second", "60 keys a second", "composition"];

/** Registers what is typed into every field there is, in one browser. */
export function testAllTyping(name: BrowserName): void {
  describe.runIf(browsersToTest().includes(name))(
    `whoever types 150 letters into any field, slowly, fast and by an input method, in ${name}`,
    () => {
      let scenes: Scenes;
      const met = new Set<string>();
      const all = (source: SourceField) => met.add(source.at) !== undefined;
      beforeAll(async () => {
        scenes = await openScenes(name);
      });
      afterAll(() => scenes?.close());

      test.each(["search", "review", "surprise", "withdrawing", "options"] as const)("finds every letter in “%s”", async (scene) => {
        for (const how of hows) await walk(await scenes[scene](), "body", how, scenes.disturbance, fields, all);
      });

      test("finds every letter in every field of every criterion, at the desk", async () => {
        await walkSheet(await scenes.scoring(), "60 keys a second", scenes.disturbance, fields, all);
      });

      // The same components draw the same fields for every criterion and in every place: there, one of each shows it.
      test.each(["scoring", "overlay", "window"] as const)("finds every letter in one field of each kind, in “%s”", async (scene) => {
        const screen = await scenes[scene]();
        for (const how of hows) {
          const once = new Set<string>();
          const oneOfEach = ({ at }: SourceField, { id }: MetField) => {
            const kind = `${at} ${id.replace(/^[A-Z]+-\d+/, "").replace(/\d+$/, "")}`;
            return !once.has(kind) && once.add(kind) !== undefined;
          };
          await walkSheet(screen, how, scenes.disturbance, fields, oneOfEach, ["DDCV-02", "NYTT-02", "NYTT-05"]);
        }
      });

      test("met every field that the source of the extension has", () => {
        expect(fields.map(({ at }) => at).filter((at) => !met.has(at))).toEqual([]);
      });
    },
  );
}
