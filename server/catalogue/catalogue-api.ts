import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import {
  Catalogue,
  CatalogueImported,
  type CatalogueOwner,
  CatalogueVersion,
  ImportMode,
  importModes,
  ProcedureEnd,
} from "../../shared/catalogue/procedure-catalogue.ts";
import { Refusal } from "../../shared/problem.ts";
import { Day, name, text, Uuid, vietnamDay } from "../../shared/text.ts";
import { UnitKind, unitKinds } from "../../shared/units/unit.ts";
import type { Needs } from "../database/needs.ts";
import type { Database } from "../database/open.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, header, jsonBody, withTag } from "../http/describe.ts";
import { languageOf } from "../http/errors.ts";
import { notModified, standsFor } from "../http/not-modified.ts";
import { keyedRequest, optionalKey, requestKey } from "../http/request-key.ts";
import { senderOf } from "../http/sender.ts";
import { DryRun, dryRunQuery, importFailed, readTable, tableBody } from "../http/table-body.ts";
import { once } from "../ledger/requests.ts";
import { endProcedure, importCatalogue, loadCatalogue, loadCatalogueVersions } from "./catalogue.ts";
import { readProcedureTable } from "./procedure-rows.ts";

const owner = { kind: v.optional(UnitKind), unit: v.optional(Uuid) };
const CatalogueQuery = v.object({ ...owner, on: v.optional(Day) });
const ImportQuery = v.object({
  ...owner,
  on: v.optional(Day),
  mode: v.optional(ImportMode, "add"),
  decision: v.optional(v.pipe(name(200), v.minLength(1))),
  source: v.optional(text(300), ""),
  dryRun: DryRun,
});

const day = { type: "string", format: "date" } as const;
const word = { type: "string" } as const;
const described = {
  kind: {
    name: "kind",
    in: "query",
    schema: { type: "string", enum: [...unitKinds] as string[] },
    description: "The list of every unit of a kind; or name a unit",
  },
  unit: { name: "unit", in: "query", schema: { type: "string", format: "uuid" }, description: "The list of one unit; or name a kind" },
  on: { name: "on", in: "query", schema: day, description: "The day; by default today at UTC+7" },
} as const;

const Versions = v.object({ versions: v.array(CatalogueVersion) });

/** Which procedures a unit has to post, by date. */
export function catalogueRoutes(needs: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  addReading(routes, needs);
  addImport(routes, needs);
  addEnd(routes, needs);
  return routes;
}

function addReading(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  const today = () => vietnamDay(now());

  routes.get(
    "/api/catalogue",
    describeRoute({
      summary:
        "The procedures of a unit (its own list and its kind's) or of a kind on a day; with If-None-Match, 304 where nothing changed",
      parameters: [described.unit, described.kind, described.on, header("If-None-Match", "The ETag of what is there already")],
      responses: withTag(answers(200, "The procedures", Catalogue, [400, 401, 403, 404]), true),
    }),
    notModified,
    async (c) => {
      const { on = today(), ...of } = parseInput(CatalogueQuery, c.req.query(), "query");
      const catalogue = await loadCatalogue(database.read, ownerOf(of), on);
      // The day alone makes no other list.
      const { procedures, ended } = catalogue;
      standsFor(c, { procedures, ended });
      return c.json(catalogue);
    },
  );

  routes.get(
    "/api/catalogue/versions",
    describeRoute({
      summary: "What was imported into a list or ended in it, the newest first",
      parameters: [described.unit, described.kind],
      responses: answers(200, "The versions", Versions, [400, 401, 403]),
    }),
    async (c) =>
      c.json({ versions: await loadCatalogueVersions(database.read, ownerOf(parseInput(v.object(owner), c.req.query(), "query"))) }),
  );
}

function addImport(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  const today = () => vietnamDay(now());

  routes.post(
    "/api/catalogue/import",
    describeRoute({
      summary:
        "Put an official list (the national portal's XLSX as it is, or CSV) into force from a day on; a dry run says what would change",
      parameters: [
        optionalKey,
        described.unit,
        described.kind,
        described.on,
        {
          name: "mode",
          in: "query",
          schema: { type: "string", enum: [...importModes] },
          description: "whole: what the list lacks is repealed; by default add",
        },
        { name: "decision", in: "query", schema: word, description: "The decision that publishes the list" },
        { name: "source", in: "query", schema: word, description: "What the list was read from" },
        dryRunQuery,
      ],
      requestBody: tableBody,
      responses: {
        ...answers(200, "A dry run, nothing was new, or put into force before by the same request", CatalogueImported),
        ...answers(201, "In force", CatalogueImported, [400, 401, 403, 409, 413, 415, 422, 503]),
      },
    }),
    async (c) => {
      const { on = today(), mode, decision = null, source, dryRun, ...of } = parseInput(ImportQuery, c.req.query(), "query");
      const list = { owner: ownerOf(of), on, mode, decision, source };
      const table = await readTable(c, (bytes) => readProcedureTable(bytes, { language: languageOf(c) }));
      const { read: procedures, rows, problems, hash } = table;
      const nothing = { added: 0, changed: 0, ended: 0, unchanged: 0, version: null };
      if (problems.length > 0 && dryRun) return c.json({ dryRun, rows, ...nothing, problems: [...problems] } satisfies CatalogueImported);
      if (problems.length > 0) throw importFailed(table);
      const work = (within: Database) => importCatalogue(within, { ...list, procedures }, senderOf(c).personId, now(), dryRun);
      const done = dryRun ? { made: await work(database), first: false } : await once(database, keyedRequest(c, hash), now(), work);
      const status = done.first && done.made.version !== null ? 201 : 200;
      return c.json({ dryRun, rows, ...done.made, problems: [] } satisfies CatalogueImported, status);
    },
  );
}

function addEnd(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  routes.post(
    "/api/catalogue/ends",
    describeRoute({
      summary: "End a procedure of a list on a day: repealed, or replaced by others of the list",
      parameters: [requestKey],
      requestBody: jsonBody(ProcedureEnd),
      responses: {
        ...answers(200, "Ended before by the same request", CatalogueVersion),
        ...answers(201, "Ended", CatalogueVersion, [400, 401, 403, 409, 413, 415, 422]),
      },
    }),
    async (c) => {
      const asked = await readJson(c, ProcedureEnd);
      const work = (within: Database) => endProcedure(within, asked, senderOf(c).personId, now());
      const { made, first } = await once(database, keyedRequest(c, asked), now(), work);
      return c.json(made, first ? 201 : 200);
    },
  );
}

/** One of the two is named. */
function ownerOf({ kind, unit }: { kind?: v.InferOutput<typeof UnitKind> | undefined; unit?: string | undefined }): CatalogueOwner {
  if ((kind === undefined) === (unit === undefined))
    throw new Refusal("malformed", { where: "query", why: "expected either kind or unit" });
  return kind === undefined ? { unit: unit ?? "" } : { kind };
}
