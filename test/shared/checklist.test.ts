import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Checklist, legalStatus, legalStatuses, Points } from "../../shared/checklists/checklist.ts";
import document from "../../shared/checklists/default-checklist.json" with { type: "json" };

type Loose = { [name: string]: Loose } & Loose[] & { min: number; points: number };
/** The default checklist with one thing made wrong. */
function spoiled(spoil: (list: Loose) => void): unknown {
  const list = structuredClone(document) as unknown as Loose;
  spoil(list);
  return list;
}
const at = (list: Loose, id: string): Loose => {
  const found = (list["criteria"] as unknown as { id: string }[]).find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found as unknown as Loose;
};
const set = (object: Loose | undefined, more: object) => Object.assign(object ?? {}, more);

describe("a checklist is refused", () => {
  test.each<[string, (list: Loose) => void, string]>([
    ["whose criteria share an id", (list) => set(at(list, "DDCV-02"), { id: "DDCV-01" }), "two criteria share an id"],
    ["with a criterion of no area", (list) => set(at(list, "DDCV-02"), { area: "XXXX" }), "a criterion belongs to no area"],
    [
      "whose maximum no answer reaches",
      (list) => set(at(list, "DDCV-01"), { maxPoints: 400 }),
      "maxPoints is not what the method can reach",
    ],
    [
      "whose answers go beyond the maximum",
      (list) => set(at(list, "DDCV-01"), { maxPoints: 200 }),
      "maxPoints is not what the method can reach",
    ],
    ["whose bands do not end at 0", (list) => set(list["bands"]?.[4], { min: 100 }), "bands go from best to worst and end at 0"],
    ["whose bands stand in the wrong order", (list) => list["bands"]?.reverse(), "bands go from best to worst and end at 0"],
    ["with two bands from the same bound", (list) => set(list["bands"]?.[1], { min: 9000 }), "bands go from best to worst and end at 0"],
    [
      "whose thresholds leave shares without points",
      (list) => set(at(list, "NYTT-12")["method"]?.["thresholds"]?.[4], { min: 100 }),
      "thresholds go from high to low and end at 0",
    ],
    [
      "whose thresholds stand in the wrong order",
      (list) => set(at(list, "NYTT-12")["method"]?.["thresholds"]?.[1], { min: 8000 }),
      "thresholds go from high to low and end at 0",
    ],
    ["with two areas of one id", (list) => set(list["areas"]?.[1], { id: "DDCV" }), "two areas share an id"],
    [
      "with two items of one key",
      (list) => set(at(list, "VHCS-11")["method"]?.["items"]?.[1], { key: "https" }),
      "two items of a criterion share a key",
    ],
    ["whose floor lies above its start", (list) => set(at(list, "DDCV-02")["method"], { floor: 500 }), "a floor lies above its start"],
    [
      "with a trait it does not know",
      (list) => set(at(list, "NYTT-12")["notApplicable"], { unitTraits: ["noElephants"] }),
      "a criterion names a trait that the checklist does not know",
    ],
    [
      "with a criterion called like a member of every object",
      (list) => set(at(list, "DDCV-02"), { id: "constructor" }),
      "this name is taken by the language",
    ],
    ["with a criterion called __proto__", (list) => set(at(list, "DDCV-02"), { id: "__proto__" }), "this name is taken by the language"],
  ])("%s", (_, spoil, message) => {
    const result = v.safeParse(Checklist, spoiled(spoil));
    expect(result.success).toBe(false);
    expect(result.issues?.map((issue) => issue.message)).toContain(message);
  });

  test.each<[string, (list: Loose) => void]>([
    ["of another shape's version", (list) => set(list, { schema: 2 })],
    ["with a member nobody knows", (list) => set(list, { colour: "red" })],
    ["with a method nobody knows", (list) => set(at(list, "DDCV-01"), { method: { type: "dice" } })],
    ["with a third decimal of a point", (list) => set(at(list, "DDCV-01")["method"]?.["levels"]?.[1], { points: 150.5 })],
    ["with points below zero", (list) => set(at(list, "DDCV-01")["method"]?.["levels"]?.[2], { points: -1 })],
    ["without a Vietnamese title", (list) => set(at(list, "DDCV-01"), { title: { en: "Only English" } })],
    ["whose criterion no form judges", (list) => set(at(list, "DDCV-01"), { forms: [] })],
    ["with more than 100 % to be applicable", (list) => set(list, { minimumApplicable: 101 })],
  ])("%s", (_, spoil) => {
    expect(v.is(Checklist, spoiled(spoil))).toBe(false);
  });
});

test("the default checklist itself is accepted, unchanged", () => {
  expect(
    v.parse(
      Checklist,
      spoiled(() => undefined),
    ),
  ).toEqual(document);
});

test("a point is never written with a third decimal, nor below zero", () => {
  expect(v.is(Points, 150)).toBe(true);
  expect(v.is(Points, 150.5)).toBe(false);
  expect(v.is(Points, -1)).toBe(false);
  expect(v.is(Points, "150")).toBe(false);
});

describe("the default checklist's sources and signals", () => {
  const list = v.parse(Checklist, document);

  test("are complete in both languages, each source with one of the three states", () => {
    for (const criterion of list.criteria) {
      for (const either of [...criterion.legal.flatMap(({ ref, article }) => [ref, article ?? ref]), ...(criterion.websiteSignals ?? [])]) {
        expect(either, criterion.id).toEqual({ vi: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) });
      }
      for (const { status } of criterion.legal) expect(legalStatuses, criterion.id).toContain(status);
    }
  });

  test("hold no English where Vietnamese is read, and nothing about who wrote it", () => {
    const read: string[] = [];
    JSON.stringify(document, (key, value) => {
      if (key === "vi") read.push(value);
      return value;
    });
    expect(read.length).toBeGreaterThan(200);
    // A quoted error message of a server is what has to be looked for.
    const said = read.map((text) => text.replace(/“[^”]*”/g, ""));
    expect(
      said.filter((text) => /\b(the|of|not|and|only|for|with|article|confirmed|checked|page|link|from)\b|trí nhớ/i.test(text)),
    ).toEqual([]);
  });

  test("of a version published earlier keep their one text, and their states are understood", () => {
    const earlier = structuredClone(document) as unknown as { criteria: { legal: object[]; websiteSignals?: unknown[] }[] };
    for (const criterion of earlier.criteria) {
      criterion.legal = ["confirmed", "from memory, unverified", "project proposal", "heard of"].map((status) => ({
        ref: "Nghị định 118/2025/NĐ-CP",
        status,
      }));
      criterion.websiteSignals = ["link reachable"];
    }
    const read = v.parse(Checklist, earlier);
    expect(read.criteria[0]?.legal.map(legalStatus)).toEqual(["checked", "unchecked", "proposal", "unchecked"]);
    expect(read.criteria[0]?.websiteSignals).toEqual(["link reachable"]);
  });
});
