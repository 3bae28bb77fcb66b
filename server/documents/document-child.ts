import type { DocumentKind } from "../../shared/documents/document.ts";
import { answersParent, tellParent } from "../host/apart-child.ts";
import { type Filling, fillTemplate } from "./templates/fill-template.ts";
import { TemplateProblem } from "./templates/template-problem.ts";

/** What the process is asked: to look an uploaded template over and fill it once on trial, or to fill a clean one. */
export type DocumentJob =
  | { readonly work: "check"; readonly kind: DocumentKind; readonly trial: Filling }
  | { readonly work: "fill"; readonly filling: Filling };

export type DocumentTold = { readonly bytes: Uint8Array } | { readonly faults: TemplateProblem["faults"] };

/** Runs in a process of its own, which is given one template and ended. */
answersParent(async (job: DocumentJob, bytes) => {
  try {
    await tellParent({ bytes: await answer(job, bytes) } satisfies DocumentTold);
  } catch (problem) {
    if (!(problem instanceof TemplateProblem)) throw problem;
    await tellParent({ faults: problem.faults } satisfies DocumentTold);
  }
});

async function answer(job: DocumentJob, bytes: Uint8Array): Promise<Uint8Array> {
  if (job.work === "fill") return fillTemplate(bytes, job.filling);
  // Whoever fills a clean one need not wait for what reads others.
  const { fieldsOf } = await import("./templates/document-fields-words.ts");
  const { cleanTemplate } = await import("./templates/template-gate.ts");
  const clean = await cleanTemplate(bytes, fieldsOf[job.kind]);
  fillTemplate(clean, job.trial);
  return clean;
}
