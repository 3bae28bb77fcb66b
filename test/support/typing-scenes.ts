import type { OutboxItem } from "../../extension/drafts/outbox-item.ts";
import { newId } from "../../shared/id.ts";
import type { Evidence } from "../../shared/sheets/answer.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { panel } from "../../shared/words/panel.ts";
import { bytesOf, draft, field, fullDraft, fullEntries, inspection, server, unit } from "../extension/sample-sheets.ts";
import { type Browser, type BrowserName, type Page, until } from "./browser.ts";
import { launchWithExtension } from "./built.ts";
import { clickOn, sees } from "./hands.ts";
import { type Shown, showPanel } from "./overlay.ts";
import { pageAnswer } from "./pages.ts";
import { type Site, serveSite } from "./site.ts";
import { openStorage, seedFrom } from "./stored.ts";
import type { Disturbance, Screen } from "./typing-walk.ts";

/**
 * A browser whose device holds a sheet to score, one that replaces another, and one that was sent; and every screen that has text fields.
 */
export interface Scenes {
  readonly browser: Browser;
  readonly disturbance: Disturbance;
  desk(hash: string): Promise<Page>;
  scoring(): Promise<Screen>;
  review(): Promise<Screen>;
  withdrawing(): Promise<Screen>;
  surprise(): Promise<Screen>;
  options(): Promise<Screen>;
  /** The sheet in the overlay of the unit's page, and in the panel's own window. */
  overlay(): Promise<Screen>;
  window(): Promise<Screen>;
  /** The overlay on a page that belongs to no unit. */
  search(): Promise<Screen>;
  close(): Promise<void>;
}

export async function openScenes(name: BrowserName): Promise<Scenes> {
  const site = await serveSite((path) =>
    path === "/sandboxed"
      ? { headers: { "content-security-policy": "sandbox" }, body: "<!doctype html><title>x</title><h1>UBND</h1>" }
      : pageAnswer(path),
  );
  const browser = await launchWithExtension(name);
  const storage = await openStorage(browser);
  const { scored, replacing, sent } = await seedAll(storage, site);
  let desk: Page | undefined;
  const inspected: Page[] = [];
  /** One panel at a time: what is typed is looked for in one place. */
  const leavePanels = async () => {
    for (const page of inspected.splice(0)) await page.close();
  };
  const goTo = async (hash: string) => {
    await leavePanels();
    desk ??= await browser.open(`${browser.extensionOrigin}/desk.html`);
    await desk.bringToFront();
    await desk.goto(`${browser.extensionOrigin}/desk.html${hash}`);
    return desk;
  };
  const at = async (hash: string, heading: string, draftId?: string): Promise<Screen> => {
    const page = await goTo(hash);
    await sees(page, heading);
    // The heading takes the focus once; a person clicks after that.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { name: `desk ${hash.split("/")[1]}`, hands: page, document: page, ...(draftId && { draftId }) };
  };
  const shownOn = async (address: string, as: Shown["as"], says: string, draftId?: string): Promise<Screen> => {
    await leavePanels();
    const page = await browser.open(address);
    inspected.push(page);
    const shown = await showPanel(browser, page);
    if (shown?.as !== as) throw new Error(`no ${as} at ${address}, but ${shown?.as ?? "nothing"}`);
    if (shown.as === "window") inspected.unshift(shown.hands);
    await sees(shown.panel, says);
    await shown.hands.bringToFront();
    return { name: `panel ${as}`, hands: shown.hands, document: shown.panel, left: shown.left, ...(draftId && { draftId }) };
  };
  return {
    browser,
    disturbance: { storage, happens: (round, fieldId) => happen(storage, round, fieldId, site.http("other.test")) },
    desk: goTo,
    scoring: () => at(`#/score/${scored.id}`, scored.unit.name, scored.id),
    review: () => at(`#/review/${replacing.id}`, deskWords.replaceTitle.vi, replacing.id),
    surprise: () => at("#/surprise", deskWords.surpriseTitle.vi),
    withdrawing: async () => {
      const screen = await at(`#/item/${sent.id}`, deskWords.withdraw.vi);
      await clickOn(screen.hands, deskWords.withdraw.vi);
      await until("the question", () => screen.document.evaluate(() => document.querySelector("dialog[open]") !== null));
      return screen;
    },
    options: async () => {
      const page = await browser.open(`${browser.extensionOrigin}/options.html`);
      await until("the server's field", () => page.evaluate(() => document.getElementById("server") !== null));
      return { name: "options", hands: page, document: page };
    },
    overlay: () => shownOn(`${site.http("unit.test")}/own/unit.html`, "overlay", scored.unit.name, scored.id),
    window: () => shownOn(`${site.http("unit.test")}/sandboxed`, "window", scored.unit.name, scored.id),
    search: async () => {
      // No unit is known by this page's address yet: see below.
      await happen(storage, 1, "", "");
      return shownOn(`${site.http("other.test")}/own/unit.html`, "overlay", panel.unknownPage.vi);
    },
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}

async function seedAll(storage: Page, site: Site): Promise<{ scored: Draft; replacing: Draft; sent: OutboxItem }> {
  const [here, there, past] = ["UBND phường Bến Thử", "UBND phường Bến Một", "UBND phường Bến Hai"].map((name, i) =>
    inspection(unit(name, { websites: i === 0 ? [{ origin: site.http("unit.test"), path: "/" }] : [] })),
  );
  if (!here || !there || !past) throw new Error("no inspections");
  const scored = draft(here, {
    entries: {
      ...fullEntries("both"),
      // Its figures contradict each other, and its reason is asked for; and one that does not apply.
      "NYTT-02": { answer: { type: "ratio", numerator: 5, denominator: 4 }, note: "", evidence: [] },
      "NYTT-05": {
        answer: { type: "notApplicable", reason: "" },
        note: "",
        evidence: [quotation("Tỷ lệ đúng hạn"), quotation("Danh mục thủ tục")],
      },
    },
  });
  const replacing = fullDraft(there, { replaces: { id: newId(), reason: "" } });
  const sent = sentItem(fullDraft(past));
  await seedFrom(storage, field([here, there, past]), [scored, replacing], [sent]);
  return { scored, replacing, sent };
}

function quotation(exact: string): Evidence {
  return {
    type: "quote",
    id: newId(),
    // No browser refuses such an address, and nothing decodes it.
    url: "https://bentho.example/giam-50%",
    exact,
    prefix: "",
    suffix: "",
    title: "Trang của phường",
    capturedAt: "2026-11-22T02:00:00.000Z",
  };
}

function sentItem(of: Draft): OutboxItem {
  const id = newId();
  const at = "2026-11-22T02:00:00.000Z";
  return {
    format: 1,
    id,
    owner: of.owner,
    state: "accepted",
    bytes: bytesOf(of, id),
    draft: of,
    queuedAt: at,
    attempts: 1,
    lastTriedAt: at,
    nextTryAt: null,
    lastProblem: null,
    maybeArrived: true,
    receipt: {
      submissionId: id,
      contentHash: "0".repeat(64),
      position: 7,
      receivedAt: at,
      instanceId: server.instanceId,
      status: "accepted",
      flags: [],
      keyId: "k",
      signature: "s",
    },
    earlierIds: [],
    replacedBy: null,
    withdrawn: null,
    epoch: server.epoch,
  };
}

/**
 * What can come while somebody types: another window's save, a refresh of the lists (by which a unit has its website at `origin` now),
 * news of the outbox, of the sign-in, of the overlay.
 */
function happen(storage: Page, round: number, fieldId: string, origin: string): Promise<void> {
  return storage.evaluate(
    async (kind, other, note, website) => {
      const what = ["drafts", "field", "outbox", "signIn", "overlay"][kind] ?? "drafts";
      if (what === "drafts" || what === "field") {
        const opening = indexedDB.open("phieu-cham");
        await new Promise((resolve) => {
          opening.onsuccess = resolve;
        });
        const transaction = opening.result.transaction(what, "readwrite");
        const store = transaction.objectStore(what);
        const reading = store.openCursor();
        reading.onsuccess = () => {
          const cursor = reading.result;
          if (!cursor) return;
          const { value } = cursor;
          if (what === "field") {
            value.field.units[2].websites = website ? [{ origin: website, path: "/" }] : [];
            cursor.update({ ...value, savedAt: new Date().toISOString() });
          } else
            cursor.update({
              ...value,
              entries: { ...value.entries, [other]: { ...value.entries[other], note } },
              revision: value.revision + 1,
            });
          cursor.continue();
        };
        await new Promise((resolve) => {
          transaction.oncomplete = resolve;
        });
        opening.result.close();
      }
      const channel = new BroadcastChannel("phieu-cham");
      channel.postMessage(what);
      channel.close();
    },
    round % 5,
    fieldId.startsWith("DDCV-07") ? "DDCV-10" : "DDCV-07",
    `Ghi ở cửa sổ khác ${round}`,
    origin,
  );
}
