import type { JSX } from "preact";
import { type ProblemCode, type Refusal, saidValues } from "../../shared/problem.ts";
import type { Words } from "../../shared/text.ts";
import { pageProblems, shellWords } from "../../shared/words/pages.ts";
import { Layout } from "./Layout.tsx";
import { type Look, speaker, useLook } from "./look.ts";
import { Notice } from "./Notice.tsx";

/** A refusal as a page: the same sentence as in the API, but for those that speak of the extension and its sheets. */
export function ProblemPage({ refusal }: { readonly refusal: Refusal }): JSX.Element {
  const { t, ...look } = useLook();
  const title = t(refusal.code === "not-found" ? shellWords.notFoundTitle : shellWords.problemTitle);
  return (
    <Layout title={title} width="narrow">
      <h1>{title}</h1>
      <Notice kind="danger">{said(look, refusal)}</Notice>
      <p>
        <a class="btn" href="/">
          {t(shellWords.toStart)}
        </a>
      </p>
    </Layout>
  );
}

function said(look: Look, refusal: Refusal): string {
  const own: Partial<Record<ProblemCode, Words>> = pageProblems;
  const words = own[refusal.code];
  return words ? speaker(look)(words, saidValues(refusal.values, look.language)) : refusal.toProblem(look.language).detail;
}
