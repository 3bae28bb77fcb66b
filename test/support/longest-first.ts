import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, in `npm test`: begun last it would run alone at the end, while the other processor waits. */
const longest = `
  browser/typing-walk browser/web-pages journeys/cycle browser/web-typing journeys/main browser/hostile browser/overlay-attacks
  server/statement-plans server/contract server/pages server/identity server/attempts server/blindness server/tampering server/units-import
  postgres/several-processes server/migrations
`
  .trim()
  .split(/\s+/);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
