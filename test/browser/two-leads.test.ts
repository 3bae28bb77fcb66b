import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, describe, expect, test } from "vitest";
import { openReader } from "../../server/database/open.ts";
import { findBrowser } from "../../server/demo/browsers.ts";
import { openKeys } from "../../server/ledger/keys.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { browsersToTest, until } from "../support/browser.ts";
import { freePort } from "../support/free-port.ts";
import { startTestServer } from "../support/server.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { makeSheet } from "../support/sheets.ts";
import { stopGroup } from "../support/stop.ts";
import { password } from "../support/visitor.ts";

const rounds = process.env["LONG"] ? 20 : 2;

/** A decision as it was pressed, above the revision that its page showed. */
interface Pressed {
  readonly inspectionId: string;
  readonly criterion: string;
  readonly seen: number;
  readonly person: string;
  readonly reason: string;
  readonly by: string;
}

const keyOf = ({ inspectionId, criterion, seen, person, reason, by }: Pressed) =>
  [inspectionId, criterion, seen + 1, person, reason, by].join(" | ");

describe.runIf(browsersToTest().includes("chromium"))("two leads at two screens", () => {
  const profiles: string[] = [];
  afterAll(() => Promise.all(profiles.map((profile) => rm(profile, { recursive: true, force: true, maxRetries: 5 }))));

  /** A lead's own browser, with what it kept. */
  class Screen {
    readonly name: "lan" | "quan";
    readonly personId: string;
    readonly #profile: Promise<string>;
    #browser: Browser | undefined;
    page: Page | undefined;

    constructor(name: "lan" | "quan", personId: string) {
      this.name = name;
      this.personId = personId;
      this.#profile = mkdtemp(join(tmpdir(), "chromium-"));
    }

    async opens(address: string): Promise<void> {
      const userDataDir = await this.#profile;
      profiles.push(userDataDir);
      this.#browser ??= await puppeteer.launch({
        ...{ executablePath: findBrowser("chromium") ?? "", headless: true, pipe: true, userDataDir },
        args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--lang=vi"],
      });
      this.page ??= await this.#browser.newPage();
      await this.page.goto(address);
      // The cookie may have gone with the browser that was killed.
      if (!(await this.page.$("#email"))) return;
      await this.page.type("#email", `${this.name}@cham.test`);
      await this.page.type("#password", password);
      await Promise.all([this.page.waitForNavigation(), this.page.keyboard.press("Enter")]);
    }

    async dies(): Promise<void> {
      await stopGroup(this.#browser?.process() ?? null);
      await this.#browser?.disconnect();
      this.#browser = undefined;
      this.page = undefined;
    }
  }

  test(`settle one inspection by keyboard, ${rounds} times, server and one browser killed in the middle: nothing lost, nothing overwritten unseen`, {
    timeout: 60_000 + rounds * 60_000,
  }, async () => {
    const server = await startTestServer();
    const inspections: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const at = await server.opens({ unit: round % 3, team: ["an", "binh"] });
      for (const [i, name] of (["an", "binh"] as const).entries())
        expect((await server.asInspector(name).submits(makeSheet({ ...at, seed: 3 + i * 5 }))).status).toBe(201);
      inspections.push(at.inspectionId);
    }
    await server.close();

    const port = await freePort();
    const address = `http://localhost:${port}`;
    const starts = () => startServerProcess({ DATA_DIR: server.dataDir, PORT: String(port), PUBLIC_URL: address, ...server.stored.env });
    let child: ServerProcess = await starts();
    const screens = [new Screen("lan", server.asLead().personId), new Screen("quan", server.asInspector("quan").personId)];
    const pressed = new Set<string>();
    const told: Pressed[] = [];
    const came = { refused: 0, unanswered: 0 };

    /** One decision as a person makes it: a digit, a reason where something stands already, Enter; what the screen then says. */
    const decides = async ({ page, personId: by }: Screen, n: number): Promise<"told" | "refused" | "unanswered"> => {
      if (!page) throw new Error("the browser is not open");
      // Nothing is left: what is decided is looked at once more.
      if (!(await page.$("#decide"))) await Promise.all([page.waitForNavigation(), page.click("#queue .done a")]);
      const { criterion, seen } = await page.$eval("#decide", (form) => ({
        criterion: form.querySelector<HTMLInputElement>("[name=criterion]")?.value ?? "",
        seen: Number(form.querySelector<HTMLInputElement>("[name=seen]")?.value),
      }));
      await page.keyboard.press(n % 2 === 0 ? "1" : "2");
      const person = (await page.$eval("[name=decision]:checked", (field) => (field as HTMLInputElement).value)).replace("inspector:", "");
      const reason = seen > 0 ? `Lần ${n}: đối chiếu lại ảnh chụp` : "";
      if (reason !== "") {
        await page.keyboard.press("l");
        await page.$eval("#reason", (field) => (field as HTMLTextAreaElement).select());
        await page.keyboard.type(reason);
      }
      const own: Pressed = { inspectionId: page.url().split("/")[4] ?? "", criterion, seen, person, reason, by };
      pressed.add(keyOf(own));
      if (reason !== "") await page.keyboard.down("Control");
      await page.keyboard.press("Enter");
      if (reason !== "") await page.keyboard.up("Control");
      const outcome = await until(
        "the screen's answer",
        async () =>
          await page
            .evaluate((id) => {
              if (document.querySelector(".notice.ok")?.textContent?.includes(id) && document.querySelector("#decide")) {
                const open = document.querySelector<HTMLInputElement>("#decide [name=criterion]")?.value;
                if (open !== id) return "told" as const;
              }
              if (document.querySelector("#decide .error[role=alert], #reason-error")) return "refused" as const;
              return document.querySelector<HTMLElement>(".unsaved")?.hidden === false ? ("unanswered" as const) : undefined;
            }, criterion)
            .catch(() => (page.browser().connected ? undefined : ("unanswered" as const))),
        8_000,
      ).catch(() => "unanswered" as const);
      if (outcome === "told") told.push(own);
      else came[outcome] += 1;
      return outcome;
    };

    const works = async (screen: Screen, running: { now: boolean }) => {
      for (let n = screen.name === "lan" ? 0 : 1; running.now; n += 1) {
        const outcome = await decides(screen, n);
        if (outcome === "unanswered") return;
        // What was refused is seen now; on to the next.
        if (outcome === "refused")
          await Promise.all([screen.page?.waitForNavigation(), screen.page?.click("#case a[rel=next], #case a[rel=prev]")]);
      }
    };

    for (const inspectionId of inspections) {
      const [lan, quan] = screens;
      if (!lan || !quan) throw new Error("two leads");
      const settling = `${address}/inspections/${inspectionId}/settle`;
      await Promise.all(screens.map((screen) => screen.opens(settling)));
      const running = { now: true };
      const first = Promise.allSettled(screens.map((screen) => works(screen, running)));
      await setTimeout(1_200 + Math.random() * 800);
      // The power goes in the middle of both: the server and Quân's computer.
      await Promise.all([child.kill(), quan.dies()]);
      await first;
      child = await starts();
      // Lan presses what her page offers to store it again; Quân comes back and looks at what stands.
      const again = await lan.page?.$(".unsaved:not([hidden]) button");
      if (again) await Promise.all([lan.page?.waitForNavigation({ timeout: 8_000 }).catch(() => undefined), again.click()]);
      await lan.opens(settling);
      await quan.opens(settling);
      const still = { now: true };
      const second = Promise.all(screens.map((screen) => works(screen, still)));
      await Promise.race([second, setTimeout(1_200)]);
      still.now = false;
      await second;
    }

    for (const screen of screens) await screen.dies();
    expect(await child.stop()).toBe(0);
    const database = openReader(server.dataDir, server.context.env.databaseUrl);
    const rows = await database.read.selectFrom("settling_choices").selectAll().orderBy("revision").execute();
    const stored = (row: (typeof rows)[number]) =>
      keyOf({
        inspectionId: row.inspection_id,
        criterion: row.criterion_id,
        seen: Number(row.revision) - 1,
        person: row.person_id ?? "",
        reason: row.reason ?? "",
        by: row.decided_by,
      });
    const all = new Set(rows.map(stored));
    // What a screen said is stored, is; and each follows the one that its sender's page showed.
    for (const one of told) expect(all).toContain(keyOf(one));
    for (const row of rows) expect(pressed).toContain(stored(row));
    for (const own of Map.groupBy(rows, (row) => `${row.inspection_id} ${row.criterion_id}`).values())
      expect(own.map((row) => Number(row.revision))).toEqual(own.map((_, i) => i + 1));
    expect(await findFaults(database, openKeys(server.dataDir, new Date()))).toEqual([]);
    await database.close();
    console.log(
      `${rounds} rounds: ${told.length} told as stored, ${rows.length} stored, ${came.refused} refused, ${came.unanswered} unanswered`,
    );
    expect(told.length).toBeGreaterThan(rounds * 2);
    expect(came.refused).toBeGreaterThan(0);
    await server.remove();
  });
});
