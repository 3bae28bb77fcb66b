import type { Values } from "../../../shared/text.ts";
import type { templateFaults } from "../../../shared/words/template-faults.ts";

/** One thing that is wrong with a template, and where. */
export interface TemplateFault {
  readonly fault: keyof typeof templateFaults;
  readonly values: Values;
}

/** A template that is not taken, with everything that was found. */
export class TemplateProblem extends Error {
  override readonly name = "TemplateProblem";
  readonly faults: readonly TemplateFault[];

  constructor(faults: readonly TemplateFault[]) {
    super(faults.map(({ fault }) => fault).join(", "));
    this.faults = faults;
  }
}

/** Refuses a template for one fault. */
export function refuse(fault: TemplateFault["fault"], values: Values = {}): never {
  throw new TemplateProblem([{ fault, values }]);
}
