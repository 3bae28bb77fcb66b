import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { wholeText } from "../../shared/bounds.ts";
import { Day, name, Uuid, vietnamDay } from "../../shared/text.ts";
import { UnitKind, unitKinds } from "../../shared/units/unit.ts";
import { ImportAnswer, RegisteredUnit, UnitChange, UnitEvent, UnitHistory, UnitPage, UnitsToAdd } from "../../shared/units/unit-events.ts";
import type { Needs } from "../database/needs.ts";
import type { Database } from "../database/open.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson, uuidIn } from "../http/body.ts";
import { answers, jsonBody } from "../http/describe.ts";
import { languageOf } from "../http/errors.ts";
import { keyedRequest, optionalKey, requestKey } from "../http/request-key.ts";
import { senderOf } from "../http/sender.ts";
import { DryRun, dryRunQuery, importFailed, readTable, tableBody } from "../http/table-body.ts";
import { once } from "../ledger/requests.ts";
import { importUnits } from "./new-units.ts";
import { recordUnitEvent } from "./unit-events.ts";
import { changeUnit } from "./unit-facts.ts";
import { createUnitList, loadUnitHistory } from "./unit-list.ts";
import { importOnce, readNewUnits } from "./units-import.ts";

const Yes = v.pipe(
  v.picklist(["0", "1"]),
  v.transform((value) => value === "1"),
);
const UnitsQuery = v.object({
  on: v.optional(Day),
  q: v.optional(name(200)),
  kind: v.optional(UnitKind),
  block: v.optional(name(200)),
  closed: v.optional(Yes),
  offset: v.optional(wholeText(0, 1_000_000), "0"),
  limit: v.optional(wholeText(1, 500), "100"),
});
const AddressQuery = v.object({ url: v.pipe(v.string(), v.maxLength(2_000)), on: v.optional(Day) });
const ImportQuery = v.object({ dryRun: DryRun, from: v.optional(Day) });

/**
 * 5,000 communes take 0.6 MB. JSON is read and checked on the request loop, in one piece; what is larger comes as a table, which is not.
 */
const mostBytes = 1_500_000;

const day = { type: "string", format: "date" } as const;
const word = { type: "string" } as const;
const described = {
  on: { name: "on", in: "query", schema: day, description: "The day; by default today at UTC+7" },
} as const;

const EventDone = v.object({ eventId: Uuid, unitIds: v.array(Uuid), laterInspections: v.array(Uuid) });
const Added = v.object({ unitIds: v.array(Uuid) });

/** The registry of units: who they are on a day, what they were, what becomes of them. */
export function unitRoutes(needs: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  addReading(routes, needs);
  addNewUnits(routes, needs);
  addChanges(routes, needs);
  return routes;
}

function addReading(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  const list = createUnitList(database.read);
  const today = () => vietnamDay(now());

  routes.get(
    "/api/units",
    describeRoute({
      summary:
        "Units as they are on a day, by name, a page at a time; found by name without regard to marks, or by the beginning of the code",
      parameters: [
        described.on,
        { name: "q", in: "query", schema: word, description: "Words of the name, or the beginning of the code" },
        { name: "kind", in: "query", schema: { type: "string", enum: [...unitKinds] }, description: "By default every kind" },
        { name: "block", in: "query", schema: word, description: "By default every block" },
        {
          name: "closed",
          in: "query",
          schema: { type: "string", enum: ["0", "1"] },
          description: "1: also units that are closed on the day",
        },
        { name: "offset", in: "query", schema: { type: "integer", minimum: 0, maximum: 1_000_000 }, description: "How many to leave out" },
        { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 500 }, description: "By default 100" },
      ],
      responses: answers(200, "The units", UnitPage, [400, 401, 403]),
    }),
    async (c) => {
      const { on = today(), ...asked } = parseInput(UnitsQuery, c.req.query(), "query");
      return c.json(await list.page({ on, ...asked }));
    },
  );

  routes.get(
    "/api/units/by-address",
    describeRoute({
      summary: "The units whose website a page belongs to; several where they share it",
      parameters: [{ name: "url", in: "query", required: true, schema: word, description: "The page's address" }, described.on],
      responses: answers(200, "The units", v.object({ units: v.array(RegisteredUnit) }), [400, 401, 403]),
    }),
    async (c) => {
      const { url, on = today() } = parseInput(AddressQuery, c.req.query(), "query");
      return c.json({ units: await list.atAddress(url, on) });
    },
  );

  routes.get(
    "/api/units/:id",
    describeRoute({
      summary: "A unit on a day, with its dated facts, its events and the units that went into it",
      parameters: [described.on],
      responses: answers(200, "The unit", UnitHistory, [400, 401, 403, 404]),
    }),
    async (c) => {
      const { on = today() } = parseInput(v.object({ on: v.optional(Day) }), c.req.query(), "query");
      return c.json(await loadUnitHistory(database.read, uuidIn(c), on));
    },
  );
}

/** What was not here before. */
function addNewUnits(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  routes.post(
    "/api/units",
    describeRoute({
      summary: "Add units, all or none",
      parameters: [requestKey],
      requestBody: jsonBody(UnitsToAdd),
      responses: {
        ...answers(200, "Added before by the same request", Added),
        ...answers(201, "Added, in the order given", Added, [400, 401, 403, 409, 413, 415, 422]),
      },
    }),
    async (c) => {
      const asked = await readJson(c, UnitsToAdd, mostBytes);
      const rows = asked.units.map((unit) => ({ ...unit, from: asked.from }));
      const work = (within: Database) => importUnits(within, rows, senderOf(c).personId, now());
      const { made: unitIds, first } = await once(database, keyedRequest(c, asked), now(), work);
      return c.json({ unitIds }, first ? 201 : 200);
    },
  );

  routes.post(
    "/api/units/import",
    describeRoute({
      summary: "Add the units of a CSV or XLSX file, all or none; a dry run lists every problem by row",
      parameters: [
        optionalKey,
        dryRunQuery,
        { name: "from", in: "query", schema: day, description: "The day on which the units begin; by default since ever" },
      ],
      requestBody: tableBody,
      responses: {
        ...answers(200, "A dry run, or imported before by the same request", ImportAnswer),
        ...answers(201, "Imported", ImportAnswer, [400, 401, 403, 409, 413, 415, 422, 503]),
      },
    }),
    async (c) => {
      const { dryRun, from } = parseInput(ImportQuery, c.req.query(), "query");
      const how = { language: languageOf(c), from };
      const table = await readTable(c, (bytes) => readNewUnits(database.read, bytes, how, now()));
      const { rows, problems } = table;
      if (dryRun) return c.json({ dryRun, rows, imported: 0, problems: [...problems] } satisfies ImportAnswer);
      const request = keyedRequest(c, table.hash);
      const done = await importOnce(database, table, { request, made: (unitIds) => unitIds.length, now: now() });
      if (!done) throw importFailed(table);
      return c.json({ dryRun, rows, imported: done.made, problems: [] } satisfies ImportAnswer, done.first ? 201 : 200);
    },
  );
}

/** What becomes of those that are here. */
function addChanges(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  routes.post(
    "/api/units/events",
    describeRoute({
      summary: "Record a merge, split, new name or end of units on a day",
      parameters: [requestKey],
      requestBody: jsonBody(UnitEvent),
      responses: {
        ...answers(200, "Recorded before by the same request", EventDone),
        ...answers(201, "Recorded", EventDone, [400, 401, 403, 409, 413, 415, 422]),
      },
    }),
    async (c) => {
      const event = await readJson(c, UnitEvent);
      const work = (within: Database) => recordUnitEvent(within, event, senderOf(c).personId, now());
      const { made, first } = await once(database, keyedRequest(c, event), now(), work);
      return c.json(made, first ? 201 : 200);
    },
  );

  routes.post(
    "/api/units/:id/changes",
    describeRoute({
      summary: "From a day on, another name, block, code, parent, websites or traits; what was true before stays on record",
      parameters: [requestKey],
      requestBody: jsonBody(UnitChange),
      responses: {
        ...answers(200, "Changed before by the same request", UnitHistory),
        ...answers(201, "The unit with its history", UnitHistory, [400, 401, 403, 404, 409, 413, 415, 422]),
      },
    }),
    async (c) => {
      const id = uuidIn(c);
      const change = await readJson(c, UnitChange);
      const { first } = await once(database, keyedRequest(c, change), now(), (within) =>
        changeUnit(within, id, change, senderOf(c).personId, now()),
      );
      return c.json(await loadUnitHistory(database.read, id, change.from), first ? 201 : 200);
    },
  );
}
