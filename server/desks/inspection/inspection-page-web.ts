import type { Hono } from "hono";
import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import type { Needs } from "../../database/needs.ts";
import { mayCall } from "../../http/may.ts";
import type { Who } from "../../ledger/who.ts";
import { isLead } from "../../web/look.ts";
import { showPage, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { InspectionPage, type Way } from "./inspection-page.tsx";
import { type BlindInspection, type InspectionAsk, loadWholeInspection, type WholeInspection } from "./whole-inspection.ts";

/** The page of one inspection, for leads and for its team. */
export function addInspectionPage(web: Hono<WebVariables>, { database }: Needs): void {
  web.get("/inspections/:id", async (c) => {
    const who = whoOf(c);
    const seen = await loadWholeInspection(database, (c.req.param("id") ?? "").toLowerCase(), {
      personId: who.personId,
      lead: isLead(who),
    });
    return showPage(c, InspectionPage, { seen, ask: askIn(c), ...waysFrom(seen, who) });
  });
}

function askIn(c: Web): InspectionAsk {
  return {
    order: c.req.query("order") === "area" ? "area" : "differs",
    criterion: c.req.query("criterion") ?? null,
    evidenceOf: c.req.query("evidence") ?? null,
    history: c.req.query("history") === "all",
  };
}

type Place = "settle" | "conclude" | "change" | "minutes" | "documents" | "objections" | "correct";

const said = {
  settle: words.toSettle,
  conclude: words.toConclude,
  change: words.toChange,
  minutes: words.toMinutes,
  documents: words.toDocuments,
  objections: words.toObjections,
  correct: words.toCorrect,
} as const;

/** What waits after a conclusion: where it is done, and what it is called. */
const saidWaiting = {
  objections: { place: "objections", word: words.toAnswer },
  correct: { place: "correct", word: words.toApprove },
  accepted: { place: "correct", word: words.toPropose },
} as const;

/** What comes next by its state, and what else there is; only what is there, and what this reader may call. */
function waysFrom(seen: BlindInspection | WholeInspection, who: Who): { next: Way | undefined; besides: Way[] } {
  const asked = seen.revealed ? seen.asked : { objections: 0, accepted: 0, correct: 0 };
  const waiting = Object.entries(saidWaiting).flatMap(([what, { place, word }]) => {
    const count = asked[what as keyof typeof saidWaiting];
    return count > 0 ? [{ place, said: word, values: { count } }] : [];
  });
  const { id, state } = seen.revealed ? seen.inspection : { id: seen.id, state: seen.head.state };
  const wayTo = (place: Place): Way[] => {
    const may = mayCall(`GET /inspections/:id/${place}`, who) === "yes";
    // Who settles is a lead; a secretary looks on and decides nothing, whatever else they are.
    const decides = place === "conclude" || place === "objections" || place === "correct";
    const own = seen.position === "secretary" ? !decides : isLead(who) || (seen.position === "head" && place !== "settle");
    const way = waiting.find((one) => one.place === place) ?? { said: said[place] };
    return may && own ? [{ href: `/inspections/${id}/${place}`, ...way }] : [];
  };
  const steps: Readonly<Record<typeof state, Place | undefined>> = {
    open: isLead(who) ? "change" : "minutes",
    submitted: "settle",
    returned: "settle",
    settled: "conclude",
    concluded: waiting[0]?.place ?? "documents",
    cancelled: undefined,
  };
  const step = steps[state];
  const besides: Place[] =
    state === "cancelled" ? [] : ["minutes", "documents", ...(state === "concluded" ? (["objections", "correct"] as const) : [])];
  return { next: step && wayTo(step)[0], besides: besides.filter((place) => place !== step).flatMap(wayTo) };
}
