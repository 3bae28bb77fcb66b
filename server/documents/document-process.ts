import { fileURLToPath } from "node:url";
import type { DocumentKind } from "../../shared/documents/document.ts";
import { Refusal } from "../../shared/problem.ts";
import { Apart, TooMuch } from "../host/apart.ts";
import type { DocumentJob, DocumentTold } from "./document-child.ts";
import type { Filled, Filling } from "./templates/fill-template.ts";
import { TemplateProblem } from "./templates/template-problem.ts";

/** Minutes take a quarter of a second; the heap holds a document of several hundred pages. */
const limits = { processes: 2, waiting: 16, milliseconds: 20_000, heapMb: 256 } as const;

const apart = new Apart(fileURLToPath(new URL("./document-child.ts", import.meta.url)), limits);

/** The processes that work on documents at this moment, for whoever measures them. */
export function watchDocumentProcesses(): number[] {
  return apart.pids;
}

/** A template that somebody uploaded, made clean, and filled once on trial. `TemplateProblem`, `documents-busy`. */
export async function checkTemplateApart(kind: DocumentKind, template: Uint8Array, trial: Filling): Promise<Uint8Array> {
  return (await ask({ work: "check", kind, trial }, template)).bytes;
}

/** A clean template filled, in a process of its own. `TemplateProblem`, `documents-busy`. */
export async function fillTemplateApart(template: Uint8Array, filling: Filling): Promise<Filled> {
  return await ask({ work: "fill", filling }, template);
}

async function ask(job: DocumentJob, template: Uint8Array): Promise<Filled> {
  if (apart.busy) throw new Refusal("documents-busy", { seconds: "20" });
  try {
    return await apart.run(job, template, (told: DocumentTold) => {
      if ("faults" in told) throw new TemplateProblem(told.faults);
      return told;
    });
  } catch (problem) {
    if (problem instanceof TooMuch) throw new TemplateProblem([{ fault: "effort", values: {} }]);
    throw problem;
  }
}
