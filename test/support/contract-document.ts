/** JSON Schema, as far as the document uses it. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

/** What an operation may answer under one status: bodies by content type, and the headers that come with it, in small letters. */
export interface Documented {
  readonly contents: ReadonlyMap<string, Schema>;
  readonly headers: readonly string[];
}

export interface Operation {
  /** `GET /api/units/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** What can be sent, by content type. */
  readonly bodies: ReadonlyMap<string, Schema>;
  readonly answers: ReadonlyMap<number, Documented>;
  readonly needs: "token" | "session" | "nothing";
  /** Whether a path, as it is sent, is this operation's. */
  fits(pathname: string): boolean;
}

interface Contents {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
type Answer = Contents & { readonly headers?: Readonly<Record<string, unknown>> };
interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Contents;
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
  readonly security: NonNullable<Described["security"]>;
}

/** Every operation that a document describes: all that the fuzzer knows of the routes. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const [security] = described.security ?? document.security;
      const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: described.parameters ?? [],
        bodies: contentsOf(described.requestBody),
        answers: new Map(Object.entries(described.responses).map(([status, answer]) => [Number(status), documented(answer, document)])),
        needs: security === undefined ? "nothing" : "session" in security ? "session" : "token",
        fits: (pathname) => pattern.test(pathname),
      };
    }),
  );
}

/** The operation that answers this method and path; a path without names in it goes first. `undefined`: nothing is there. */
export function operationAt(operations: readonly Operation[], method: string, pathname: string): Operation | undefined {
  const sought = method === "HEAD" ? "GET" : method;
  const found = operations.filter((operation) => operation.method === sought && operation.fits(pathname));
  return found.find(({ path }) => path === pathname) ?? found[0];
}

function contentsOf(described: Contents | undefined): Map<string, Schema> {
  return new Map(Object.entries(described?.content ?? {}).map(([type, { schema }]) => [type, schema]));
}

function documented(answer: Answer | { readonly $ref: string }, document: OpenApi): Documented {
  const resolved = "$ref" in answer ? document.components.responses[answer.$ref.replace("#/components/responses/", "")] : answer;
  if (!resolved) throw new Error("an answer points nowhere");
  return { contents: contentsOf(resolved), headers: Object.keys(resolved.headers ?? {}).map((name) => name.toLowerCase()) };
}

/** The document's answer of this name, as refusals that belong to no operation are answered. */
export function refusalIn(document: OpenApi, status: number): Documented | undefined {
  const answer = document.components.responses[`Refused${status}`];
  return answer && documented(answer, document);
}
