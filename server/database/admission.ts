import type { Checklist } from "../../shared/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import { contradicts, type SheetScore } from "../../shared/scoring.ts";
import { checkSubmission, type Receipt, type Submission } from "../../shared/submission.ts";
import type { Unit } from "../../shared/unit.ts";
import { checklistName } from "./checklists.ts";

/** What the server holds of an inspection when a sheet arrives. Changed by each admitted sheet, so that a batch sees its own members. */
export interface Scene {
  readonly id: string;
  readonly unit: Unit;
  readonly form: string;
  readonly visitedOn: string;
  readonly checklist: Checklist;
  readonly concluded: boolean;
  readonly revealed: boolean;
  /** Those who score, by id. */
  readonly inspectors: ReadonlyMap<string, { readonly excused: boolean }>;
  /** Each author's sheet that counts, and the last that came too late. */
  readonly sheets: Map<string, { current?: string; late?: string }>;
}

export interface Admission {
  readonly sheet: SheetScore;
  readonly status: "current" | "late";
  readonly flags: Receipt["flags"];
  /** The stored sheet that is replaced from now on. */
  readonly replaced: string | undefined;
}

/** What is known of the id named in `replaces`, where it is not the author's latest sheet of the inspection. */
export type Named = "nowhere" | "own-withdrawn" | "other";

/**
 * Whether a sheet may stand, by the business rules; throws the refusal. Identity, ownership and stored ids are settled before.
 * A sheet that comes after the conclusion, or from an excused inspector, is kept as `late` and counts nowhere.
 */
export function admit(submission: Submission, authorId: string, scene: Scene | undefined, named: Named, clockFarOff: boolean): Admission {
  if (submission.stage !== "inspector") throw new Refusal("stage-not-open", { stage: submission.stage });
  const inspector = scene?.inspectors.get(authorId);
  if (!scene || !inspector) throw new Refusal("inspection-unknown");
  if (submission.unitId !== scene.unit.id) throw new Refusal("unit-unknown");
  if (submission.form !== scene.form || submission.visitedOn !== scene.visitedOn) throw new Refusal("form-differs");
  const [sent, expected] = [checklistName(submission.checklist), checklistName(scene.checklist)];
  if (sent !== expected) throw new Refusal("checklist-version", { sent, expected });

  const before = scene.sheets.get(authorId) ?? {};
  const latest = before.late ?? before.current;
  checkReplaces(submission, latest, named);
  const sheet = checkSubmission(submission, { checklist: scene.checklist, form: submission.form, unitTraits: scene.unit.traits });

  const late = scene.concluded || inspector.excused;
  const flags: Receipt["flags"] = [];
  if (clockFarOff) flags.push("clockFarOff");
  if (Object.values(submission.entries).some(({ answer }) => answer !== null && contradicts(answer))) flags.push("contradiction");
  if (sheet.pending.length > 0) flags.push("notApplicablePending");
  // Also without `replaces`: who withdrew after the reveal, and sends anew, has seen the others' points.
  if (scene.revealed) flags.push("replacesRevealed");
  return { sheet, status: late ? "late" : "current", flags, replaced: late ? before.late : latest };
}

/**
 * One sheet stands for each author; another one says which it replaces. A sheet that replaces one which never arrived (its device could
 * not know), or which its author withdrew, stands by itself.
 */
function checkReplaces(submission: Submission, latest: string | undefined, named: Named): void {
  const replaces = submission.replaces?.id;
  if (replaces === undefined) {
    if (latest !== undefined) throw new Refusal("already-scored", { current: latest });
    return;
  }
  if (replaces === latest) return;
  if (latest === undefined && named !== "other") return;
  throw new Refusal("replaces-unknown", { replaces, current: latest ?? "—" });
}
