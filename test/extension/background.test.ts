import "./fake-extension.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerLauncher, claimPanel, closeOverlay, resumeOverlay, toggleOverlay } from "../../extension/background/overlay.ts";
import { loadOverlay } from "../../extension/background/overlay-state.ts";
import { openPanelWindow } from "../../extension/background/panel-window.ts";
import { keepPanel } from "../../extension/background/permissions.ts";
import { listenToLaunchers } from "../../extension/background/start.ts";
import { mintToken, takeToken } from "../../extension/background/tokens.ts";
import type { Caller, LauncherOrder } from "../../extension/messages.ts";
import { sitePattern } from "../../extension/screen/site-pattern.ts";
import { fakeBrowser } from "./fake-extension.ts";

const tab = { id: 7, url: "http://unit.test/tin#a", title: "UBND xã Suối Ngàn" };
const inOverlay: Caller = { tabId: 7, frameId: 12, path: "/panel.html" };
const inWindow: Caller = { tabId: 90, frameId: 0, path: "/window.html" };

/** What the browser around us does: which pages let scripts in, whether a launcher is there, which windows are open. */
let injectable: boolean;
let launcher: boolean;
let orders: LauncherOrder["order"][];
let windows: string[];
let granted: string[];
let closed: boolean;

beforeEach(() => {
  fakeBrowser.reset();
  vi.useFakeTimers({ toFake: ["setTimeout", "Date"] });
  injectable = true;
  launcher = false;
  orders = [];
  windows = [];
  granted = [];
  closed = false;
  Object.assign(fakeBrowser, {
    scripting: {
      async executeScript() {
        if (!injectable) throw new Error("Cannot access contents of the page");
        launcher = true;
        return [{ frameId: 0 }];
      },
    },
    permissions: {
      contains: async ({ origins }: { origins: string[] }) => origins.every((one) => granted.includes(one)),
      remove: async ({ origins }: { origins: string[] }) => {
        granted = granted.filter((one) => !origins.includes(one));
        return true;
      },
    },
  });
  vi.spyOn(fakeBrowser.tabs, "sendMessage").mockImplementation((async (_tab: number, message: LauncherOrder) => {
    if (!launcher) throw new Error("Could not establish connection");
    orders.push(message.order);
    if (message.order === "close") launcher = false;
    return true;
  }) as never);
  vi.spyOn(fakeBrowser.tabs, "get").mockImplementation((async (id: number) => {
    if (closed) throw new Error(`No tab with id: ${id}.`);
    return { id };
  }) as never);
  vi.spyOn(fakeBrowser.windows, "create").mockImplementation(async (window) => {
    windows.push(String(window?.url));
    return { id: 500 + windows.length } as never;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The action's click, and the launcher asking for the panel's address. */
async function open(): Promise<{ token: string; settled: Promise<void> }> {
  const settled = toggleOverlay(tab);
  await vi.waitFor(() => expect(launcher).toBe(true));
  const address = await answerLauncher({ launcher: "mintPanel" }, 7, { url: tab.url, title: tab.title });
  return { token: address?.url.split("#")[1] ?? "", settled };
}

describe("a token", () => {
  it("is refused when it is unknown, used or older than 10 seconds", async () => {
    expect(await takeToken("0".repeat(48))).toBeUndefined();
    const used = await mintToken(7, "overlay");
    expect(await takeToken(used)).toMatchObject({ tabId: 7 });
    expect(await takeToken(used)).toBeUndefined();
    const old = await mintToken(7, "overlay");
    vi.setSystemTime(Date.now() + 10_001);
    expect(await takeToken(old)).toBeUndefined();
  });

  it("cannot be guessed and does not pile up", async () => {
    const tokens = new Set<string>();
    for (let i = 0; i < 20; i += 1) tokens.add(await mintToken(7, "overlay"));
    expect(tokens.size).toBe(20);
    vi.setSystemTime(Date.now() + 20_000);
    await mintToken(7, "overlay");
    const kept = Object.keys(await fakeBrowser.storage.session.get(null)).filter((name) => name.startsWith("token:"));
    expect(kept).toHaveLength(1);
  });
});

describe("claiming the panel", () => {
  it.each<[string, Caller]>([
    ["another tab", { ...inOverlay, tabId: 8 }],
    ["the page itself, not a frame in it", { ...inOverlay, frameId: 0 }],
    ["another page of ours", { ...inOverlay, path: "/desk.html" }],
  ])("is refused for %s, and the token is gone", async (_, caller) => {
    const { token } = await open();
    expect(await claimPanel(token, caller)).toBeNull();
    expect(await claimPanel(token, inOverlay)).toBeNull();
  });

  it("is refused where no overlay was opened", async () => {
    expect(await answerLauncher({ launcher: "mintPanel" }, 7, { url: tab.url, title: "" })).toBeNull();
    expect(await claimPanel(await mintToken(7, "overlay"), inOverlay)).toBeNull();
  });

  it("is refused after the window has opened", async () => {
    const { token } = await open();
    await vi.advanceTimersByTimeAsync(10_100);
    expect(windows).toHaveLength(1);
    expect(await claimPanel(token, inOverlay)).toBeNull();
  });

  it("gives the place, without the address' fragment, and opens no window", async () => {
    const { token, settled } = await open();
    expect(await claimPanel(token, inOverlay)).toEqual({ tabId: 7, url: "http://unit.test/tin", title: tab.title, shownIn: "overlay" });
    await vi.advanceTimersByTimeAsync(11_000);
    await settled;
    expect(windows).toEqual([]);
    expect(orders).toContain("claimed");
  });

  it("is given to the window only from the window", async () => {
    await open();
    await openPanelWindow(7, "asked");
    const token = windows[0]?.split("#")[1] ?? "";
    expect(await claimPanel(token, inWindow)).toMatchObject({ tabId: 7, shownIn: "window" });
    expect(await claimPanel(token, { ...inWindow, tabId: 91 })).toBeNull();
  });

  it("is given again to a reloaded window, in its own tab alone", async () => {
    await open();
    await openPanelWindow(7, "asked");
    await claimPanel(windows[0]?.split("#")[1] ?? "", inWindow);
    expect(await claimPanel("", inWindow)).toMatchObject({ tabId: 7, shownIn: "window" });
    expect(await claimPanel("", { ...inWindow, tabId: 91 })).toBeNull();
    expect(await claimPanel("", { ...inWindow, path: "/panel.html" })).toBeNull();
  });
});

describe("pages that let no overlay live", () => {
  it("get the window where scripts are kept out", async () => {
    injectable = false;
    await toggleOverlay(tab);
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatch(/window\.html#[0-9a-f]{48}$/);
  });

  it("get the desk where there is no page at all", async () => {
    injectable = false;
    const created = vi.spyOn(fakeBrowser.tabs, "create");
    await toggleOverlay({ id: 7, url: "chrome://settings/", title: "" });
    expect(windows).toEqual([]);
    expect(created).toHaveBeenCalledWith({ url: expect.stringContaining("/desk.html#/") });
    expect(await loadOverlay(7)).toBeUndefined();
  });

  it("get no more than a few addresses, then the window", async () => {
    await open();
    const addresses = await Promise.all(
      Array.from({ length: 12 }, () => answerLauncher({ launcher: "mintPanel" }, 7, { url: tab.url, title: "" })),
    );
    expect(addresses.filter((one) => one === null).length).toBeGreaterThan(0);
    await answerLauncher({ launcher: "overlayFailed", why: "removed" }, 7, { url: tab.url, title: "" });
    expect(windows).toHaveLength(1);
    await answerLauncher({ launcher: "overlayFailed", why: "removed" }, 7, { url: tab.url, title: "" });
    expect(windows, "one window, however often the page fails").toHaveLength(1);
  });
});

describe("a tab that is closing", () => {
  it("gets no window for what its page says at the end", async () => {
    const { token } = await open();
    await claimPanel(token, inOverlay);
    closed = true;
    await answerLauncher({ launcher: "overlayFailed", why: "silent" }, 7, { url: tab.url, title: "" });
    expect(windows).toEqual([]);
    expect(await loadOverlay(7)).toBeUndefined();
  });

  it("is not heard any more once its page is being left", async () => {
    const { token } = await open();
    await claimPanel(token, inOverlay);
    listenToLaunchers();
    const page = { id: fakeBrowser.runtime.id, frameId: 0, url: tab.url, tab };
    const says = async (documentLifecycle: string) => {
      const failed = { launcher: "overlayFailed", why: "silent" } as const;
      await fakeBrowser.runtime.onMessage.trigger(failed, { ...page, documentLifecycle } as never, () => undefined);
      await vi.advanceTimersByTimeAsync(2_000);
      return windows.length;
    };
    expect(await says("pending_deletion")).toBe(0);
    expect(await says("active")).toBe(1);
  });
});

describe("the overlay", () => {
  it("is closed by the second click", async () => {
    const { token } = await open();
    await claimPanel(token, inOverlay);
    await toggleOverlay(tab);
    expect(orders.at(-1)).toBe("close");
    expect(await loadOverlay(7)).toBeUndefined();
  });

  it("comes back after a navigation, on its side, and leaves the page's focus alone", async () => {
    const { token } = await open();
    await claimPanel(token, inOverlay);
    await answerLauncher({ launcher: "overlayMoved", side: "left", minimised: false }, 7, { url: tab.url, title: "" });
    launcher = false;
    const resumed = resumeOverlay(7);
    await vi.waitFor(() => expect(launcher).toBe(true));
    const address = await answerLauncher({ launcher: "mintPanel" }, 7, { url: "http://unit.test/b", title: "" });
    expect(address).toMatchObject({ side: "left", takeFocus: false });
    expect(await claimPanel(address?.url.split("#")[1] ?? "", inOverlay)).toMatchObject({ url: "http://unit.test/b" });
    await vi.advanceTimersByTimeAsync(11_000);
    await resumed;
  });

  it("does not come back where it was closed, or where the browser no longer allows it", async () => {
    await open();
    await closeOverlay(7);
    await resumeOverlay(7);
    expect(launcher).toBe(false);
    await open();
    launcher = false;
    injectable = false;
    await resumeOverlay(7);
    expect(windows).toEqual([]);
  });

  it("gives the site's permission back when it is closed, unless another tab lives by it", async () => {
    const { token } = await open();
    await claimPanel(token, inOverlay);
    await keepPanel(7);
    expect(await loadOverlay(7), "nothing was granted").not.toHaveProperty("keeps");
    granted = ["http://unit.test/*", "https://other.test/*"];
    await keepPanel(7);
    await closeOverlay(7);
    expect(granted).toEqual(["https://other.test/*"]);
  });
});

describe("a site's pattern", () => {
  it.each(["", "chrome://newtab/", "file:///a.pdf", "about:blank"])("there is none for “%s”", (address) => {
    expect(sitePattern(address)).toBeUndefined();
  });
  it("names the host, never the port", () => {
    expect(sitePattern("http://unit.test:8080/a?b#c")).toBe("http://unit.test/*");
  });
});
