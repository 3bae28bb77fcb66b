import Docxtemplater from "docxtemplater";
import PizZip from "pizzip";
import { type Parts, writeArchive } from "./template-archive.ts";
import { TemplateProblem } from "./template-problem.ts";

/** What a field or a list is filled with; a text that is absent prints dots, an empty one nothing. */
export type Filling = { readonly [name: string]: string | undefined | readonly Filling[] };

/** What stands where nothing is known. */
export const dots = "……";

/** A filled template, and the names of the fields it asks for. */
export interface Filled {
  readonly bytes: Uint8Array;
  readonly fields: readonly string[];
}

/** A clean template filled; the same template and filling are the same bytes. `TemplateProblem` for what the filler cannot place. */
export function fillTemplate(template: Uint8Array, filling: Filling): Filled {
  const zip = new PizZip(template);
  const fields = new Set<string>();
  try {
    const document = new Docxtemplater(zip, {
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      syntax: { changeDelimiterPrefix: null },
      parser: (tag) => {
        fields.add(tag);
        return {
          get(scope, { scopeList }) {
            const found = [...scopeList, scope].findLast((one) => typeof one === "object" && one !== null && Object.hasOwn(one, tag));
            return found?.[tag];
          },
        };
      },
      nullGetter: (part) => (part.module ? "" : dots),
    });
    document.render(filling);
  } catch (problem) {
    throw new TemplateProblem([{ fault: "otherwise", values: { why: reasonOf(problem) } }]);
  }
  const filled: Parts = new Map(
    Object.values(zip.files)
      .filter(({ dir }) => !dir)
      .map((file): [string, Buffer] => [file.name, Buffer.from(file.asUint8Array())]),
  );
  return { bytes: writeArchive(filled), fields: [...fields].sort() };
}

/** The filler's own words, cut: they repeat what stands in the template. */
function reasonOf(problem: unknown): string {
  const { properties } = problem as {
    readonly properties?: { readonly errors?: readonly { readonly message?: string }[]; readonly id?: string };
  };
  const [first] = properties?.errors ?? [];
  return String(first?.message ?? (problem instanceof Error ? problem.message : "")).slice(0, 160);
}
