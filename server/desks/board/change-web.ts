import type { Hono } from "hono";
import * as v from "valibot";
import { InspectionForm } from "../../../shared/checklists/checklist.ts";
import type { InspectionDetail } from "../../../shared/plans/plan-changes.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { Words } from "../../../shared/text.ts";
import { boardWords } from "../../../shared/words/board.ts";
import type { Needs } from "../../database/needs.ts";
import { excuseInspector, undoExcuse } from "../../decisions/excuse.ts";
import type { Actor } from "../../inspections/amid.ts";
import { cancelInspection } from "../../inspections/cancel.ts";
import { handOver, loadEnding } from "../../inspections/hand-over.ts";
import { changeInspection } from "../../inspections/inspection-changes.ts";
import { loadInspectionDetail } from "../../inspections/inspection-detail.ts";
import { tagOf } from "../../ledger/content-tag.ts";
import { loadMembers, loadPeople } from "../../people/people.ts";
import { FormDay, teamOf } from "../../plans/team-form.ts";
import { emptyForm, type Filled, line, parseForm, typed } from "../../web/forms.ts";
import { speaker } from "../../web/look.ts";
import { type OwnPath, ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { ChangePage } from "./change-page.tsx";

const MoveForm = v.object({ visitedOn: FormDay, form: InspectionForm, announced: v.optional(v.string()), reason: line(2_000) });
const ExcuseForm = v.object({ person: v.pipe(v.optional(v.string(), ""), v.uuid("chooseOne")), reason: line(2_000) });
const HandoverForm = v.object({ successor: v.pipe(v.optional(v.string(), ""), v.uuid("chooseOne")), reason: line(2_000) });
/** What is asked beside a reason has its own form, or none. */
const ReasonForm = v.object({ reason: line(2_000) });

/** What a form asks for, read, which gives where to go then; or what is wrong with it. */
type Work = { run(): Promise<OwnPath> } | Filled;

/** The page where one inspection is moved, given another team, an excuse or its end. */
export function addChange(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;

  web.get("/inspections/:id/change", (c) => showChange(c, needs, uuidOf(c.req.param("id"))));

  web.post("/inspections/:id/change", async (c) => {
    const id = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const what = String(form["what"] ?? "");
    const detail = await loadInspectionDetail(database, id);
    // Whoever decides has seen what stands now: what somebody else changed meanwhile is shown first.
    const seen = typeof form["seen"] === "string" ? form["seen"] : "";
    const work = await workOf(needs, { id, detail, what, form, actor: { actorId: whoOf(c).personId, now: now(), seen } });
    if (!("run" in work)) return showChange(c, needs, id, { what, filled: work }, 400);
    try {
      return goTo(c, await work.run());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const problem = error.toProblem(c.get("look").language).detail;
      return showChange(c, needs, id, { what, filled: { values: typed(form), errors: {}, problem } }, error.status === 412 ? 412 : 409);
    }
  });
}

interface Asked {
  readonly id: string;
  readonly detail: InspectionDetail;
  readonly what: string;
  readonly form: Readonly<Record<string, unknown>>;
  readonly actor: Required<Actor>;
}

async function workOf({ database }: Needs, { id, detail, what, form, actor }: Asked): Promise<Work> {
  const { actorId, now, seen } = actor;
  const pageOf = (inspectionId: string, said: string) => withQuery(ownPath(`/inspections/${inspectionId}/change`), { said });
  const here = (said: string, deed: () => Promise<void>): Work => ({ run: async () => deed().then(() => pageOf(id, said)) });
  if (what === "move") {
    const read = parseForm(MoveForm, form);
    if (!read.ok) return read.filled;
    const { visitedOn, form: how, announced, reason } = read.output;
    // What stays as it is is not named: after the first sheet the day could not even be given again.
    const change = {
      reason,
      announced: announced === "yes",
      ...(visitedOn === detail.visitedOn ? {} : { visitedOn }),
      ...(how === detail.form ? {} : { form: how }),
    };
    return here("changed", () => changeInspection(database, id, change, seen, actorId, now));
  }
  if (what === "team") {
    const chosen = teamOf(form, await loadMembers(database.read));
    const read = parseForm(ReasonForm, form);
    const nobody = chosen.some(({ scores }) => scores) ? {} : { team: "noScorer" as const };
    if (!read.ok) return { ...read.filled, errors: { ...read.filled.errors, ...nobody } };
    if (nobody.team) return { values: typed(form), errors: nobody };
    const { reason } = read.output;
    // A position that nobody holds yet stays until somebody takes it.
    const joining = chosen.filter(({ personId, scores }) => scores && !detail.team.some((one) => one.personId === personId && one.scores));
    const vacant = detail.team.filter((one) => one.vacant).slice(joining.length);
    const team = [...chosen, ...vacant.map(({ personId, position, scores }) => ({ personId, position, scores }))];
    return here("team", () => changeInspection(database, id, { team, reason }, seen, actorId, now));
  }
  if (what === "excuse" || what === "undo") {
    const read = parseForm(ExcuseForm, form);
    if (!read.ok) return read.filled;
    const { person, reason } = read.output;
    return what === "excuse"
      ? here("excused", () => excuseInspector(database, id, { personId: person, reason }, actor))
      : here("undone", () => undoExcuse(database, id, { personId: person, reason }, actor));
  }
  if (what === "handover") {
    const read = parseForm(HandoverForm, form);
    if (!read.ok) return read.filled;
    const { successor: unitId, reason } = read.output;
    return { run: async () => pageOf(await handOver(database, id, { unitId, reason }, actor), "handedOver") };
  }
  const read = parseForm(ReasonForm, form);
  if (!read.ok) return read.filled;
  if (what !== "cancel") throw new Refusal("not-found");
  const board = withQuery(ownPath("/inspections"), { plan: detail.planId, said: "cancelled" });
  return { run: async () => cancelInspection(database, id, read.output.reason, actor).then(() => board) };
}

const doneWords: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["changed", boardWords.doneChanged],
  ["team", boardWords.doneTeam],
  ["handedOver", boardWords.doneHandedOver],
  ["excused", boardWords.doneExcused],
  ["undone", boardWords.doneUndone],
]);

interface Again {
  readonly what: string;
  readonly filled: Filled;
}

async function showChange(c: Web, { database }: Needs, id: string, again?: Again, status: 200 | 400 | 409 | 412 = 200): Promise<Response> {
  const { read } = database;
  const inspection = await loadInspectionDetail(database, id);
  const done = again ? undefined : doneWords.get(c.req.query("said") ?? "");
  const people = await loadMembers(read);
  const props = {
    inspection,
    seen: tagOf({ ...inspection }),
    people,
    team: again?.what === "team" ? teamOf(again.filled.values, people) : inspection.team,
    names: new Map((await loadPeople(read)).map((person) => [person.id, person.name])),
    what: again?.what ?? "",
    filled: again?.filled ?? emptyForm,
    ending: await loadEnding(read, { unit_id: inspection.unitId, visited_on: inspection.visitedOn }),
    done: done && speaker(c.get("look"))(done),
  };
  return showPage(c, ChangePage, props, status);
}
