import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { plainName } from "../../shared/text.ts";
import { minutesWords } from "../../shared/words/documents.ts";
import { cleaned } from "../evidence/clean-upload.ts";
import { getNamedFile } from "../evidence/evidence.ts";
import { answerFile } from "../evidence/file-answer-web.ts";
import { inOnePiece, receiveUpload } from "../evidence/receive-upload.ts";
import type { UploadQuota } from "../evidence/upload-quota.ts";
import { sha256 } from "../host/hash.ts";
import { findStand, recordStand } from "../inspections/minutes-stand.ts";
import { keyIn } from "../web/form-key.ts";
import { emptyForm, type Filled, line, parseForm, typed } from "../web/forms.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../web/web.ts";
import type { DocumentNeeds } from "./documents.ts";
import { loadMinutes, loadUsualHead, writeMinutes } from "./minutes.ts";
import { loadForWriter } from "./minutes-access.ts";
import { minutesAsTyped, readMinutes } from "./minutes-form.ts";
import { MinutesPage } from "./minutes-page.tsx";
import { minutesFields } from "./minutes-words.ts";

type MinutesNeeds = DocumentNeeds & { readonly quota: UploadQuota; now(): Date };

/** Minutes: typed by head or secretary, and what became of them on paper. */
export function addMinutes(web: Hono<WebVariables>, needs: MinutesNeeds): void {
  const { database, store, quota, now } = needs;
  web.get("/inspections/:id/minutes", async (c) => showMinutes(c, needs, uuidOf(c.req.param("id"))));

  web.post("/inspections/:id/minutes", async (c) => {
    const id = uuidOf(c.req.param("id"));
    await loadForWriter(database.read, id, whoOf(c));
    const form = await readForm(c);
    const { minutes, errors, limits } = readMinutes(form);
    const filled: Filled = { values: typed(form), errors, limits };
    if (!minutes) return showMinutes(c, needs, id, { filled, status: 400 });
    const seen = Number(/^\d{1,9}$/.exec(String(form["revision"]))?.[0] ?? 0);
    try {
      await writeMinutes(database, id, { minutes, seen }, { actorId: whoOf(c).personId, now: now() });
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.code !== "minutes-changed") throw problem;
      const said = problem.toProblem(c.get("look").language).detail;
      return showMinutes(c, needs, id, { filled: { ...filled, problem: said }, status: 409 });
    }
    return goTo(c, ownPath(`/inspections/${id}/minutes?said=saved`));
  });

  web.post("/inspections/:id/minutes/stand", async (c) => {
    const id = uuidOf(c.req.param("id"));
    const { lead } = await loadForWriter(database.read, id, whoOf(c));
    const form = await readForm(c);
    const actor = { actorId: whoOf(c).personId, now: now() };
    const standId = keyIn(form);
    const done = ownPath(`/inspections/${id}/minutes?said=stand`);
    if (form["stand"] === "signed") {
      const { file } = form;
      if (!(file instanceof File) || file.size === 0)
        return showMinutes(c, needs, id, { filled: { values: {}, errors: { file: "required" } }, status: 400 });
      const bytes = cleaned(new Uint8Array(await file.arrayBuffer()));
      if (!bytes) throw new Refusal("evidence-type");
      const coming = { hash: sha256(bytes), body: inOnePiece(bytes), announced: bytes.byteLength };
      const { file: kept } = await receiveUpload({ database, store, quota }, coming, whoOf(c), now);
      const fileName = plainName(file.name).slice(0, 200) || "bien-ban";
      await recordStand(database, id, { id: standId, stand: "signed", contentHash: kept.sha256, fileName }, actor);
      return goTo(c, done);
    }
    const waives = form["stand"] === "waived";
    if (waives && !lead) throw new Refusal("not-allowed");
    const field = waives ? "waivedReason" : "refusedReason";
    const read = parseForm(v.object({ [field]: line(2_000) }), form);
    if (!read.ok) return showMinutes(c, needs, id, { filled: read.filled, status: 400 });
    const stand = { id: standId, stand: waives ? ("waived" as const) : ("refused" as const), reason: read.output[field] ?? "" };
    await recordStand(database, id, stand, actor);
    return goTo(c, done);
  });

  web.get("/inspections/:id/minutes/scan", async (c) => {
    const id = uuidOf(c.req.param("id"));
    await loadForWriter(database.read, id, whoOf(c));
    const stand = await findStand(database.read, id);
    if (!stand?.content_hash) throw new Refusal("not-found");
    return answerFile(c, store, await getNamedFile(database.read, stand.content_hash, stand.file_name ?? "bien-ban"));
  });
}

/** `filled`: what was sent and is not taken. */
async function showMinutes(
  c: Web,
  { database }: MinutesNeeds,
  id: string,
  { filled = emptyForm, status = 200 }: { readonly filled?: Filled; readonly status?: 200 | 400 | 409 } = {},
): Promise<Response> {
  const { read } = database;
  const inspection = await loadForWriter(read, id, whoOf(c));
  const written = await loadMinutes(read, id);
  const stand = await findStand(read, id);
  const kept = minutesAsTyped(written.revision === 0 ? { ...written.minutes, ...(await loadUsualHead(read)) } : written.minutes);
  const latest =
    status === 409 ? minutesFields.filter((name) => kept[name] !== (filled.values[name] ?? "").replaceAll("\r\n", "\n").trim()) : [];
  const locked =
    inspection.state === "concluded" || inspection.state === "cancelled" || stand?.stand === "signed" || stand?.stand === "refused";
  const done = saidIn(c, { saved: minutesWords.saved, stand: minutesWords.standDone });
  return showPage(c, MinutesPage, { inspection, written, kept, latest, stand, locked, filled, done }, status);
}
