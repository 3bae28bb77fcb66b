import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../../shared/problem.ts";
import { Sha256 } from "../../../shared/sheets/answer.ts";
import { reason } from "../../../shared/text.ts";
import { evidenceWords } from "../../../shared/words/inspection/evidence.ts";
import type { Needs } from "../../database/needs.ts";
import type { Env } from "../../host/env.ts";
import { emptyForm, type Filled, line, parseForm } from "../../web/forms.ts";
import { isLead } from "../../web/look.ts";
import { ownPath } from "../../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { findEvidence, getNamedFile } from "../evidence.ts";
import { deleteEvidence } from "../evidence-retention.ts";
import { openEvidenceStore } from "../evidence-store.ts";
import { answerFile } from "../file-answer-web.ts";
import { AttachedPage } from "./AttachedPage.tsx";
import { type Attachment, findAttachedView, findAttachments } from "./attached.ts";
import { EvidencePage } from "./evidence-page.tsx";
import { findEvidenceView } from "./evidence-view.ts";
import { type Asked, findPieces, type PiecesReader } from "./pieces.ts";

/** One piece of an inspection's evidence, its file, and the administrator's way to take that away. */
export function addEvidence(web: Hono<WebVariables>, { database, env, now }: Needs & { readonly env: Pick<Env, "dataDir"> }): void {
  const store = openEvidenceStore(env.dataDir);

  const show = async (c: Web, asked: Asked, filled: Filled = emptyForm) => {
    const done = saidIn(c, { removed: evidenceWords.removed });
    const shown = { mayRemove: whoOf(c).roles.includes("admin"), filled, done };
    const status = filled === emptyForm ? 200 : 400;
    const place = [database.read, store, inspectionIn(c)] as const;
    const view = await findEvidenceView(...place, asked, readerOf(c));
    if (view) return showPage(c, EvidencePage, { view, ...shown }, status);
    const attached = "sha256" in asked && (await findAttachedView(...place, asked.sha256, readerOf(c)));
    if (!attached) throw new Refusal("not-found");
    return showPage(c, AttachedPage, { view: attached, ...shown }, status);
  };

  web.get("/inspections/:id/evidence/:sha256", (c) => show(c, { sha256: hashIn(c) }));

  web.get("/inspections/:id/evidence/:submission/:criterion/:at", (c) => {
    const { submission, criterion, at } = c.req.param();
    if (!/^\d{1,3}$/.test(at)) throw new Refusal("not-found");
    return show(c, { submissionId: submission.toLowerCase(), criterionId: criterion, at: Number(at) });
  });

  web.get("/inspections/:id/evidence/:sha256/file", async (c) => {
    const hash = hashIn(c);
    const attachments = await demandPart(inspectionIn(c), hash, readerOf(c));
    if (attachments) {
      const name = attachments.find(({ fileName }) => fileName !== null)?.fileName ?? hash;
      return answerFile(c, store, await getNamedFile(database.read, hash, name));
    }
    const { personId, lead } = readerOf(c);
    return answerFile(c, store, await findEvidence(database.read, hash, { personId, as: lead ? "lead" : "inspector" }, now()));
  });

  web.post("/inspections/:id/evidence/:sha256/deletion", async (c) => {
    const hash = hashIn(c);
    await demandPart(inspectionIn(c), hash, readerOf(c));
    const form = await readForm(c);
    const read = parseForm(v.object({ reason: v.pipe(line(2_000), reason(2_000)) }), form);
    if (!read.ok) {
      c.set("look", { ...c.get("look"), at: ownPath(`/inspections/${inspectionIn(c)}/evidence/${hash}`) });
      return show(c, { sha256: hash }, read.filled);
    }
    await deleteEvidence(database.write, hash, read.output.reason, whoOf(c).personId, now());
    await store.remove(hash);
    return goTo(c, ownPath(`/inspections/${inspectionIn(c)}/evidence/${hash}?said=removed`));
  });

  /** It is part of this inspection where this reader may see it: of a sheet, or attached, and then to what. */
  async function demandPart(inspectionId: string, hash: string, reader: PiecesReader): Promise<readonly Attachment[] | undefined> {
    if (await findPieces(database.read, inspectionId, { sha256: hash }, reader)) return undefined;
    const attachments = await findAttachments(database.read, inspectionId, hash, reader);
    if (attachments.length === 0) throw new Refusal("not-found");
    return attachments;
  }
}

function readerOf(c: Web): PiecesReader {
  const who = whoOf(c);
  return { personId: who.personId, lead: isLead(who) };
}

function inspectionIn(c: Web): string {
  return (c.req.param("id") ?? "").toLowerCase();
}

function hashIn(c: Web): string {
  const read = v.safeParse(Sha256, c.req.param("sha256"));
  if (!read.success) throw new Refusal("not-found");
  return read.output;
}
