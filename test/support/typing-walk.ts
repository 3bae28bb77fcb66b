import { expect } from "vitest";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { readTime } from "../../shared/text.ts";
import { type Frame, type Page, until } from "./browser.ts";
import { readStore } from "./stored.ts";
import { type MetField, type SourceField, sourceOf } from "./text-fields.ts";

/** Every letter of Vietnamese, and what the panel obeys outside text fields: digits, j k n e x m u r and “?”. */
const said =
  "Gặp 4 cán bộ lúc 8h05: ký nhận hồ sơ trễ, dân chờ 90 phút; xử lý 3 vụ “ẩn”, nợ 12 giấy hẹn. Đề nghị kiểm lại mã 1.012545 ở quầy 2, ổ khoá, rõ từng mục? Hết!";
/** 150 characters. */
export const longText = [...said.normalize("NFC")].slice(0, 150).join("");
/** A part stays larger than its whole, so that the field for the reason stays. */
const clockTime = "16h30";
const figureOf = (id: string) => (id.endsWith("-time") ? clockTime : id.endsWith("-denominator") ? "1.023" : "1.234");

export type How = "12 keys a second" | "60 keys a second" | "composition";

/** A screen in front of the person. */
export interface Screen {
  readonly name: string;
  readonly hands: Page;
  readonly document: Frame;
  /** Where the document begins in `hands`. */
  readonly left?: number;
  /** The draft that is written into, where one is. */
  readonly draftId?: string;
}

/** What goes on while somebody types, from another page of the extension. */
export interface Disturbance {
  readonly storage: Page;
  /** Done again and again, while this field is typed into. */
  readonly happens: (round: number, fieldId: string) => Promise<void>;
}

interface Field extends MetField {
  /** Its place among the text fields of the document. */
  readonly place: number;
  readonly numeric: boolean;
}

/** The text fields that can be seen now; what takes no text is left out. */
export function fieldsOf(document_: Frame, within: string): Promise<Field[]> {
  return document_.evaluate((root) => {
    const others = ["radio", "checkbox", "file", "hidden", "submit", "button", "date", "time", "number", "range", "color"];
    const all = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea, [contenteditable]")];
    return all
      .map((element, place) => ({ element, place }))
      .filter(({ element }) => element.matches(`${root} *`) && element.getClientRects().length > 0)
      .map(({ element, place }) => ({
        place,
        tag: element.localName,
        type: element instanceof HTMLInputElement ? element.type : "text",
        id: element.id,
        numeric: element.inputMode === "numeric",
      }))
      .filter(({ type }) => !others.includes(type));
  }, within);
}

/**
 * Types into a field as a person does, goes back into the middle and goes on there, while other things happen. Afterwards the text is
 * what was typed, the caret and the page are where they were, no answer has changed, and the device holds the text.
 */
export async function typeInto(screen: Screen, field: Field, how: How, disturbance: Disturbance, kept: boolean): Promise<void> {
  const { document: doc, hands } = screen;
  const what = `${screen.name}, ${field.tag} ${field.id}, ${how}`;
  await enter(screen, field);
  const before = await drafts(disturbance.storage);
  await rememberPlace(doc);
  const text = field.numeric ? figureOf(field.id) : longText;
  const [first, back] = field.numeric ? [text.length, undefined] : [100, 40];
  const stop = disturb(disturbance, field.id);
  let after: { value: string; focused: boolean; caret: number | null };
  try {
    await hands.press("Control+a");
    await typeSo(hands, text.slice(0, first), how);
    if (back !== undefined) {
      await until(`${what}: the first part`, async () => (await stateOf(doc, field)).value.length >= first, 3_000).catch(() => {});
      await doc.evaluate((caret) => (document.activeElement as HTMLTextAreaElement).setSelectionRange?.(caret, caret), back);
      await typeSo(hands, text.slice(first), how);
    }
    await until(`${what}: all of it`, async () => (await stateOf(doc, field)).value.length >= text.length, 3_000).catch(() => {});
    after = await stateOf(doc, field);
  } finally {
    await stop();
  }
  const expected = back === undefined ? text : text.slice(0, back) + text.slice(first) + text.slice(back, first);
  expect.soft(after.value, `${what}: what stands there`).toBe(expected);
  expect.soft(after.focused, `${what}: still the field with the focus`).toBe(true);
  if (back !== undefined && after.caret !== null) expect.soft(after.caret, `${what}: the caret`).toBe(back + text.length - first);
  expect.soft(await movedAway(doc), `${what}: what was scrolled away`).toEqual([]);
  if (!kept || !screen.draftId) return;
  const wanted = !field.numeric ? expected : text === clockTime ? readTime(text) : Number(text.replace(".", ""));
  const stored = async () =>
    holds(
      (await drafts(disturbance.storage)).find(({ id }) => id === screen.draftId),
      wanted,
    );
  expect.soft(await until(`${what}: on the device`, stored, 5_000).catch(() => false), `${what}: what the device holds`).toBe(true);
  expect.soft(answersOf(await drafts(disturbance.storage), field), `${what}: the answers`).toEqual(answersOf(before, field));
}

async function typeSo(hands: Page, text: string, how: How): Promise<void> {
  if (how === "composition") await hands.compose(text, 60);
  else await hands.typeAt(text, how === "12 keys a second" ? 12 : 60);
}

/** A real click into the field, as often as a person would until it has the focus. */
async function enter({ document: doc, hands, left = 0, name }: Screen, { place, id }: Field): Promise<void> {
  await until(`${name}: the focus in ${id || `field ${place}`}`, async () => {
    const at = await doc.evaluate(
      (n, name) => {
        const field = name
          ? document.getElementById(name)
          : document.querySelectorAll<HTMLElement>("input, textarea, [contenteditable]")[n];
        field?.scrollIntoView({ block: "center", behavior: "instant" });
        const box = field?.getBoundingClientRect();
        return box && { x: box.left + box.width / 2, y: box.top + Math.min(box.height / 2, 20) };
      },
      place,
      id,
    );
    if (!at) return false;
    await hands.click(left + at.x, at.y);
    return until("", async () => (await stateOf(doc, { place, id })).focused, 500).catch(() => false);
  });
}

function stateOf(
  doc: Frame,
  { place, id }: Pick<Field, "place" | "id">,
): Promise<{ value: string; focused: boolean; caret: number | null }> {
  return doc.evaluate(
    (n, name) => {
      const found = name ? document.getElementById(name) : document.querySelectorAll("input, textarea, [contenteditable]")[n];
      const field = found as HTMLInputElement | null | undefined;
      return {
        value: field?.value ?? "",
        focused: field != null && document.activeElement === field,
        caret: field?.selectionStart ?? null,
      };
    },
    place,
    id,
  );
}

/** Remembers where the focused field lies in the window, and how far everything is scrolled. */
async function rememberPlace(doc: Frame): Promise<void> {
  await doc.evaluate(() => {
    const scrolled = [...document.querySelectorAll("*")].filter(
      (element) => (element.scrollTop > 0 || element.scrollHeight > element.clientHeight + 2) && !element.matches("textarea, input"),
    );
    const top = document.activeElement?.getBoundingClientRect().top ?? 0;
    Reflect.set(window, "__place", { top, scrolled: scrolled.map((element) => ({ element, top: element.scrollTop })) });
  });
}

/**
 * What is scrolled otherwise now, although the field does not lie where it did either. A list that became shorter than that is as far down
 * as it goes.
 */
function movedAway(doc: Frame): Promise<string[]> {
  return doc.evaluate(() => {
    const place = Reflect.get(window, "__place") as { top: number; scrolled: { element: Element; top: number }[] };
    if (Math.abs((document.activeElement?.getBoundingClientRect().top ?? -1) - place.top) <= 2) return [];
    return place.scrolled
      .filter(({ element, top }) => Math.abs(element.scrollTop - Math.min(top, element.scrollHeight - element.clientHeight)) > 2)
      .map(({ element, top }) => `${element.localName}.${element.className} from ${top} to ${element.scrollTop}`);
  });
}

function disturb({ happens }: Disturbance, fieldId: string): () => Promise<void> {
  let going = true;
  const run = (async () => {
    for (let round = 0; going; round += 1) {
      await happens(round, fieldId);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  return async () => {
    going = false;
    await run;
  };
}

async function drafts(storage: Page): Promise<Draft[]> {
  return (await readStore(storage, "drafts")) as Draft[];
}

/** Somewhere in it stands exactly this. */
function holds(value: unknown, wanted: string | number | undefined): boolean {
  if (typeof value !== "object" || value === null) return value === wanted;
  return Object.values(value).some((inside) => holds(inside, wanted));
}

/** Every answer as it counts, without the reasons that are typed; those of the criterion whose figures are being typed are left out. */
function answersOf(all: readonly Draft[], { id: fieldId, numeric }: Field): unknown {
  const typed = numeric ? /^[A-Z]+-\d+(?=-)/.exec(fieldId)?.[0] : undefined;
  return all.map(({ entries }) =>
    Object.entries(entries)
      .filter(([id, { answer }]) => id !== typed && answer !== null)
      .map(([id, { answer, knockedOut }]) => [id, { ...answer, reason: undefined, contradictionReason: undefined }, knockedOut])
      .sort(),
  );
}

/** Goes through every text field of a screen; `which` leaves some out. Gives what was met. */
export async function walk(
  screen: Screen,
  within: string,
  how: How,
  disturbance: Disturbance,
  fields: readonly SourceField[],
  which: (source: SourceField, met: MetField) => boolean,
): Promise<void> {
  for (const field of (await fieldsOf(screen.document, within)).sort((a, b) => Number(a.numeric) - Number(b.numeric))) {
    const source = sourceOf(field, fields);
    expect(source, `${screen.name}: the source knows no ${field.tag} ${field.type} “${field.id}”`).toBeDefined();
    if (!source || !which(source, field)) continue;
    // What is looked for or sent at once is not kept.
    const kept = !/ (input|textarea) (.*-find|server|withdraw-reason|…)$/.test(source.at);
    await typeInto(screen, field, how, disturbance, kept);
  }
}

/** Opens each criterion of a sheet in turn and goes through its fields. */
export async function walkSheet(
  screen: Screen,
  how: How,
  disturbance: Disturbance,
  fields: readonly SourceField[],
  which: (source: SourceField, met: MetField) => boolean,
  criteria: readonly string[] = criteriaOf(defaultChecklist, "both").map(({ id }) => id),
): Promise<void> {
  for (const id of criteria) {
    await until(`${screen.name}: ${id} to be open`, () =>
      screen.document.evaluate((criterion) => {
        if (document.getElementById(`body-${criterion}`)) return true;
        document.getElementById(`line-${criterion}`)?.click();
        return false;
      }, id),
    ).catch(async (cause) => {
      const there = await screen.document
        .evaluate(() => `${document.visibilityState}: ${document.body.innerText.slice(0, 500)}`)
        .catch(String);
      throw new Error(`${id} did not open. There was, ${there}`, { cause });
    });
    await walk(screen, `#body-${id}`, how, disturbance, fields, which);
  }
}
