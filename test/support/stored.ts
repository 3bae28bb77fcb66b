import type { OutboxItem } from "../../extension/drafts/outbox-item.ts";
import type { Field } from "../../shared/field.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { type Browser, type Page, type Plain, until } from "./browser.ts";

/** An extension page, from which its storage can be reached: any of its pages will do. */
export function openStorage(browser: Browser): Promise<Page> {
  return browser.open(`${browser.extensionOrigin}/options.html`);
}

/** Puts a field (units, plans, inspections, checklists) and drafts on the device, as if they had been fetched and begun there. */
export async function seed(browser: Browser, field: Field, drafts: readonly Draft[] = []): Promise<void> {
  const page = await openStorage(browser);
  await seedFrom(page, field, drafts);
  await page.close();
}

/** The same from an extension page that is open already. */
export async function seedFrom(page: Page, field: Field, drafts: readonly Draft[], outbox: readonly OutboxItem[] = []): Promise<void> {
  const stored = { format: 1, savedAt: new Date().toISOString(), etag: null, field };
  await until("the extension's database", () =>
    page.evaluate(async () => (await indexedDB.databases()).some(({ name }) => name === "phieu-cham")),
  );
  await page.evaluate(
    async (record, sheets, items) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open("phieu-cham");
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const transaction = database.transaction(["field", "drafts", "outbox"], "readwrite");
      transaction.objectStore("field").put(record, "current");
      for (const sheet of sheets) transaction.objectStore("drafts").put(sheet);
      for (const item of items) transaction.objectStore("outbox").put(item);
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = () => reject(transaction.error);
      });
      database.close();
      const channel = new BroadcastChannel("phieu-cham");
      for (const what of ["field", "drafts", "outbox"]) channel.postMessage(what);
    },
    stored as unknown as Plain,
    drafts as unknown as readonly Plain[],
    outbox as unknown as readonly Plain[],
  );
}

/** Everything in one store of the device, as it lies there. */
export async function readStore(page: Page, store: "drafts" | "outbox" | "field"): Promise<unknown[]> {
  const records = await page.evaluate(async (name) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open("phieu-cham");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const all = await new Promise<unknown>((resolve, reject) => {
      const reading = database.transaction(name).objectStore(name).getAll();
      reading.onsuccess = () => resolve(reading.result);
      reading.onerror = () => reject(reading.error);
    });
    database.close();
    return JSON.stringify(all);
  }, store);
  return JSON.parse(records) as unknown[];
}

/** The bugs that the extension noted about itself; none is what is expected. */
export async function notedErrors(page: Page): Promise<unknown[]> {
  const noted = await page.evaluate(async () => {
    const { storage } = (Reflect.get(globalThis, "browser") ?? Reflect.get(globalThis, "chrome")) as {
      storage: { local: { get(key: string): Promise<Record<string, unknown>> } };
    };
    return JSON.stringify((await storage.local.get("errors"))["errors"] ?? []);
  });
  return JSON.parse(noted) as unknown[];
}
