import type { Checklist } from "../../shared/checklists/checklist.ts";
import { checklistName } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import { contradicts, type SheetScore } from "../../shared/sheets/scoring.ts";
import { checkSubmission, isVisitInFuture, noteRule, type Receipt, type Submission } from "../../shared/sheets/submission.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";

/** What decides whether sent sheets of an inspection are frozen. */
export interface Freeze {
  readonly revealed: boolean;
  readonly settled: boolean;
  /** The inspectors and accounts of the unit whose points somebody may have seen. */
  readonly authors: ReadonlySet<string>;
  /** Sheets that the lead gave back, and those with a refused "not applicable". */
  readonly returned: ReadonlySet<string>;
}

/** What the server holds of an inspection when a sheet arrives. Changed by each admitted sheet, so that a batch sees its own members. */
export interface Scene extends Freeze {
  readonly id: string;
  readonly unit: Unit;
  readonly form: string;
  readonly visitedOn: string;
  readonly checklist: Checklist;
  readonly concluded: boolean;
  /** Its unit knows of it: to one that does not, it is not there. */
  readonly knownToUnit: boolean;
  readonly cancelled: boolean;
  /** An appraised sheet stands: it rests on the inspectors' sheets as they are. */
  appraised: boolean;
  /** Those who score, by id. */
  readonly inspectors: ReadonlyMap<string, { readonly excused: boolean }>;
  /** Each inspector's sheet that counts, and the last that came too late; the unit's own under the unit's id. */
  readonly sheets: Map<string, { current?: string; late?: string }>;
}

/** What becomes of a sheet that may stand. */
export interface Admission {
  readonly sheet: SheetScore;
  readonly status: "current" | "late";
  readonly flags: Receipt["flags"];
  /** The stored sheets that are replaced from now on: the author's current one, and a late one that waits for the lead. */
  readonly replaced: readonly string[];
}

/** Who sent a sheet; `unitId` for an account of a unit, which scores itself. */
export interface Author {
  readonly personId: string;
  readonly unitId: string | undefined;
}

/** What is known of the id named in `replaces`, where it is not the author's latest sheet of the inspection. */
export type Named = "nowhere" | "own-withdrawn" | "other";

/** When it came, and whether the device's clock is far from that. */
export interface Received {
  readonly at: Date;
  readonly clockFarOff: boolean;
}

/**
 * Whether a sheet may stand, by the business rules; throws the refusal. Identity, ownership and stored ids are settled before.
 * A sheet that comes after the conclusion, or from an excused inspector who has none in, is kept as `late` and counts nowhere.
 */
export function admit(submission: Submission, author: Author, scene: Scene | undefined, named: Named, received: Received): Admission {
  if (submission.stage !== (author.unitId === undefined ? "inspector" : "self"))
    throw new Refusal("stage-not-open", { stage: submission.stage });
  const inspector = author.unitId === undefined ? scene?.inspectors.get(author.personId) : undefined;
  const ownUnit = scene?.knownToUnit && author.unitId === scene.unit.id && !scene.inspectors.has(author.personId);
  if (!scene || !(inspector || ownUnit)) throw new Refusal("inspection-unknown");
  if (scene.cancelled) throw new Refusal("inspection-cancelled");
  if (submission.unitId !== scene.unit.id) throw new Refusal("unit-unknown");
  // A self-score comes before the visit and follows its inspection when that moves: its own day says nothing.
  const byInspector = submission.stage === "inspector";
  if (submission.form !== scene.form || (byInspector && submission.visitedOn !== scene.visitedOn)) throw new Refusal("form-differs");
  if (byInspector && isVisitInFuture(submission, received.at))
    throw new Refusal("visit-in-future", { visitedOn: submission.visitedOn, receivedOn: vietnamDay(received.at) });
  const [sent, expected] = [checklistName(submission.checklist), checklistName(scene.checklist)];
  if (sent !== expected) throw new Refusal("checklist-version", { sent, expected });

  const before = scene.sheets.get(sheetKey(author)) ?? {};
  const late = scene.concluded || (inspector?.excused === true && before.current === undefined);
  const standing = before.current ?? before.late;
  // Once an inspection is open again its author may name either: the sheet that counts, or the late one that came after it.
  checkReplaces(submission, before.late ?? before.current, late ? undefined : standing, named);
  if (!late && standing !== undefined) demandChangeable(scene, { ...author, sheet: standing, stage: submission.stage }, received.at);
  const sheet = checkSubmission(submission, {
    checklist: scene.checklist,
    form: submission.form,
    unitTraits: scene.unit.traits,
    ...noteRule(submission),
  });

  return {
    sheet,
    status: late ? "late" : "current",
    flags: flagsOf(submission, sheet, scene, received),
    replaced: (late ? [before.late] : [before.current, before.late]).filter((id) => id !== undefined),
  };
}

/** What a receipt says of a sheet besides that it came. */
function flagsOf(submission: Submission, sheet: SheetScore, scene: Scene, received: Received): Receipt["flags"] {
  const flags: Receipt["flags"] = [];
  if (received.clockFarOff) flags.push("clockFarOff");
  const answerTo = (id: string) => (Object.hasOwn(submission.entries, id) ? submission.entries[id]?.answer : null) ?? null;
  const contradicting = sheet.criteria.some(({ criterion }) => {
    const answer = answerTo(criterion.id);
    return answer !== null && contradicts(criterion, answer);
  });
  if (contradicting) flags.push("contradiction");
  if (sheet.pending.length > 0) flags.push("notApplicablePending");
  // Whoever sends to an inspection that is shown may have seen the others' points: replacing, after a withdrawal, or excused before. A
  // unit's receipt does not say that it is shown; when a self-score came tells leads the same.
  if (scene.revealed && submission.stage === "inspector") flags.push("replacesRevealed");
  return flags;
}

/** Where an author's sheet stands in a scene: the unit has one self-score, whoever sends it. */
export function sheetKey({ personId, unitId }: Author): string {
  return unitId ?? personId;
}

/**
 * `revealed` for an inspector's sheet after the reveal, `self-score-closed` for a unit's from the day of the visit on, unless the lead gave
 * it back. The unit's limit is a day that it knows: were it the reveal, trying would tell it how far the inspectors are.
 */
export function demandChangeable(
  freeze: Freeze & { readonly visitedOn: string },
  own: { personId: string; sheet: string; stage: string },
  now: Date,
): void {
  if (own.stage === "self") {
    if (freeze.visitedOn <= vietnamDay(now) && !freeze.returned.has(own.sheet))
      throw new Refusal("self-score-closed", { visitedOn: freeze.visitedOn });
  } else if (isFrozen(freeze, own.personId, own.sheet)) throw new Refusal("revealed");
}

/** The reveal freezes what was sent, once there were points of somebody else to see; the lead can give a sheet back. */
function isFrozen({ revealed, settled, authors, returned }: Freeze, personId: string, sheet: string): boolean {
  return revealed && (settled || [...authors].some((author) => author !== personId)) && !returned.has(sheet);
}

/**
 * One sheet stands for each author; another one says which it replaces. A sheet that replaces one which never arrived (its device could
 * not know), or which its author withdrew, stands by itself.
 */
function checkReplaces(submission: Submission, latest: string | undefined, standing: string | undefined, named: Named): void {
  const replaces = submission.replaces?.id;
  if (replaces === undefined) {
    if (latest !== undefined) throw new Refusal("already-scored", { current: latest });
    return;
  }
  if (replaces === latest || replaces === standing) return;
  if (latest === undefined && named !== "other") return;
  throw new Refusal("replaces-unknown", { replaces, current: latest ?? "—" });
}
