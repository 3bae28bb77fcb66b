import type { DocumentKind } from "../../shared/documents/document.ts";
import { answersParent, tellParent } from "../host/apart-child.ts";
import { type Filled, type Filling, fillTemplate } from "./templates/fill-template.ts";
import { TemplateProblem } from "./templates/template-problem.ts";

/** What the process is asked: to look an uploaded template over and fill it once on trial, or to fill a clean one. */
export type DocumentJob =
  | { readonly work: "check"; readonly kind: DocumentKind; readonly trial: Filling }
  | { readonly work: "fill"; readonly filling: Filling };

/** Of a template that is looked over, the clean one; else the document. */
export type DocumentTold = Filled | { readonly faults: TemplateProblem["faults"] };

/** Runs in a process of its own, which is given one template and ended. */
answersParent(async (job: DocumentJob, bytes) => {
  try {
    await tellParent((await answer(job, bytes)) satisfies DocumentTold);
  } catch (problem) {
    if (!(problem instanceof TemplateProblem)) throw problem;
    await tellParent({ faults: problem.faults } satisfies DocumentTold);
  }
});

async function answer(job: DocumentJob, bytes: Uint8Array): Promise<Filled> {
  if (job.work === "fill") return fillTemplate(bytes, job.filling);
  // Whoever fills a clean one need not wait for what reads others.
  const { fieldsOf } = await import("./templates/document-fields-words.ts");
  const { cleanTemplate } = await import("./templates/template-gate.ts");
  const clean = await cleanTemplate(bytes, fieldsOf[job.kind]);
  return { ...fillTemplate(clean, job.trial), bytes: clean };
}
