import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Documented, type OpenApi, type Operation, operationAt, operationsOf, refusalIn, type Schema } from "./contract-document.ts";
import { canary } from "./contract-hostile.ts";
import type { Wire } from "./contract-requests.ts";

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What every answer has, and no operation has to tell. */
const everyAnswers = new Set(
  `content-type content-length transfer-encoding date connection keep-alive vary cache-control content-security-policy cross-origin-opener-policy
   origin-agent-cluster referrer-policy strict-transport-security x-content-type-options x-dns-prefetch-control x-download-options
    x-frame-options
   x-permitted-cross-domain-policies x-xss-protection access-control-allow-origin access-control-allow-headers access-control-allow-methods
   access-control-expose-headers allow`.split(/\s+/),
);

/** What no refusal says: where in our code or whose database it was. */
const inside =
  /\bat .+:\d+:\d+|node_modules|\/server\/|\/shared\/|\.(ts|mjs|js):|sqlite|postgres|kysely|syntax error|insert into|select .+ from|ECONN|undefined/i;

export interface Checker {
  /** Everything about an answer that the document does not say, or that no answer may have; empty where all is well. */
  faultsOf(wire: Wire, answer: Answer): string[];
  /** Which operation answered. */
  operationOf(wire: Wire): Operation | undefined;
}

export function createChecker(document: OpenApi): Checker {
  const operations = operationsOf(document);
  const fits = createValidator();
  const operationOf = ({ method, path }: Wire) => operationAt(operations, method, pathnameOf(path));
  return {
    operationOf,
    faultsOf(wire, answer) {
      const { status } = answer;
      // Node itself refuses what is not HTTP before any of it is ours.
      if (status === 431 || status === 400) {
        if (answer.body.length === 0 && answer.headers["content-security-policy"] === undefined) return [];
      }
      const faults = status >= 500 ? [`it answered ${status}`] : [];
      const operation = wire.method === "OPTIONS" ? undefined : operationOf(wire);
      // Beside the API stand the pages: there is none, or a change came from another origin.
      if (!operation && (status === 404 || status === 403) && !isApi(wire) && typeOf(answer) === "text/html") return sayingFaults(answer);
      if (wire.method === "OPTIONS") return [...faults, ...preflightFaults(answer)];
      const documented = operation
        ? operation.answers.get(status)
        : status === 404 || status === 401
          ? refusalIn(document, status)
          : undefined;
      if (!documented)
        return [...faults, `${operation?.name ?? "what is no operation"} answered ${status}, which the document does not say`];
      return [
        ...faults,
        ...headerFaults(documented, answer),
        ...(wire.method === "HEAD" ? [] : bodyFaults(documented, answer, fits)),
        ...(status >= 400 ? sayingFaults(answer) : []),
      ];
    },
  };
}

/** As every reader of addresses reads it. */
function pathnameOf(path: string): string {
  const url = URL.parse(path, "http://localhost");
  return url === null ? path : url.pathname.replace(/%2[ef]/gi, "~");
}

function isApi({ path }: Wire): boolean {
  return path.startsWith("/api/");
}

function preflightFaults({ status, body }: Answer): string[] {
  return [204, 404, 401].includes(status) && (status !== 204 || body.length === 0) ? [] : [`a preflight was answered ${status}`];
}

function headerFaults({ headers, contents }: Documented, answer: Answer): string[] {
  const missing = headers
    .filter((name) => answer.headers[name] === undefined)
    .map((name) => `the header ${name} is documented and missing`);
  const untold = Object.keys(answer.headers).filter((name) => !everyAnswers.has(name) && !headers.includes(name));
  const type = typeOf(answer);
  const typed =
    contents.size === 0
      ? type !== undefined || answer.body.length > 0
        ? [`a body of type ${type} came where none is documented`]
        : []
      : contents.has(type ?? "")
        ? []
        : [`the type ${type} is not documented`];
  const guarded = answer.headers["x-content-type-options"] === "nosniff" && answer.headers["content-security-policy"] !== undefined;
  return [
    ...missing,
    ...untold.map((name) => `the header ${name} is not documented`),
    ...typed,
    ...(guarded ? [] : ["the security headers are missing"]),
  ];
}

function typeOf({ headers }: Answer): string | undefined {
  return headers["content-type"]?.toString().split(";")[0]?.trim();
}

function bodyFaults({ contents }: Documented, answer: Answer, fits: (schema: Schema, value: unknown) => string | undefined): string[] {
  const type = typeOf(answer) ?? "";
  const schema = contents.get(type);
  if (!schema || !/json$/.test(type)) return [];
  const text = new TextDecoder().decode(answer.body);
  try {
    const wrong = fits(schema, JSON.parse(text));
    return wrong === undefined ? [] : [`the body is not as documented: ${wrong}`];
  } catch {
    return [`the body is no JSON: ${text.slice(0, 200)}`];
  }
}

/** A refusal names no place in our code, and repeats nothing that was sent but names that help to find it. */
function sayingFaults({ status, body }: Answer): string[] {
  const text = new TextDecoder().decode(body);
  const told = inside.exec(text)?.[0];
  const repeated = ![409, 412, 422].includes(status) && text.includes(canary.slice(-6));
  return [
    ...(told === undefined ? [] : [`a refusal says “${told}”`]),
    ...(repeated ? [`a refusal repeats what was sent: ${text.slice(0, 300)}`] : []),
  ];
}

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^https?:\/\//i,
  binary: /^/,
};

/** JSON Schema 2020-12, with no field that is not described. */
function createValidator(): (schema: Schema, value: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, formats });
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(strictly(schema) as object);
    compiled.set(schema, validate);
    return validate(value)
      ? undefined
      : ajv.errorsText(validate.errors, { dataVar: "it" }) + (JSON.stringify(validate.errors?.[0]?.params) ?? "");
  };
}

/** What says nothing of further fields has none. */
function strictly(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strictly);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, name === "enum" || name === "const" ? value : strictly(value)]),
  );
  const closed = inner["type"] === "object" && "properties" in inner && !("additionalProperties" in inner);
  return closed ? { ...inner, additionalProperties: false } : inner;
}
