import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Draft } from "../../shared/sheets/draft.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { panel } from "../../shared/words/panel.ts";
import { browsersFor, until } from "../support/browser.ts";
import { clickOn, sees } from "../support/hands.ts";
import { readStore } from "../support/stored.ts";
import { openScenes, type Scenes } from "../support/typing-scenes.ts";
import type { Screen } from "../support/typing-walk.ts";

/** It holds every key that the panel obeys, and the spaces that press buttons. */
const sentence = "Quý 3 không có hồ sơ, xem mục u 1 r e";
const criterion = "NYTT-05";

/** Controls that their own press takes away. */
describe.each(browsersFor("chromium"))("whoever types at once after pressing what goes away by it, in %s", (name) => {
  let scenes: Scenes;
  beforeAll(async () => {
    scenes = await openScenes(name);
  });
  afterAll(() => scenes?.close());

  async function entries(draftId: string | undefined): Promise<Draft["entries"]> {
    const all = (await readStore(scenes.disturbance.storage, "drafts")) as Draft[];
    return all.find(({ id }) => id === draftId)?.entries ?? {};
  }

  async function openCriterion(screen: Screen): Promise<void> {
    await until("the criterion", () =>
      screen.document.evaluate((id) => {
        if (document.getElementById(`body-${id}`)) return true;
        document.getElementById(`line-${id}`)?.click();
        return false;
      }, criterion),
    );
  }

  /** Presses by mouse or by Enter, types at once, and gives where the focus is then. */
  async function pressAndType(
    screen: Screen,
    how: "mouse" | "Enter",
    control: string,
  ): Promise<{ at: string; open: string; asked: boolean }> {
    const { hands, document: doc, left = 0 } = screen;
    await until(`“${control}”`, () => doc.evaluate(focusOn, control));
    if (how === "mouse") await clickOn(hands, control, doc, { left });
    else await hands.press("Enter");
    await hands.typeAt(sentence, 60);
    await new Promise((resolve) => setTimeout(resolve, 400));
    return doc.evaluate(() => ({
      at: document.activeElement?.id || (document.activeElement?.localName ?? ""),
      open: document.querySelector(".line[aria-expanded=true]")?.id ?? "",
      asked: document.querySelector("dialog[open], .help") !== null,
    }));
  }

  /** The first in the quick run, all in the long one. */
  const everyWay = [
    ["scoring", "Enter"],
    ["overlay", "mouse"],
  ] as const;
  test.each(process.env["LONG"] === undefined ? everyWay.slice(0, 1) : everyWay)(
    "in a sheet (%s, by %s) changes no answer and opens nothing; a reason for “không phát sinh” is written whole",
    async (scene, how) => {
      const screen = await scenes[scene]();
      await openCriterion(screen);
      const before = await entries(screen.draftId);
      const line = { at: `line-${criterion}`, open: `line-${criterion}`, asked: false };

      expect(await pressAndType(screen, how, panel.scoreInstead.vi), "scoring after all").toEqual(line);
      await until("no answer", async () => (await entries(screen.draftId))[criterion]?.answer === null);

      expect(await pressAndType(screen, how, panel.notApplicable.vi), "the reason").toEqual({ ...line, at: `${criterion}-grounds` });
      const reason = async () => {
        const answer = (await entries(screen.draftId))[criterion]?.answer;
        return answer?.type === "notApplicable" ? answer.reason : undefined;
      };
      await until("the whole reason", async () => (await reason()) === sentence).catch(async () => expect(await reason()).toBe(sentence));

      expect(await pressAndType(screen, how, panel.scoreInstead.vi), "scoring again").toEqual(line);
      await screen.document.evaluate((id) => document.querySelector<HTMLInputElement>(`#body-${id} input`)?.focus(), criterion);
      await screen.hands.press("Tab");
      await screen.document.evaluate((id) => document.getElementById(`line-${id}`)?.focus(), criterion);
      await screen.hands.press("1");
      await until("a choice by its key", async () => (await entries(screen.draftId))[criterion]?.answer != null);
      expect(await pressAndType(screen, how, panel.clear.vi), "the score taken back").toEqual(line);
      await until("no answer", async () => (await entries(screen.draftId))[criterion]?.answer === null);

      // For the next time; and the help, which its own button closes.
      await pressAndType(screen, how, panel.notApplicable.vi);
      await screen.hands.press("Escape");
      await clickOn(screen.hands, panel.help.vi, screen.document, { left: screen.left ?? 0 });
      await until("the help", () => screen.document.evaluate(() => document.activeElement?.id === "help-title"));
      expect(await pressAndType(screen, how, panel.closeHelp.vi), "the help closed").toEqual(line);

      const after = await entries(screen.draftId);
      expect({ ...after, [criterion]: undefined }).toEqual({ ...before, [criterion]: undefined });
      expect(after[criterion]).toMatchObject({ note: before[criterion]?.note, answer: { type: "notApplicable", reason: sentence } });
    },
  );

  test("“không phát sinh” at a count of 0 of 0 asks for its reason, and what is typed next is the reason", async () => {
    const none = "DDCV-06";
    const screen = await scenes.scoring();
    await until("the criterion", () => screen.document.evaluate((id) => document.getElementById(`line-${id}`) !== null, none));
    await screen.document.evaluate((id) => document.getElementById(`line-${id}`)?.click(), none);
    for (const field of ["numerator", "denominator"]) {
      await until(field, () =>
        screen.document.evaluate((id) => {
          document.getElementById(id)?.focus();
          return document.activeElement?.id === id;
        }, `${none}-${field}`),
      );
      await screen.hands.press("Control+a");
      await screen.hands.type("0");
    }
    const answer = async () => (await entries(screen.draftId))[none]?.answer;
    await until("0 of 0", async () => JSON.stringify(await answer()).includes('"denominator":0'));
    expect(await pressAndType(screen, "mouse", panel.notApplicable.vi)).toMatchObject({ at: `${none}-grounds`, open: `line-${none}` });
    await until("the whole reason", async () => JSON.stringify(await answer()).includes(sentence));
    expect(await answer()).toEqual({ type: "notApplicable", reason: sentence });
  });

  test("evidence from an address that no decoding reads is shown with the address as it is", async () => {
    const screen = await scenes.scoring();
    await openCriterion(screen);
    await sees(screen.document, "/giam-50%");
  });

  test("evidence taken away takes no other away with it", async () => {
    const screen = await scenes.scoring();
    await openCriterion(screen);
    const before = await entries(screen.draftId);
    const taken = panel.removeQuote.vi.replace("{text}", "Tỷ lệ đúng hạn");
    const now = await pressAndType(screen, "mouse", taken);
    expect(now).toMatchObject({ open: `line-${criterion}`, asked: false });
    expect(now.at).not.toBe("body");
    const after = await entries(screen.draftId);
    expect(after).toEqual({ ...before, [criterion]: { ...before[criterion], evidence: before[criterion]?.evidence.slice(1) } });
  });

  test("another unit looked for, and back again, opens nothing else", async () => {
    const screen = await scenes.overlay();
    const before = await entries(screen.draftId);
    for (const control of [panel.changeUnit.vi, panel.back.vi]) {
      const now = await pressAndType(screen, "mouse", control);
      expect(now.at, control).not.toBe("body");
      expect(now.asked, control).toBe(false);
    }
    expect(await entries(screen.draftId)).toEqual(before);
  });

  test("a draft deleted at the desk, its question and its notice closed, leave the focus in the list", async () => {
    const page = await scenes.desk("#/drafts");
    const screen: Screen = { name: "desk", hands: page, document: page };
    const remove = `${deskWords.remove.vi} UBND phường Bến Một`;
    await clickOn(page, remove);
    for (const control of [deskWords.cancel.vi, deskWords.deleteForGood.vi, deskWords.dismiss.vi]) {
      const now = await pressAndType(screen, "mouse", control);
      expect(now.at, control).not.toBe("body");
      expect(now.asked, control).toBe(false);
      if (control === deskWords.cancel.vi) await clickOn(page, remove);
    }
  });
});

function focusOn(control: string): boolean {
  for (const element of document.querySelectorAll<HTMLElement>("button")) {
    const text = (element.getAttribute("aria-label") ?? element.innerText).replace(/\s+/g, " ").trim();
    if (text !== control || element.getClientRects().length === 0) continue;
    element.focus();
    return document.activeElement === element;
  }
  return false;
}
