import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, describe, expect, test } from "vitest";
import { draftOf } from "../../extension/drafts/new-draft.ts";
import { OutboxItem } from "../../extension/drafts/outbox-item.ts";
import { backUp } from "../../server/backup/backup.ts";
import { restore } from "../../server/backup/restore.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { findFaults } from "../../server/verify/verify.ts";
import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import { Field } from "../../shared/field.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { fullEntries } from "../extension/sample-sheets.ts";
import { type Browser, type BrowserName, browsersFor, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { clickOn, sees } from "../support/hands.ts";
import { connectExtension, openProvince, type Province, unitName } from "../support/journey.ts";
import { notedErrors, readStore, seedFrom } from "../support/stored.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

describe.each(browsersFor("chromium"))("in %s", (name) => {
  test("yesterday's backup is restored twice, and the device gives back what is missing: by itself, after a sign-in, and where the lead opens again what was lost", async () => {
    const place = await mkdtemp(join(tmpdir(), "phieu-cham-restore-"));
    open.push({ close: () => rm(place, { recursive: true, force: true }) });
    const province = await openProvince("http://unit.test");
    open.push({ close: () => province.remove() });
    await journey(name, province, place);
  });
});

async function journey(name: BrowserName, province: Province, place: string): Promise<void> {
  const { env } = province.server().context;
  const backsUp = (folder: string) => backUp(env, join(place, folder), new Date());
  const browser = await launchWithExtension(name);
  open.push({ close: () => rm(browser.profile, { recursive: true, force: true, maxRetries: 5 }) }, { close: () => browser.close() });
  const picture = pictures(name);

  const onsite = await opensAgain(province, "onsite");
  await backsUp("before the sign-in");
  await connectExtension(browser, province.address, async () => {});
  const desk = await browser.open(`${browser.extensionOrigin}/desk.html`);
  const kept = await sends(desk, browser, province.inspectionId);
  await backsUp("yesterday");
  const lost = await sends(desk, browser, onsite);
  const remote = await opensAgain(province, "remote");
  const homeless = await sends(desk, browser, remote);
  const before = await outbox(desk);

  const restores = async (folder: string) => {
    await browser.setOnline(false);
    await province.stop();
    await restore(env, join(place, folder), new Date());
    await province.start();
    await browser.setOnline(true);
    return province.server().context.instance.epoch;
  };
  const settledAt = (epoch: number) =>
    until(
      "what was offered again",
      async () => (await outbox(desk)).filter((item) => item.state === "accepted" && item.epoch === epoch).length === 2,
      90_000,
    );

  const epoch = await restores("yesterday");
  await settledAt(epoch);
  await until("the refusal", async () => (await outbox(desk)).some(({ id, state }) => id === homeless && state === "refused"), 30_000);
  expect(await held(province)).toEqual({ [province.inspectionId]: [[kept, "current"]], [onsite]: [[lost, "current"]] });
  const after = await outbox(desk);
  const by = (items: OutboxItem[], id: string) => items.find((item) => item.id === id);
  expect(by(after, kept)?.receipt).toEqual(by(before, kept)?.receipt);
  expect(by(after, lost)?.receipt).toMatchObject({ submissionId: lost, contentHash: by(before, lost)?.receipt?.contentHash });
  expect(by(after, lost)?.receipt?.signature).not.toBe(by(before, lost)?.receipt?.signature);
  await desk.goto(`${browser.extensionOrigin}/desk.html#/outbox`);
  await sees(desk, "0 chờ gửi, 0 đang gửi, 1 bị từ chối, 2 đã nhận.");
  await sees(desk, "và nay không nhận lại: Máy chủ không có cuộc kiểm tra này");
  await picture(desk, "restore-1-given-back");

  // The lead opens it again, under another id; the inspector's sheet moves there.
  const again = await opensAgain(province, "remote");
  await desk.goto(`${browser.extensionOrigin}/desk.html#/`);
  await clickOn(desk, deskWords.refresh.vi);
  await sees(desk, deskWords.refreshed.vi);
  await desk.goto(`${browser.extensionOrigin}/desk.html#/outbox`);
  await clickOn(desk, `${deskWords.edit.vi}: ${unitName}`);
  await sees(desk, deskWords.editReturns.vi);
  const draftId = (await desk.evaluate(() => location.hash)).split("/")[2] ?? "";
  await desk.goto(`${browser.extensionOrigin}/desk.html#/review/${draftId}`);
  const reason = () => desk.evaluate(() => document.querySelector<HTMLTextAreaElement>("#replace-reason")?.value);
  expect(await until("the reason", reason)).toBe(deskWords.sentBeforeRestore.vi);
  await picture(desk, "restore-2-moved");
  await clickOn(desk, deskWords.send.vi);
  await sees(desk, "0 chờ gửi, 0 đang gửi, 0 bị từ chối, 3 đã nhận.", 30_000);
  const moved = (await outbox(desk)).find(({ draft }) => draft.inspectionId === again)?.id;
  expect(await held(province)).toMatchObject({ [again]: [[moved, "current"]] });
  await picture(desk, "restore-3-moved-and-received");

  // An older backup knows nothing of this device.
  const older = await restores("before the sign-in");
  await sees(desk, deskWords.signInAgain.vi, 60_000);
  await picture(desk, "restore-4-signed-out");
  expect(await held(province)).toEqual({});
  await connectExtension(browser, province.address, async () => {});
  await desk.bringToFront();
  await settledAt(older);
  expect(await held(province)).toEqual({ [province.inspectionId]: [[kept, "current"]], [onsite]: [[lost, "current"]] });
  await sees(desk, "0 chờ gửi, 0 đang gửi, 1 bị từ chối, 2 đã nhận.");
  await picture(desk, "restore-5-given-back-again");
  expect(await notedErrors(desk), "bugs that the extension noted").toEqual([]);
}

/** The lead opens another inspection of the unit, by the same inspector, today. */
async function opensAgain(province: Province, form: InspectionForm): Promise<string> {
  const { database } = province.server().context;
  const first = await database.read.selectFrom("inspections").selectAll().where("id", "=", province.inspectionId).executeTakeFirstOrThrow();
  const seat = await database.read
    .selectFrom("positions")
    .select("person_id")
    .where("inspection_id", "=", first.id)
    .executeTakeFirstOrThrow();
  const team = [{ personId: seat.person_id, position: "member", scores: true }] as const;
  const of = {
    planId: first.plan_id,
    unitIds: [first.unit_id],
    kind: "planned",
    form,
    visitedOn: first.visited_on,
    announced: true,
    again: true,
    team,
  } as const;
  const [id = ""] = await openInspections(database, of, first.opened_by, new Date());
  return id;
}

/** A complete sheet of the inspection, straight into the stored drafts as another window would, reviewed and sent in the desk; its id. */
async function sends(desk: Page, browser: Browser, inspectionId: string): Promise<string> {
  await desk.goto(`${browser.extensionOrigin}/desk.html#/`);
  await clickOn(desk, deskWords.refresh.vi);
  await sees(desk, deskWords.refreshed.vi);
  // The lists of procedures lie beside it.
  const record = (await readStore(desk, "field")).find((one) => v.is(v.looseObject({ field: v.unknown() }), one));
  const { field } = v.parse(v.object({ field: Field }), record);
  const inspection = field.inspections.find(({ id }) => id === inspectionId);
  if (!inspection) throw new Error("the inspection did not come to the device");
  const draft = { ...draftOf(inspection, { field }, new Date()), entries: fullEntries(inspection.form) };
  await seedFrom(desk, field, [draft]);
  await desk.goto(`${browser.extensionOrigin}/desk.html#/review/${draft.id}`);
  await clickOn(desk, deskWords.send.vi);
  const item = await until(
    "the receipt",
    async () => (await outbox(desk)).find((one) => one.draft.id === draft.id && one.state === "accepted"),
    30_000,
  );
  return item.id;
}

async function outbox(desk: Page): Promise<OutboxItem[]> {
  return v.parse(v.array(OutboxItem), await readStore(desk, "outbox"));
}

/** The sheets that the server holds of the unit's inspections, and nothing is wrong with any of them. */
async function held(province: Province): Promise<Record<string, [id: string, status: string][]>> {
  const { database, keys } = province.server().context;
  expect(await findFaults(database, keys)).toEqual([]);
  const rows = await database.read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .select(["s.id", "s.status", "s.inspection_id"])
    .where("i.unit_id", "=", (e) => e.selectFrom("inspections").select("unit_id").where("id", "=", province.inspectionId))
    .orderBy("s.position")
    .execute();
  return Object.fromEntries(
    [...Map.groupBy(rows, (row) => row.inspection_id)].map(([id, sheets]) => [id, sheets.map((row) => [row.id, row.status])]),
  );
}

function pictures(name: BrowserName): (page: Page, step: string) => Promise<void> {
  const folder = new URL(`../../.cache/screenshots/${name}/`, import.meta.url).pathname;
  return async (page, step) => {
    await mkdir(folder, { recursive: true });
    await page.screenshot(`${folder}${step}.png`);
  };
}
