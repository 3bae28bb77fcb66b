import type { Hono } from "hono";
import * as v from "valibot";
import { NewFinding } from "../../../shared/findings/finding.ts";
import { readDay, Uuid } from "../../../shared/text.ts";
import { findingWords } from "../../../shared/words/cycle/findings.ts";
import type { Needs } from "../../database/needs.ts";
import { loadInspectionFindings } from "../../findings/finding-list.ts";
import { withSurroundings } from "../../findings/finding-views.ts";
import { type RaisedFinding, raiseFindings } from "../../findings/findings.ts";
import { StoredUnitName } from "../../inspections/stored-sheets.ts";
import { loadLimits } from "../../plans/limits.ts";
import { emptyForm, type FieldError, type Filled, typed } from "../../web/forms.ts";
import { speaker } from "../../web/look.ts";
import { ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { loadProposals, type Proposal } from "./proposals.ts";
import { RaisePage } from "./raise-page.tsx";

/** Findings are raised from an inspection's criteria in one step. */
export function addRaising(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;

  web.get("/inspections/:id/findings", async (c) => await showRaising(c, needs, emptyForm));

  web.post("/inspections/:id/findings", async (c) => {
    const inspectionId = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const { proposals } = await loadProposals(database.read, inspectionId);
    const { raised, errors } = readTicked(form, inspectionId, proposals);
    if (Object.keys(errors).length > 0) return await showRaising(c, needs, { values: typed(form), errors });
    const count = await raiseFindings(database, raised, whoOf(c).personId, now());
    return goTo(c, withQuery(ownPath(`/inspections/${inspectionId}/findings`), { raised: String(count) }));
  });
}

/** What was ticked, with what is wrong with it, by field. */
function readTicked(form: Readonly<Record<string, unknown>>, inspectionId: string, proposals: readonly Proposal[]) {
  const errors: Record<string, FieldError> = {};
  const raised = proposals.flatMap(({ criterion }): RaisedFinding[] => {
    const field = (name: string) => String(form[`${name}-${criterion}`] ?? "");
    const id = v.safeParse(Uuid, field("id"));
    if (field("tick") !== "yes" || !id.success) return [];
    const [text, day] = [field("text").replaceAll("\r\n", "\n").trim(), field("due").trim()];
    const dueOn = readDay(day);
    if (text === "") errors[`text-${criterion}`] = "required";
    if (text.length > 4_000) errors[`text-${criterion}`] = "tooLong";
    if (day !== "" && dueOn === undefined) errors[`due-${criterion}`] = "noSuchDay";
    const asked = v.safeParse(NewFinding, { inspectionId, criterion, text, ...(dueOn !== undefined && { dueOn }) });
    return asked.success ? [{ id: id.output, asked: asked.output }] : [];
  });
  if (raised.length === 0 && Object.keys(errors).length === 0) errors["tick"] = "chooseOne";
  return { raised, errors };
}

async function showRaising(c: Web, { database, now }: Needs, filled: Filled): Promise<Response> {
  const { read } = database;
  const id = uuidOf(c.req.param("id"));
  c.set("look", { ...c.get("look"), at: ownPath(`/inspections/${id}/findings`) });
  const { inspection, proposals, differing } = await loadProposals(read, id);
  const own = await loadInspectionFindings(read, id, { personId: whoOf(c).personId, as: "lead" }, now());
  const raised = await withSurroundings(read, own.raised, now());
  const there = new Set(raised.map(({ criterion }) => criterion));
  const { remedies } = await loadLimits(read, inspection.plan_id);
  const count = c.req.query("raised") ?? "";
  const props = {
    inspection: {
      id,
      unitName: v.parse(StoredUnitName, inspection.unit_snapshot).name,
      visitedOn: inspection.visited_on,
      concluded: inspection.state === "concluded",
    },
    proposals: proposals.filter(({ criterion }) => !there.has(criterion)),
    ...{ differing, raised, days: remedies, filled },
    back: `/units/${inspection.unit_id}?plan=${inspection.plan_id}&form=${inspection.form_group}&inspection=${id}`,
    done: /^\d{1,3}$/.test(count) ? speaker(c.get("look"))(findingWords.doneRaised, { count: Number(count) }) : undefined,
  };
  return showPage(c, RaisePage, props, filled === emptyForm ? 200 : 400);
}
