import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readEnv } from "../../server/host/env.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { findPersonByEmail } from "../../server/people/people.ts";
import { createPlan, type TeamMember } from "../../server/plans/plans.ts";
import { createApp, type Running, serve } from "../../server/serve.ts";
import { importUnits } from "../../server/units/new-units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import { vietnamDay } from "../../shared/text.ts";
import { optionsWords } from "../../shared/words/options.ts";
import { deviceWords, shellWords } from "../../shared/words/pages.ts";
import { type Browser, findPage, type Page } from "./browser.ts";
import { clickOn, fillIn, sees } from "./hands.ts";
import { type Wire, wire } from "./network.ts";
import { accepts, linkOn, signsDeviceIn } from "./newcomers.ts";
import { deviceOf } from "./server.ts";
import { makeSheet } from "./sheets.ts";
import { makeVisitor } from "./visitor.ts";

export const password = "mat-khau-rat-dai-1";
export const inspector = { name: "Lê Thị An", email: "an@cham.test" };
const administratorEmail = "quan@cham.test";
export const lead = { name: "Phạm Ngọc Lan", email: "lan@cham.test" };

/** The unit that is scored in the browser, and two that were scored before it: one better, one worse. */
export const unitName = "UBND phường Bến Thử";
export const better = "UBND phường Bến Một";
export const worse = "UBND phường Bến Hai";

/** A whole server behind a wire, with everything that stands before an inspector's first score. */
export interface Province {
  readonly wire: Wire;
  /** The server's address as people type it; it stays the same while the server is down. */
  readonly address: string;
  readonly inspectionId: string;
  server(): Running;
  /** Stops the server, and starts it again on the same data. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** The unit's website is at `origin`. */
export async function openProvince(origin: string): Promise<Province> {
  const line = await wire();
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-journey-"));
  const address = `http://localhost:${line.port}`;
  const env = readEnv({
    DATA_DIR: dataDir,
    PORT: "0",
    PUBLIC_URL: address,
    LOG_LEVEL: "silent",
    ADMIN_EMAIL: administratorEmail,
    ADMIN_PASSWORD: password,
  });
  let running: Running | undefined;
  const server = () => {
    if (!running) throw new Error("the server is stopped");
    return running;
  };
  const start = async () => {
    running = await serve(env, { log: pino({ level: "silent" }) });
    line.connectTo(Number(new URL(running.url).port));
  };
  await start();
  const inspectionId = await fill(server(), origin);
  return {
    wire: line,
    address,
    inspectionId,
    server,
    start,
    stop: async () => {
      await running?.close();
      running = undefined;
    },
    remove: async () => {
      await line.close();
      await running?.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function fill({ context }: Running, origin: string): Promise<string> {
  const { database } = context;
  const { publicUrl } = context.env;
  const now = new Date();
  const today = vietnamDay(now);
  const app = createApp(context);
  const administrator = makeVisitor(app, undefined, { publicUrl });
  await administrator.sends("/sign-in", { email: administratorEmail, password, next: "/" });
  const joins = async ({ name, email }: typeof inspector | typeof lead, roles: Role[]) => {
    const link = await linkOn(await administrator.sends("/admin/people/invitation", { name, email, roles }), "invitation");
    const visitor = await accepts(app, link, name, { visitor: makeVisitor(app, undefined, { publicUrl }), password });
    return { visitor, id: (await findPersonByEmail(database.read, email))?.id ?? "" };
  };
  const { id: an, visitor: anAtHome } = await joins(inspector, ["inspector"]);
  const { id: lan } = await joins(lead, ["lead"]);
  const place = { kind: "ward" as const, block: "Khối phường" };
  const unitIds = await importUnits(
    database,
    [
      { ...place, name: unitName, websites: [{ origin, path: "/" }] },
      { ...place, name: better, websites: [] },
      { ...place, name: worse, websites: [] },
    ],
    lan,
    now,
  );
  const team: readonly TeamMember[] = [{ personId: an, position: "member", scores: true }];
  const { id, version } = defaultChecklist;
  const year = Number(today.slice(0, 4));
  const planId = await createPlan(
    database,
    {
      year,
      title: `Kế hoạch kiểm tra năm ${year}`,
      targetPercent: 30,
      checklist: { id, version },
      periods: [{ kind: "custom", from: `${year}-01-01`, to: `${year}-12-31` }],
      team,
      unitIds,
    },
    lan,
    now,
  );
  const inspectionIds = await openInspections(
    database,
    { planId, unitIds, kind: "combined", form: "both", visitedOn: today, announced: true, team },
    lan,
    now,
  );
  // The other two were scored on another device of the same inspector.
  const device = deviceOf(app, an, await signsDeviceIn(app, anAtHome, { password }));
  const answers = {
    "NYTT-01": { type: "ratio", numerator: 1, denominator: 2 },
    "NYTT-02": { type: "ratio", numerator: 1, denominator: 2 },
  } as const;
  for (const [i, more] of [
    [1, {}],
    [2, { answers }],
  ] as const) {
    const sheet = makeSheet({ inspectionId: inspectionIds[i] ?? "", unitId: unitIds[i] ?? "", visitedOn: today, ...more });
    const answer = await device.submits(sheet);
    if (answer.status !== 201) throw new Error(`the other units' sheets were refused: ${await answer.text()}`);
  }
  return inspectionIds[0] ?? "";
}

/** Signs the extension in: the code comes up in its options, and is approved on the server's page in the same browser. */
export async function connectExtension(
  browser: Browser,
  address: string,
  picture: (page: Page, step: string) => Promise<void>,
  who = { email: inspector.email, password },
): Promise<void> {
  const options = await browser.open(`${browser.extensionOrigin}/options.html`);
  await sees(options, optionsWords.server.vi);
  // Signed in before: the address stands there. Typing it again would open the browser's own list of what was typed, over the button.
  const known = await options.evaluate(() => document.querySelector<HTMLInputElement>("#server")?.value);
  if (known !== address) await fillIn(options, optionsWords.server.vi, address);
  await clickOn(options, optionsWords.signIn.vi);
  await sees(options, optionsWords.codeHead.vi);
  const code = await options.evaluate(() => document.querySelector(".usercode")?.textContent?.trim() ?? "");
  await picture(options, "1-code");
  await clickOn(options, optionsWords.openApproval.vi);
  const approval = await findPage(browser, address);
  await approval.bringToFront();
  await sees(approval, shellWords.password.vi);
  await fillIn(approval, shellWords.email.vi, who.email);
  await fillIn(approval, shellWords.password.vi, who.password);
  await approval.press("Enter");
  await sees(approval, code);
  await picture(approval, "1-approval");
  await fillIn(approval, deviceWords.passwordAgain.vi, who.password);
  await clickOn(approval, deviceWords.approve.vi);
  await sees(approval, deviceWords.approved.vi);
  await options.bringToFront();
  await sees(options, optionsWords.signedIn.vi);
  await picture(options, "1-signed-in");
  await approval.close();
  await options.close();
}
