import { describe, expect, it } from "vitest";
import { draftOf, moveTo, surpriseDraft } from "../../extension/drafts/new-draft.ts";
import type { Kept } from "../../extension/panel/kept.ts";
import { candidatesOf, onlyOne, recognise } from "../../extension/panel/start-choices.ts";
import { type Draft, withChange } from "../../shared/sheets/draft.ts";
import { draft, field, fullDraft, inspection, plan, unit } from "./sample-sheets.ts";

const site = { origin: "https://suoingan.example", path: "/" };
const office = unit("UBND xã Suối Ngàn", { websites: [site] });
const neighbour = unit("UBND xã Suối Ngàn (cũ)", { websites: [site] });
const now = new Date("2026-11-22T18:30:00Z");

function kept(more: Partial<Kept> & Pick<Kept, "field">): Kept {
  return { drafts: [], outbox: [], ...more };
}

function queued(sheet: Draft, state: Kept["outbox"][number]["state"]): Kept["outbox"][number] {
  return { owner: sheet.owner, draft: sheet, state, withdrawn: null, replacedBy: null };
}

describe("a page whose unit is not known, or not clear", () => {
  it("opens nothing by itself where no unit has this address", () => {
    const { units, candidates } = recognise(kept({ field: field([inspection(office)]) }), "https://elsewhere.example/");
    expect(units).toEqual([]);
    expect(onlyOne(candidates)).toBeUndefined();
  });

  it("asks where two units share the address", () => {
    const { units, candidates } = recognise(
      kept({ field: field([inspection(office), inspection(neighbour)]) }),
      "http://www.suoingan.example/tin",
    );
    expect(units).toHaveLength(2);
    expect(onlyOne(candidates)).toBeUndefined();
  });

  it("asks where the unit has two open inspections", () => {
    const { candidates } = recognise(kept({ field: field([inspection(office), inspection(office)]) }), site.origin);
    expect(candidates).toHaveLength(2);
    expect(onlyOne(candidates)).toBeUndefined();
  });

  it("begins no sheet of a concluded inspection", () => {
    expect(candidatesOf(kept({ field: field([inspection(office, { state: "concluded" })]) }), office.id)).toEqual([]);
  });

  it("does not open another person's draft", () => {
    const own = inspection(office);
    const foreign = draft(own, { owner: { accountId: "somebody", instanceId: "snv-1" } });
    expect(candidatesOf(kept({ field: field([own]), drafts: [foreign] }), office.id)).toEqual([{ type: "inspection", inspection: own }]);
  });
});

it("a sheet begun now is held to the rules of now", () => {
  expect(draftOf(inspection(office), kept({ field: field([]) }), now)).toMatchObject({ rules: 2 });
});

describe("a page whose unit is known", () => {
  it("begins the one open inspection", () => {
    const own = inspection(office);
    const only = onlyOne(recognise(kept({ field: field([own]) }), `${site.origin}/tin-tuc?p=2`).candidates);
    expect(only).toEqual({ type: "inspection", inspection: own });
  });

  it("goes on with its draft", () => {
    const own = inspection(office);
    const begun = draft(own);
    expect(onlyOne(recognise(kept({ field: field([own]), drafts: [begun] }), site.origin).candidates)).toEqual({
      type: "draft",
      draft: begun,
    });
  });

  it("says that the sheet is sent, in its true state, and opens nothing", () => {
    const own = inspection(office);
    const item = queued(fullDraft(own), "refused");
    const { candidates } = recognise(kept({ field: field([own]), outbox: [item] }), site.origin);
    expect(candidates).toMatchObject([{ type: "sent", state: "refused", inspection: { id: own.id } }]);
    expect(onlyOne(candidates)).toBeUndefined();
  });

  it("knows from the server that a sheet was sent from another device", () => {
    const own = inspection(office);
    const from = field([own], { current: [{ inspectionId: own.id, submissionId: own.id }] });
    expect(candidatesOf(kept({ field: from }), office.id)).toMatchObject([{ type: "sent", state: "accepted" }]);
  });
});

describe("beginning a sheet", () => {
  it("takes what it needs along, to work with no network", () => {
    const own = inspection(office, { form: "remote" });
    const made = draftOf(own, kept({ field: field([own]) }), now);
    expect(made).toMatchObject({
      inspectionId: own.id,
      unit: office,
      checklist: own.checklist,
      entries: {},
      owner: { accountId: "lan", instanceId: "snv-1" },
    });
    expect(made.inspection.form).toBe("remote");
  });

  it("opens a surprise inspection on the day it is in Việt Nam", () => {
    const made = surpriseDraft({ plan, unit: office, form: "both" }, kept({ field: field([]) }), now);
    expect(made.inspection).toMatchObject({ kind: "surprise", visitedOn: "2026-11-23" });
    expect(made.surprise).toMatchObject({ unitId: office.id, planId: plan.id, visitedOn: "2026-11-23" });
    expect("scorers" in (made.surprise ?? {})).toBe(false);
    const both = surpriseDraft({ plan, unit: office, form: "both", scorers: 2 }, kept({ field: field([]) }), now);
    expect(both.surprise?.scorers).toBe(2);
  });

  it("moves to the right unit without losing answers", () => {
    const wrong: Draft = draft(inspection(neighbour), {
      entries: { "DDCV-01": { answer: { type: "levels", level: 0 }, note: "", evidence: [] } },
    });
    const right = inspection(office);
    const moved = withChange(wrong, moveTo({ inspection: right }, now), now);
    expect(moved).toMatchObject({ inspectionId: right.id, unit: { id: office.id }, entries: wrong.entries });
    const surprised = withChange(wrong, moveTo({ plan, unit: office, form: "both" }, now), now);
    expect(surprised.surprise?.unitId).toBe(office.id);
    expect(surprised.inspectionId).not.toBe(wrong.inspectionId);
  });
});
