import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { unitDeskWords as words } from "../../shared/words/unit-desk.ts";
import type { Needs } from "../database/needs.ts";
import { answerObjection, loadObjections } from "../decisions/objections.ts";
import { loadNames } from "../people/people.ts";
import { emptyForm, type Filled, parseForm } from "../web/forms.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { loadInspection } from "./inspection-view.ts";
import { ObjectionsPage } from "./objections-page.tsx";

/** What a unit objects to in a conclusion, for leads to answer. */
export function addObjections(web: Hono<WebVariables>, { database, now }: Needs): void {
  const show = async (c: Web, filled: Filled = emptyForm, answering?: string) => {
    const id = uuidOf(c.req.param("id"));
    const inspection = await loadInspection(database, id);
    const objections = await loadObjections(database.read, id);
    const names = await loadNames(
      database.read,
      objections.flatMap(({ by, answer }) => [by, ...(answer?.by ? [answer.by] : [])]),
    );
    const done = saidIn(c, { answered: words.doneAnswered });
    c.set("look", { ...c.get("look"), at: ownPath(`/inspections/${id}/objections`) });
    return showPage(c, ObjectionsPage, { inspection, objections, names, filled, answering, done }, filled === emptyForm ? 200 : 400);
  };

  web.get("/inspections/:id/objections", (c) => show(c));

  web.post("/inspections/:id/objections/:objectionId", async (c) => {
    const form = await readForm(c);
    const [id, objectionId] = [uuidOf(c.req.param("id")), uuidOf(c.req.param("objectionId"))];
    const read = parseForm(Answer, form);
    if (!read.ok) return show(c, read.filled, objectionId);
    const { decision, answer: reason } = read.output;
    if (!(await loadObjections(database.read, id)).some((one) => one.id === objectionId)) throw new Refusal("not-found");
    await answerObjection(database, objectionId, { accepted: decision === "accept", reason }, whoOf(c).personId, now());
    return goTo(c, ownPath(`/inspections/${id}/objections?said=answered`));
  });
}

const Answer = v.object({
  decision: v.picklist(["accept", "decline"]),
  answer: v.pipe(
    v.optional(v.string(), ""),
    v.check((typed) => typed.trim() !== "", "required"),
    v.maxLength(4_000, "tooLong"),
  ),
});
