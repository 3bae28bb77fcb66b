import type { JSX } from "preact";
import { type DocumentKind, documentKinds } from "../../../shared/documents/document.ts";
import { formatDay, formatSize } from "../../../shared/text.ts";
import { documentWords, templateWords as words } from "../../../shared/words/documents.ts";
import { Crumbs } from "../../web/Crumbs.tsx";
import { FileField } from "../../web/FileField.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { fieldsOf, isList, requiredIn, type Shape } from "./document-fields-words.ts";
import { TemplateFaults } from "./TemplateFaults.tsx";
import type { TemplateVersion } from "./templates.ts";

interface TemplatesPageProps {
  readonly versions: readonly TemplateVersion[];
  readonly faults: readonly string[];
  /** The kind whose template was refused. */
  readonly about: DocumentKind | undefined;
  readonly done: string | undefined;
}

export function TemplatesPage({ versions, faults, about, done }: TemplatesPageProps): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.title)} active="prepare" width="middle" done={done} hasErrors={faults.length > 0}>
      <Crumbs />
      <h1>{t(words.title)}</h1>
      <p>{t(words.lead)}</p>
      {documentKinds.map((kind) => (
        <OfKind key={kind} kind={kind} versions={versions.filter((one) => one.kind === kind)} faults={kind === about ? faults : []} />
      ))}
    </Layout>
  );
}

interface OfKindProps {
  readonly kind: DocumentKind;
  readonly versions: readonly TemplateVersion[];
  readonly faults: readonly string[];
}

function OfKind({ kind, versions, faults }: OfKindProps): JSX.Element {
  const { t, language } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(documentWords[kind])}</h2>
      </div>
      <TemplateFaults faults={faults} />
      <ul class="prose">
        {versions.map(({ id, number, fileName, size, uploadedAt, uploadedByName }) => (
          <li key={id}>
            <a href={`/admin/templates/${id}/file`}>{t(words.version, { number })}</a> · {fileName} · {formatSize(size, language)} ·{" "}
            {formatDay(uploadedAt, true)} · {uploadedByName}
          </li>
        ))}
        <li>
          <a href={`/admin/templates/default/${kind}`}>{t(words.isDefault)}</a>
        </li>
      </ul>
      <form class="stack" method="post" action="/admin/templates" enctype="multipart/form-data">
        <input type="hidden" name="kind" value={kind} />
        <FileField id={`file-${kind}`} label={words.file} accept=".docx" />
        <button class="btn" aria-label={`${t(words.upload)}: ${t(documentWords[kind])}`}>
          {t(words.upload)}
        </button>
      </form>
      {versions.length > 0 && (
        <form method="post" action="/admin/templates">
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="step" value="default" />
          <button class="linklike" aria-label={`${t(words.restore)}: ${t(documentWords[kind])}`}>
            {t(words.restore)}
          </button>
        </form>
      )}
      <details>
        <summary>{t(words.fields)}</summary>
        <p>{t(words.fieldsHow, { field: "{unit}", begin: "{#team}", end: "{/team}", unless: "{^team}" })}</p>
        <Fields shape={fieldsOf[kind]} required={requiredIn(fieldsOf[kind])} />
      </details>
    </section>
  );
}

function Fields({ shape, required = [] }: { readonly shape: Shape; readonly required?: readonly string[] }): JSX.Element {
  const { t } = useLook();
  return (
    <ul class="prose">
      {Object.entries(shape).map(([name, field]) => (
        <li key={name}>
          <code>{isList(field) ? `{#${name}} … {/${name}}` : `{${name}}`}</code> {t(isList(field) ? field.label : field)}
          {required.includes(name) && ` (${t(words.required)})`}
          {isList(field) && <Fields shape={field.each} />}
        </li>
      ))}
    </ul>
  );
}
