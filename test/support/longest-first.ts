import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest: begun last it would run alone at the end, while the other processor waits. */
const longest = `
  server/contract server/pages server/attempts server/tampering server/blindness server/units-import
  postgres/several-processes server/statement-plans server/migrations
  browser/typing-walk browser/web-pages browser/web-typing journeys/cycle journeys/main browser/hostile browser/overlay-attacks
  browser/pressed browser/pages browser/desk
  long/web-typing-firefox long/web-typing-chromium long/typing-firefox long/typing-chromium long/overlay-attacks
`
  .trim()
  .split(/\s+/);

/** Project by project, as a worker loads the server anew for each; in each of them the longest files first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = [...new Set(this.ctx.projects.map(({ name }) => name))];
    const place = ({ project, moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return projects.indexOf(project.name) * 1_000 + (at < 0 ? longest.length : at);
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
