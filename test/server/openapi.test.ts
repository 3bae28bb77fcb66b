import { type RulesetDefinition, Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../server/http/may.ts";
import { isProblemCode, problems } from "../../shared/problem.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
let reader: Visitor;
beforeAll(async () => {
  server = await startTestServer();
  reader = await signedIn(server, (await makeAccount(server, "Reader", ["unit"])).email);
});
afterAll(() => server.remove());

const load = async () => await (await reader.visits("/openapi.json")).json();

/** What the linter says of a document, warnings too. */
async function lint(document: object): Promise<string[]> {
  const spectral = new Spectral();
  // Every operation has a summary that says all there is to say; a description of the same would be read twice.
  spectral.setRuleset({ extends: [oas as RulesetDefinition], rules: { "operation-description": "off" } });
  const found = await spectral.run(JSON.parse(JSON.stringify(document)));
  return found.map(({ code, path, message }) => `${code} ${path.join("/")}: ${message}`);
}

describe("/openapi.json", () => {
  test("is there for anybody who asks", async () => {
    expect((await server.anonymous("/openapi.json")).status).toBe(200);
  });

  test("is OpenAPI 3.1 and describes every JSON route there is, and none that is not there", async () => {
    const document = await load();
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    const isJson = (route: string) => / (\/api\/|\/healthz|\/readyz|\/openapi\.json)/.test(route);
    expect(described.sort()).toEqual(Object.keys(routes).filter(isJson).sort());
    const registered = server.app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
    expect(described).toEqual([...new Set(registered.filter(isJson))].sort());
  });

  test("takes the shape of a submission from the schema that checks it", async () => {
    const put = (await load()).paths["/api/submissions/{id}"].put;
    const schema = put.requestBody.content["application/json"].schema;
    expect(schema.required).toEqual(expect.arrayContaining(["format", "id", "inspectionId", "entries", "index"]));
    expect(schema.required).not.toContain("replaces");
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(put.responses)).toEqual(expect.arrayContaining(["200", "201", "400", "401", "409", "413", "415", "422"]));
  });

  test("names for each status of a refusal the codes it can carry, every one that there is", async () => {
    const { responses } = (await load()).components;
    const named = Object.entries<{ content: Record<string, { schema: { properties: { code: { enum: string[] } } } }> }>(responses).flatMap(
      ([name, answer]) =>
        (answer.content["application/problem+json"]?.schema.properties.code.enum ?? []).map((code) => [name, code] as const),
    );
    expect(named.map(([, code]) => code).sort()).toEqual(Object.keys(problems).sort());
    for (const [name, code] of named) expect(isProblemCode(code) && `Refused${problems[code].status}`).toBe(name);
  });
});

describe("the linter", () => {
  test("finds no error and no warning in the document", async () => {
    expect(await lint(await load())).toEqual([]);
  });

  test.for<[string, string, (document: Awaited<ReturnType<typeof load>>) => void]>([
    ["a parameter that stands nowhere", "oas3-schema", (document) => delete document.paths["/api/units"].get.parameters[0].in],
    [
      "two operations of one id",
      "operation-operationId-unique",
      (document) => (document.paths["/api/units"].get.operationId = "postApiUnits"),
    ],
    ["a name in a path that nothing describes", "path-params", (document) => (document.paths["/api/units/{id}"].get.parameters = [])],
    [
      "a schema of no known type",
      "oas3-schema",
      (document) => (document.components.responses.Refused404.content["application/problem+json"].schema.type = "row"),
    ],
    [
      "an answer that points nowhere",
      "invalid-ref",
      (document) => (document.paths["/api/units"].get.responses["401"].$ref = "#/components/responses/No"),
    ],
    ["a tag of no meaning", "operation-tag-defined", (document) => (document.paths["/api/units"].get.tags = ["other"])],
  ])("refuses %s", async ([, rule, breaks]) => {
    const document = await load();
    breaks(document);
    expect((await lint(document)).map((line) => line.split(" ")[0])).toContain(rule);
  });
});
