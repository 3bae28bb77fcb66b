import type { Hono } from "hono";
import * as v from "valibot";
import { canonicalJson } from "../../../shared/canonical.ts";
import { type Criterion, criteriaOf } from "../../../shared/checklists/checklist.ts";
import { newId } from "../../../shared/id.ts";
import { Refusal } from "../../../shared/problem.ts";
import { Quote } from "../../../shared/sheets/answer.ts";
import { SelfFields as Fields, type SelfFields } from "../../../shared/sheets/self-form.ts";
import { formatDay, Uuid, vietnamDay, type Words } from "../../../shared/text.ts";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import type { Needs } from "../../database/needs.ts";
import type { UploadStore } from "../../evidence/receive-upload.ts";
import { noteReceived } from "../../evidence/received-evidence.ts";
import { sha256 } from "../../host/hash.ts";
import { loadNames } from "../../people/people.ts";
import { findOwnSubmission } from "../../submissions/own-submissions.ts";
import type { Recorder } from "../../submissions/recorder.ts";
import {
  addDraftEvidence,
  type DraftCriterion,
  loadColleaguesFiles,
  loadSelfDraft,
  noteDraftSent,
  readAgain,
  removeDraftEvidence,
  type SelfDraft,
  saveSelfDraft,
  submissionOf,
} from "../../submissions/self-draft.ts";
import { keyIn } from "../../web/form-key.ts";
import { emptyForm, type Filled, line, parseForm, refilled } from "../../web/forms.ts";
import { speaker } from "../../web/look.ts";
import { ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { missingText, pointsText } from "./criterion-words.ts";
import { keepOwnFiles } from "./own-files-web.ts";
import { missingIn, progressText, SelfScorePage } from "./self-score-page.tsx";
import { loadDeadlines } from "./unit-desk.ts";

type SelfNeeds = Needs & { readonly recorder: Recorder; readonly files: UploadStore };

/** A unit scores itself on the web. */
export function addSelfScore(web: Hono<WebVariables>, needs: SelfNeeds): void {
  const { database, now } = needs;
  const at = "/unit/inspections/:id/self-score";

  web.get(at, (c) => showSelfScore(c, needs));

  web.post(at, async (c) => {
    const form = await readForm(c);
    const { criterion, revision, follows, go } = parse(Saved, form);
    const draft = await loadSelfDraft(database.read, idOf(c), whoOf(c).personId, now());
    const own = criteriaOf(draft.checklist, draft.form).find(({ id }) => id === criterion);
    if (!own) throw new Refusal("unknown-criterion", { criterion });
    const fields = typedIn(own, form);
    const saved = await saveSelfDraft(database, placeOf(c, criterion), { revision, fields, follows: follows === "yes" }, now());
    if (go === "wait") return answerIsland(c, needs, saved);
    if ("taken" in saved) return showSelfScore(c, needs, { taken: saved.taken, fields });
    const after = await loadSelfDraft(database.read, idOf(c), whoOf(c).personId, now());
    const next = missingIn(speaker(c.get("look")), after).find((one) => one.criterion.id !== criterion)?.criterion.id;
    const shown = go === "next" ? next : criterion;
    return goTo(c, withQuery(pathOf(c), { said: "saved", of: criterion, criterion: shown }));
  });

  addProof(web, needs, at);
  addSending(web, needs, at);
}

const Saved = v.object({
  criterion: v.pipe(v.string(), v.maxLength(64)),
  revision: v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)),
  follows: v.optional(v.fallback(v.string(), ""), ""),
  go: v.optional(v.fallback(v.picklist(["next", "stay", "wait"]), "stay"), "stay"),
});

function parse<T extends v.GenericSchema>(schema: T, form: Readonly<Record<string, unknown>>): v.InferOutput<T> {
  const read = v.safeParse(schema, form);
  if (!read.success) throw new Refusal("malformed", { where: "form", why: read.issues[0].message });
  return read.output;
}

/** The form's fields by the names under which they are kept: counts of one kind come as a list. */
function typedIn({ method }: Criterion, form: Readonly<Record<string, unknown>>): SelfFields {
  const lists: Record<string, string[]> = {
    figure: method.type === "ratio" ? (method.figures ?? []).map(({ key }) => `figure-${key}`) : [],
    fault: method.type === "deduct" ? method.rules.map((_, i) => `count-${i}`) : [],
  };
  const typed = Object.entries(form).flatMap(([name, value]): [string, string][] => {
    const names = Object.hasOwn(lists, name) ? (lists[name] ?? []) : [name];
    return [value].flat().flatMap((one, i) => (typeof one === "string" && names[i] !== undefined ? [[names[i], one]] : []));
  });
  const fields = v.safeParse(Fields, Object.fromEntries(typed));
  if (!fields.success) throw new Refusal("malformed", { where: "form", why: fields.issues[0].message });
  return fields.output;
}

/** What the page's script shows of a criterion that was saved while its form stays as it is. */
async function answerIsland(c: Web, { database, now }: SelfNeeds, saved: Awaited<ReturnType<typeof saveSelfDraft>>): Promise<Response> {
  const look = c.get("look");
  const t = speaker(look);
  if ("taken" in saved) return c.json({ revision: saved.taken.revision }, 409);
  const draft = await loadSelfDraft(database.read, idOf(c), whoOf(c).personId, now());
  return c.json({
    revision: saved.revision,
    saved: t(words.saved, { at: formatDay(saved.changed?.at ?? now(), true) }) + suffixed(missingText(t, saved)),
    points: pointsText(look, saved.score),
    progress: progressText(t, draft),
  });
}

function suffixed(text: string): string {
  return text && ` · ${text}`;
}

interface Again {
  readonly taken?: DraftCriterion;
  readonly fields?: SelfFields;
  readonly filled?: Filled;
  readonly criterion?: string;
}

async function showSelfScore(c: Web, { database, now }: SelfNeeds, again: Again = {}): Promise<Response> {
  const { read } = database;
  const look = c.get("look");
  const t = speaker(look);
  const draft = await loadSelfDraft(read, idOf(c), whoOf(c).personId, now());
  const { selfScoreBy: by } = await loadDeadlines(read, draft.inspection);
  const asked = again.taken?.criterion.id ?? again.criterion ?? c.req.query("criterion");
  const stored = draft.criteria.find(({ criterion }) => criterion.id === asked);
  const opened = stored && again.fields ? readAgain(stored, again.fields) : stored;
  const name = again.taken?.changed && (await loadNames(read, [again.taken.changed.by])).get(again.taken.changed.by);
  const said = doneWords.get(c.req.query("said") ?? "");
  c.set("look", { ...look, at: withQuery(pathOf(c), { criterion: asked, show: c.req.query("show") }) });
  const props = {
    ...{ draft, by, opened, filled: again.filled ?? emptyForm, all: c.req.query("show") === "all" },
    isLate: vietnamDay(now()) > by,
    sentLate: draft.sent !== null && vietnamDay(new Date(draft.sent.at)) > by,
    unsent: isUnsent(draft),
    taken: again.taken && { stored: again.taken, name: name ?? "" },
    done: said && t(said, { id: c.req.query("of") ?? "" }),
  };
  return showPage(c, SelfScorePage, props, again.taken ? 409 : again.filled ? 400 : 200);
}

const doneWords: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["saved", words.doneSaved],
  ["proof", words.doneProof],
  ["gone", words.doneProofGone],
  ["sent", words.sentNow],
]);

/** Whether what would be sent is other than what was. */
function isUnsent(draft: SelfDraft): boolean {
  if (!draft.sent) return false;
  const { entries } = submissionOf(draft, { id: draft.sent.id, reason: "" }, new Date(draft.sent.at));
  return canonicalJson(entries) !== canonicalJson(draft.sent.submission.entries);
}

function addProof(web: Hono<WebVariables>, needs: SelfNeeds, at: string): void {
  const { database, files, now } = needs;

  web.post(`${at}/proof/files`, async (c) => {
    const form = await readForm(c);
    const { criterion } = parse(OfCriterion, form);
    // Whose draft it is, before anything is kept.
    await loadSelfDraft(database.read, idOf(c), whoOf(c).personId, now());
    const kept = await keepOwnFiles(c, needs, files, form["files"]);
    const proof = kept.map((file) => ({ type: "file" as const, id: newId(), ...file, capturedAt: now().toISOString() }));
    await addDraftEvidence(database, placeOf(c, criterion), proof, now());
    return goTo(c, withQuery(pathOf(c), { said: "proof", criterion }));
  });

  web.post(`${at}/proof/pages`, async (c) => {
    const form = await readForm(c);
    const { criterion } = parse(OfCriterion, form);
    const read = parseForm(
      v.object({ proofUrl: WebAddress, proofText: v.optional(v.pipe(v.string(), v.maxLength(2_000, "tooLong")), "") }),
      form,
    );
    if (!read.ok) return showSelfScore(c, needs, { filled: read.filled, criterion });
    const { proofUrl: url, proofText } = read.output;
    const quoted = { exact: proofText.trim() || url, prefix: "", suffix: "", url, title: "" };
    const quote = parse(Quote, { type: "quote", id: newId(), ...quoted, capturedAt: now().toISOString() });
    await addDraftEvidence(database, placeOf(c, criterion), [quote], now());
    return goTo(c, withQuery(pathOf(c), { said: "proof", criterion }));
  });

  web.post(`${at}/proof/removal`, async (c) => {
    const { criterion, proof } = parse(v.object({ ...OfCriterion.entries, proof: Uuid }), await readForm(c));
    await removeDraftEvidence(database, placeOf(c, criterion), proof, now());
    return goTo(c, withQuery(pathOf(c), { said: "gone", criterion }));
  });
}

const OfCriterion = v.object({ criterion: v.pipe(v.string(), v.maxLength(64)) });
const WebAddress = v.pipe(line(2_000), v.url("wrong"), v.regex(/^https?:\/\//i, "wrong"));

function addSending(web: Hono<WebVariables>, needs: SelfNeeds, at: string): void {
  const { database, recorder, now } = needs;
  web.post(`${at}/sending`, async (c) => {
    const form = await readForm(c);
    const who = whoOf(c);
    const id = keyIn(form);
    // The same form again: it has been received.
    if (await findOwnSubmission(database.read, who.personId, id)) return goTo(c, withQuery(pathOf(c), { said: "sent" }));
    const draft = await loadSelfDraft(database.read, idOf(c), who.personId, now());
    if (!draft.open) throw new Refusal("self-score-closed", { visitedOn: draft.inspection.visited_on });
    if (missingIn(speaker(c.get("look")), draft).length > 0) return goTo(c, withQuery(pathOf(c), {}));
    const read = parseForm(v.object({ replaceReason: draft.sent ? line(2_000) : v.optional(v.string(), "") }), form);
    if (!read.ok) return showSelfScore(c, needs, { filled: refilled(form, read) });
    const received = now();
    for (const { sha256: hash, size, mediaType } of await loadColleaguesFiles(database.read, draft, who.personId))
      await noteReceived(database.write, { hash, size, mediaType }, who.personId, received);
    const submission = submissionOf(draft, { id, reason: read.output.replaceReason }, received);
    const document = canonicalJson(submission);
    await recorder.record({
      ...{ submission, document, contentHash: sha256(document), who: { ...who, scope: "unit" } },
      ...{ receivedAt: received.toISOString(), clockOffsetMs: 0, clockFarOff: false },
    });
    await noteDraftSent(database, idOf(c), id);
    return goTo(c, withQuery(pathOf(c), { said: "sent" }));
  });
}

function idOf(c: Web): string {
  return uuidOf(c.req.param("id"));
}

function pathOf(c: Web) {
  return ownPath(`/unit/inspections/${idOf(c)}/self-score`);
}

function placeOf(c: Web, criterionId: string) {
  return { inspectionId: idOf(c), criterionId, personId: whoOf(c).personId };
}
