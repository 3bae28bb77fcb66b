import type { JSX } from "preact";
import type { Unit } from "../../shared/units/unit.ts";
import { unitKinds } from "../../shared/units/unit.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { RowProblems } from "../tables/table-columns.ts";
import { Crumbs } from "../web/Crumbs.tsx";
import { FileField } from "../web/FileField.tsx";
import { KeyField } from "../web/KeyField.tsx";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { NextStep } from "../web/NextStep.tsx";
import { Notice } from "../web/Notice.tsx";
import { Cell, Column, Heads, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { NewUnit } from "./new-units.ts";

export interface UnitsPageProps extends RowProblems {
  readonly here: readonly Pick<Unit, "block">[];
  /** What was pasted or read from the file, to go on with. */
  readonly text: string;
  /** Read without a problem and not imported yet. */
  readonly checked: readonly NewUnit[] | undefined;
  readonly imported: number | undefined;
}

export function UnitsPage({ here, text, problems, problemCount, checked, imported }: UnitsPageProps): JSX.Element {
  const { t } = useLook();
  const done = imported === undefined ? undefined : t(words.imported, { count: imported });
  const blocks = new Set(here.map(({ block }) => block)).size;
  return (
    <Layout title={t(words.unitsTitle)} active="prepare" width="middle" done={done} hasErrors={problems.length > 0}>
      <Crumbs />
      <h1>{t(words.unitsTitle)}</h1>
      {here.length > 0 && (
        <p>
          {t(words.here)}: {t(words.haveUnits, { units: here.length, blocks })}
        </p>
      )}
      {imported !== undefined && <NextStep at="/admin/people" title={words.stepPeople} />}
      {problems.length > 0 && <Problems problems={problems} problemCount={problemCount} />}
      {checked && <Preview units={checked} />}
      <TableForm text={text} checked={checked?.length} />
    </Layout>
  );
}

function Problems({ problems, problemCount }: RowProblems): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <Notice kind="danger">{t(words.problemsFound, { count: problemCount })}</Notice>
      <ReflowTable kind="problems">
        <thead>
          <Row>
            <Column kind="num">{t(words.row)}</Column>
            <Column>{t(words.problem)}</Column>
          </Row>
        </thead>
        <RowGroup>
          {problems.map(({ row, column, message }) => (
            <Row key={`${row} ${column} ${message}`}>
              <Cell kind="num" label={t(words.row)}>
                {row}
              </Cell>
              <Cell kind="wide" label={t(words.problem)}>
                {column === undefined ? message : `${column}: ${message}`}
              </Cell>
            </Row>
          ))}
        </RowGroup>
      </ReflowTable>
    </>
  );
}

/** The first ten units, as they were read. */
function Preview({ units }: { readonly units: readonly NewUnit[] }): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <Notice kind="info">{t(words.checked, { count: units.length })}</Notice>
      <h2>{t(words.preview)}</h2>
      <ReflowTable>
        <Heads titles={[words.name, words.kind, words.block, words.website]} />
        <RowGroup>
          {units.slice(0, 10).map((unit) => (
            <PreviewRow key={unit.name} unit={unit} />
          ))}
        </RowGroup>
      </ReflowTable>
    </>
  );
}

function PreviewRow({ unit }: { readonly unit: NewUnit }): JSX.Element {
  const { t } = useLook();
  return (
    <Row>
      <RowHead>{unit.name}</RowHead>
      <Cell label={t(words.kind)}>{t(fieldWords[unit.kind])}</Cell>
      <Cell label={t(words.block)}>{unit.block}</Cell>
      <Cell label={t(words.website)}>{unit.websites.map(({ origin, path }) => origin + path).join(" ") || "–"}</Cell>
    </Row>
  );
}

/** Browsers know tables by their endings or by their kinds. */
const tableFiles = [".xlsx,.csv,.txt,.tsv,text/csv,text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"].join();

/** The table as a file or pasted. `checked`: how many units it holds, once it was read without a problem. */
function TableForm({ text, checked }: { readonly text: string; readonly checked: number | undefined }): JSX.Element {
  const { t } = useLook();
  const kinds = unitKinds.map((kind) => t(fieldWords[kind])).join(" · ");
  const [check, use] = checked === undefined ? ["btn primary", "btn"] : ["btn", "btn primary"];
  return (
    <form class="stack" method="post" action="/admin/units" enctype="multipart/form-data">
      <KeyField />
      <p class="prose">{t(words.unitsLead)}</p>
      <p class="prose small muted">
        {t(words.unitsKinds, { kinds })} {t(words.unitsSites)}
      </p>
      <p class="small muted">{t(words.csvExample)}</p>
      <pre>{`${t(words.csvColumns)}\n${t(words.csvExampleRows)}`}</pre>
      <FileField label={words.file} accept={tableFiles} optional />
      <div class="field">
        <label for="text">{t(words.paste)}</label>
        <textarea id="text" name="text" rows={10} spellcheck={false} placeholder={t(words.csvColumns)}>
          {text}
        </textarea>
      </div>
      <div class="row">
        <button class={check} name="step" value="check">
          {t(words.check)}
        </button>
        <button class={use} name="step" value="import">
          {checked === undefined ? t(words.import) : t(words.importCount, { count: checked })}
        </button>
      </div>
    </form>
  );
}
