import type { JSX } from "preact";
import { fieldNames, shellWords } from "../../shared/words/pages.ts";
import { type Filled, saidError } from "./forms.ts";
import { useLook } from "./look.ts";
import { Notice } from "./Notice.tsx";

/** Everything that is wrong, each a way to its field; announced, because the page was loaded anew. Nothing where nothing is. */
export function ErrorSummary({ filled }: { readonly filled: Filled }): JSX.Element | null {
  const { t, ...look } = useLook();
  const errors = Object.entries(filled.errors);
  if (errors.length === 0) return filled.problem ? <Notice kind="danger">{filled.problem}</Notice> : null;
  return (
    <Notice kind="danger">
      <strong>{filled.problem ?? t(shellWords.formHasErrors)}</strong>
      <ul>
        {errors.map(([name, error]) => (
          <li key={name}>
            <a href={`#${name}`}>
              {isNamed(name) && `${t(fieldNames[name])}: `}
              {saidError(look, filled, name, error)}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function isNamed(name: string): name is keyof typeof fieldNames {
  return Object.hasOwn(fieldNames, name);
}
