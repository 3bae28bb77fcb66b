import type { RankBasis } from "../../../shared/results/results.ts";
import {
  bandOf,
  type CriterionId,
  criteria,
  criteriaOf,
  type Figures,
  type Found,
  figuresOf,
  halfUp,
  indexOf,
  leftOutIn,
  type Points,
  pointsOf,
  withAdjustments,
} from "./figures.ts";

export const inspectors = ["an", "binh", "chi"] as const;
export type Inspector = (typeof inspectors)[number];
/** `office`: the account of the plan's first unit, which scores itself. */
export type Author = Inspector | "office";

export const kinds = ["specialZone", "serviceCentre"] as const;
export const blocks = ["Khối một", "Khối hai"] as const;

export interface ModelUnit {
  readonly id: string;
  readonly kind: (typeof kinds)[number];
  readonly block: string;
  /** Absent: since ever. */
  readonly from?: string;
  readonly names: { readonly from: string; readonly name: string }[];
  closedOn: string | null;
}

export interface ModelSheet {
  readonly id: string;
  readonly author: Author;
  readonly found: Found;
  readonly flags: readonly string[];
  readonly approved: Set<CriterionId>;
  readonly refused: Set<CriterionId>;
  status: "current" | "replaced" | "withdrawn" | "late";
  returned: boolean;
}

export interface ModelInspection {
  readonly id: string;
  readonly unit: ModelUnit;
  readonly name: string;
  readonly kind: "planned" | "surprise";
  readonly visitedOn: string;
  readonly team: readonly Inspector[];
  readonly excused: Set<Inspector>;
  readonly sheets: ModelSheet[];
  state: "open" | "submitted" | "returned" | "settled" | "concluded";
  everShown: boolean;
  everConcluded: boolean;
  settled: { readonly id: string; readonly figures: Figures } | null;
  adjusted: { readonly initiatives: number; readonly lateReports: number };
}

/** What the server has to answer: its status, and where it refuses, the code. */
export type Verdict = readonly [status: number, code?: string];

export interface Sending {
  readonly id: string;
  readonly author: Author;
  readonly found: Found;
  readonly replaces: string | undefined;
}

export type Decision =
  | { readonly by: "inspector"; readonly who: Inspector }
  | { readonly by: "mean" }
  | { readonly by: "lead"; readonly points: number | null };

/** The plan's last day: names and blocks in its results are those of that day. */
const lastDay = "2026-12-14";

/**
 * One plan as simply as it can be said: units, inspections, sheets, and the rules. Every verb changes it and says what the server has to
 * answer. Nothing here is taken from the code under test.
 */
export class ModelPlan {
  readonly inspections: ModelInspection[] = [];

  readonly units: ModelUnit[];
  /** That were recorded: none a second time. */
  readonly #merges: { readonly on: string; readonly into: string; readonly parts: readonly string[] }[] = [];

  constructor(units: ModelUnit[]) {
    this.units = units;
  }

  opens(of: { id: string; unit: ModelUnit; visitedOn: string; team: readonly Inspector[]; kind?: "surprise" }): Verdict {
    const { unit, visitedOn } = of;
    if (unit.from !== undefined && visitedOn < unit.from) return [422, "unit-unknown"];
    if (unit.closedOn !== null && unit.closedOn <= visitedOn) return [422, "unit-closed"];
    this.inspections.push({
      kind: "planned",
      ...of,
      name: nameOn(unit, visitedOn),
      excused: new Set(),
      sheets: [],
      state: "open",
      everShown: false,
      everConcluded: false,
      settled: null,
      adjusted: { initiatives: 0, lateReports: 0 },
    });
    return [201];
  }

  /** A sheet that brings its inspection along, found on the spot. */
  surprises(of: { inspectionId: string; unit: ModelUnit; visitedOn: string } & Sending & { author: Inspector }): Verdict {
    const opened = this.opens({ id: of.inspectionId, unit: of.unit, visitedOn: of.visitedOn, team: [of.author], kind: "surprise" });
    const inspection = this.inspections.at(-1);
    return opened[0] === 201 && inspection ? this.sends(inspection, of) : opened;
  }

  sends(inspection: ModelInspection, { id, author, found, replaces }: Sending): Verdict {
    const member = author !== "office" && inspection.team.includes(author);
    // Of an unannounced visit its unit learns by the conclusion; nobody signs minutes here.
    const toldOf = inspection.kind === "planned" || inspection.everConcluded;
    if (!member && !(author === "office" && inspection.unit === this.units[0] && toldOf)) return [422, "inspection-unknown"];
    const own = inspection.sheets.filter((sheet) => sheet.author === author);
    const [current, last] = [own.find(({ status }) => status === "current"), own.find(({ status }) => status === "late")];
    const latest = last ?? current;
    if (replaces === undefined && latest) return [409, "already-scored"];
    if (replaces !== undefined && replaces !== latest?.id) {
      const withdrawn = own.some((sheet) => sheet.id === replaces && sheet.status === "withdrawn");
      const known = this.inspections.some(({ sheets }) => sheets.some((sheet) => sheet.id === replaces));
      if (latest || (known && !withdrawn)) return [409, "replaces-unknown"];
    }
    const late = inspection.state === "concluded" || (author !== "office" && inspection.excused.has(author) && !current);
    if (!late && current && isFrozen(inspection, current)) return [409, author === "office" ? "self-score-closed" : "revealed"];
    const flags = [
      ...(leftOutIn(found).length > 0 ? ["notApplicablePending"] : []),
      ...(inspection.everShown && author !== "office" ? ["replacesRevealed"] : []),
    ];
    const replaced = late ? last : current;
    if (replaced) replaced.status = "replaced";
    inspection.sheets.push({
      id,
      author,
      found,
      flags,
      approved: new Set(),
      refused: new Set(),
      status: late ? "late" : "current",
      returned: false,
    });
    if (!late) showWhereComplete(inspection);
    return [201];
  }

  withdraws(inspection: ModelInspection, sheet: ModelSheet): Verdict {
    if (sheet.status === "withdrawn") return [200];
    if (inspection.state === "concluded") return [409, "inspection-concluded"];
    if (sheet.status !== "late" && isFrozen(inspection, sheet)) return [409, sheet.author === "office" ? "self-score-closed" : "revealed"];
    if (sheet.status === "current" && sheet.author !== "office") inspection.state = "open";
    sheet.status = "withdrawn";
    return [200];
  }

  returns(inspection: ModelInspection, author: Author): Verdict {
    if (inspection.state === "concluded") return [409, "inspection-concluded"];
    if (inspection.state === "open") return [409, waitsInVain(inspection)];
    const sheet = currentOf(inspection, author);
    if (!sheet) return [404, "not-found"];
    if (sheet.returned) return [204];
    sheet.returned = true;
    inspection.state = "returned";
    inspection.settled = null;
    return [204];
  }

  excuses(inspection: ModelInspection, who: Inspector): Verdict {
    if (inspection.state === "concluded") return [409, "inspection-concluded"];
    if (currentOf(inspection, who) && inspection.state !== "open") return [409, "already-scored"];
    if (!inspection.team.includes(who) || inspection.excused.has(who)) return [404, "not-found"];
    inspection.excused.add(who);
    showWhereComplete(inspection);
    return [204];
  }

  decides(inspection: ModelInspection, author: Author, criterion: CriterionId, approved: boolean): Verdict {
    if (inspection.state === "concluded" && inspection.settled && !approved) return [409, "inspection-concluded"];
    const sheet = author === "office" ? undefined : currentOf(inspection, author);
    if (!sheet || inspection.state === "open" || !pendingIn(sheet).includes(criterion)) return [404, "not-found"];
    if (approved) {
      sheet.approved.add(criterion);
      sheet.refused.delete(criterion);
      showWhereComplete(inspection);
    } else {
      sheet.refused.add(criterion);
      inspection.state = "returned";
      inspection.settled = null;
    }
    return [204];
  }

  adjusts(inspection: ModelInspection, adjusted: ModelInspection["adjusted"]): Verdict {
    if (inspection.state === "concluded") return [409, "inspection-concluded"];
    inspection.adjusted = adjusted;
    return [200];
  }

  settles(inspection: ModelInspection, id: string, rest: Decision & { by: "inspector" | "mean" }, level: Decision | undefined): Verdict {
    if (inspection.state === "concluded") return [409, "inspection-concluded"];
    if (inspection.state === "open") return [409, waitsInVain(inspection)];
    if (isOut(inspection)) return [409, "sheets-returned"];
    const sheets = inspectorsSheets(inspection);
    const points: Partial<Record<CriterionId, number | null>> = {};
    for (const criterion of criteria) {
      const settled = settle(criterion, criterion === "A1" ? level : undefined, rest, sheets);
      if (Array.isArray(settled)) return settled as unknown as Verdict;
      points[criterion] = settled as number | null;
    }
    inspection.settled = { id, figures: figuresOf(points as Points) };
    inspection.state = "settled";
    return [201];
  }

  concludes(inspection: ModelInspection): Verdict {
    if (inspection.state === "concluded") return [200];
    const waited = inspection.team.filter((one) => !inspection.excused.has(one) && !currentOf(inspection, one));
    if (waited.length > 0 || inspectorsSheets(inspection).length === 0) return [409, waitsInVain(inspection)];
    if (isOut(inspection)) return [409, "sheets-returned"];
    const undecided = inspectorsSheets(inspection).some((sheet) => pendingIn(sheet).length > 0);
    if (undecided && !inspection.settled) return [409, "not-applicable-pending"];
    const [first, ...others] = inspectorsSheets(inspection).map(({ found }) => pointsOf(found));
    if (!inspection.settled && criteria.some((id) => others.some((points) => points[id] !== first?.[id]))) return [409, "differences-open"];
    if (inspection.sheets.some(({ status }) => status === "late")) return [409, "late-open"];
    inspection.state = "concluded";
    inspection.everConcluded = true;
    return [200];
  }

  /** `into`: a unit that begins with the merge, or one of those that goes on. */
  merges(before: readonly ModelUnit[], into: ModelUnit, on: string): Verdict {
    const closed = before.find(({ closedOn }) => closedOn !== null && closedOn !== on);
    if (closed) return [422, "unit-closed"];
    const parts = before.map(({ id }) => id).sort();
    if (this.#merges.some((one) => one.on === on && one.into === into.id && one.parts.join() === parts.join()))
      return [409, "already-there"];
    if (into.closedOn !== null) return [422, "unit-closed"];
    const ending = before.filter((unit) => unit !== into);
    if (ending.some((unit) => (unit.from ?? "") >= on || unit.names.some(({ from }) => from >= on))) return [409, "changed-later"];
    for (const unit of ending) unit.closedOn = on;
    this.#merges.push({ on, into: into.id, parts });
    if (!this.units.includes(into)) this.units.push(into);
    return [201];
  }

  renames(unit: ModelUnit, name: string, on: string): Verdict {
    if (unit.closedOn !== null) return [422, "unit-closed"];
    if ((unit.from ?? "") > on || unit.names.some(({ from }) => from > on)) return [409, "changed-later"];
    const same = unit.names.findIndex(({ from }) => from === on);
    unit.names.splice(same < 0 ? unit.names.length : same, same < 0 ? 0 : 1, { from: on, name });
    return [201];
  }

  /** One row for each unit of the plan, by its id. */
  results(basis: RankBasis): Map<string, ModelRow> {
    const rows = this.units.map((unit) => rowOf(unit, countedFor(this.inspections, unit), basis));
    return new Map(
      rows.map((row) => {
        const peers = rows.filter((one) => one.block === row.block && one.unranked === null);
        const ranked = row.unranked === null && row.index !== null;
        const better = peers.filter((one) => (one.index ?? 0) > (row.index ?? 0)).length;
        const level = peers.filter((one) => one.index === row.index).length;
        return [row.unitId, { ...row, rank: ranked ? better + 1 : null, tied: ranked && level > 1 }];
      }),
    );
  }

  /** By kind: units that were visited and concluded, and how many visits there were, surprise ones apart. */
  visits(): Map<string, { units: Set<ModelUnit>; visits: number; unplanned: number }> {
    return new Map(
      kinds.map((kind) => {
        const own = this.inspections.filter(({ unit, state }) => unit.kind === kind && state === "concluded");
        return [
          kind,
          {
            units: new Set(own.map(({ unit }) => unit)),
            visits: own.length,
            unplanned: own.filter((one) => one.kind === "surprise").length,
          },
        ];
      }),
    );
  }
}

export interface ModelRow {
  readonly unitId: string;
  readonly name: string;
  readonly block: string;
  readonly kind: string;
  readonly index: number | null;
  readonly areas: Readonly<Record<string, number | null>>;
  readonly band: string | null;
  readonly rank: number | null;
  readonly tied: boolean;
  readonly unranked: string | null;
  readonly basis: string | null;
  readonly provisional: boolean;
  readonly inspection: string | null;
  readonly expected: number | null;
  readonly sent: number | null;
}

/** The latest concluded one, else the latest that is shown, else the latest; of one day the one opened last. */
function countedFor(inspections: readonly ModelInspection[], unit: ModelUnit): ModelInspection | undefined {
  const own = inspections.filter((one) => one.unit === unit).sort((a, b) => (a.visitedOn + a.id < b.visitedOn + b.id ? 1 : -1));
  return own.find(({ state }) => state === "concluded") ?? own.find(({ state }) => state !== "open") ?? own[0];
}

function rowOf(unit: ModelUnit, inspection: ModelInspection | undefined, ranks: RankBasis): ModelRow {
  const head = {
    unitId: unit.id,
    name: nameOn(unit, unit.closedOn ?? lastDay),
    block: unit.block,
    kind: unit.kind,
    rank: null,
    tied: false,
  };
  const nothing = { ...head, index: null, areas: {}, band: null, basis: null };
  if (!inspection) return { ...nothing, unranked: "notInspected", provisional: false, inspection: null, expected: null, sent: null };
  const current = inspectorsSheets(inspection);
  const open = inspection.state === "open";
  const expected = open ? inspection.team.filter((one) => !inspection.excused.has(one)).length : current.length;
  const place = { provisional: inspection.state !== "concluded", inspection: inspection.id, expected, sent: toldSent(inspection) };
  if (open) return { ...nothing, ...place, unranked: "waitingForSheets" };
  const figures = inspection.settled ? [inspection.settled.figures] : current.map(sheetFigures);
  const mean = indexOf(figures);
  const index = mean === null ? null : withAdjustments(mean, inspection.adjusted);
  const differs = (area: string) =>
    !inspection.settled && criteriaOf(area).some((id) => new Set(figures.map(({ points }) => points[id] === null)).size > 1);
  const areas = Object.fromEntries(
    ["A", "B", "C"].map((area) => [
      area,
      differs(area) ? null : indexOf(figures.flatMap((one) => one.areas.filter((own) => own.area === area))),
    ]),
  );
  const waits = !inspection.settled && current.some((sheet) => pendingIn(sheet).length > 0);
  const tooFew = index === null || figures.some(({ enough }) => !enough);
  const notYet = ranks === "concluded" && place.provisional;
  const unranked = waits ? "notApplicablePending" : tooFew ? "tooFewApplicable" : notYet ? "notConcluded" : null;
  const band = unranked === null && index !== null ? bandOf(index) : null;
  return { ...head, ...place, index, areas, band, unranked, basis: inspection.settled ? "appraised" : "inspectors" };
}

/** How many sheets are told to be in: before the reveal never as many as are waited for, whoever was excused after they had sent. */
export function toldSent(inspection: ModelInspection): number {
  const current = inspectorsSheets(inspection).length;
  if (inspection.state !== "open") return current;
  return Math.max(0, Math.min(current, inspection.team.filter((one) => !inspection.excused.has(one)).length - 1));
}

export function nameOn(unit: ModelUnit, day: string): string {
  // A name that began on the day a unit ended was never its name.
  return unit.names.findLast(({ from }) => from <= day)?.name ?? "";
}

export function sheetFigures({ found }: ModelSheet): Figures {
  return figuresOf(pointsOf(found));
}

export function pendingIn({ found, approved }: ModelSheet): CriterionId[] {
  return leftOutIn(found).filter((criterion) => !approved.has(criterion));
}

export function currentOf(inspection: ModelInspection, author: Author): ModelSheet | undefined {
  return inspection.sheets.find((sheet) => sheet.author === author && sheet.status === "current");
}

export function inspectorsSheets(inspection: ModelInspection): ModelSheet[] {
  return inspection.sheets.filter(({ author, status }) => author !== "office" && status === "current");
}

/**
 * The reveal freezes what was sent once somebody else had sent too, until the lead gives it back; every
 * visit was made, which freezes a self-score.
 */
function isFrozen({ everShown, state, sheets }: ModelInspection, sheet: ModelSheet): boolean {
  if (sheet.author === "office") return !sheet.returned && sheet.refused.size === 0;
  const others = sheets.some(({ author }) => author !== sheet.author);
  return everShown && (state === "settled" || others) && !sheet.returned && sheet.refused.size === 0;
}

/** A sheet is with its author: given back, or with a refused "not applicable". */
function isOut({ sheets }: ModelInspection): boolean {
  return sheets.some(({ status, returned, refused }) => status === "current" && (returned || refused.size > 0));
}

/** Everybody who is waited for has sent, and nothing waits for its author. */
function showWhereComplete(inspection: ModelInspection): void {
  if (inspection.state !== "open" && inspection.state !== "returned") return;
  const complete =
    inspection.team.every((one) => inspection.excused.has(one) || currentOf(inspection, one)) && inspectorsSheets(inspection).length > 0;
  if (!complete || isOut(inspection)) return;
  inspection.state = "submitted";
  inspection.everShown = true;
}

/** The settled points, or the refusal. */
function settle(criterion: CriterionId, own: Decision | undefined, rest: Decision, sheets: readonly ModelSheet[]): number | null | Verdict {
  const given = sheets.map((sheet) => (pendingIn(sheet).includes(criterion) ? "pending" : pointsOf(sheet.found)[criterion]));
  const [first] = given;
  if (!own && first !== undefined && first !== "pending" && given.every((one) => one === first)) return first;
  const decision = own ?? rest;
  if (decision.by === "lead") return decision.points;
  if (decision.by === "inspector") {
    const at = sheets.findIndex(({ author }) => author === decision.who);
    if (at < 0) return [404, "not-found"];
    const taken = given[at];
    return taken === "pending" || taken === undefined ? [409, "not-applicable-pending"] : taken;
  }
  const numbers: number[] = [];
  for (const one of given) {
    if (one === "pending") return [409, "not-applicable-pending"];
    if (one === null) return [422, "impossible-answer"];
    numbers.push(one);
  }
  return halfUp(BigInt(numbers.reduce((sum, one) => sum + one, 0)), BigInt(numbers.length));
}

/** Where everybody is excused nobody's sheet is waited for. */
function waitsInVain({ team, excused }: ModelInspection): "not-all-sent" | "no-sheets" {
  return team.every((one) => excused.has(one)) ? "no-sheets" : "not-all-sent";
}
