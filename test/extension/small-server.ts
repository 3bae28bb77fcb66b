import { Hono } from "hono";
import type { Field } from "../../shared/field.ts";
import { type ProblemCode, Refusal } from "../../shared/problem.ts";
import { field, me, server } from "./sample-sheets.ts";

/** A server of the agreed answers, in memory, that can be told to fail in the ways networks and servers fail. */
export function smallServer() {
  const state = {
    identity: { ...server },
    me: { ...me },
    field: field([]) as Field,
    etag: '"1"',
    tokens: new Set<string>(),
    deviceCodes: new Map<string, "pending" | "approved" | "denied" | "used">(),
    /** What is stored, by id: the bytes as they came first. */
    stored: new Map<string, string>(),
    withdrawn: new Set<string>(),
    /** Every PUT that reached the server. */
    puts: [] as string[],
    /** What each request for a code was sent with. */
    askedWith: [] as (string | null)[],
    revoked: [] as string[],
    deviceTimes: [] as (string | null)[],
    refuse: new Map<string, ProblemCode>(),
    values: {} as Record<string, string>,
    /** The answer is lost on the way back; what was sent is stored. */
    loseAnswers: 0,
    /** Nothing gets through. */
    down: false,
    /** A hotel's login page answers everything. */
    captivePortal: false,
    busy: 0,
  };

  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    return c.json(error.toProblem("vi"), error.status as 400, { "content-type": "application/problem+json" });
  });
  app.use("*", async (c, next) => {
    if (state.captivePortal) return c.html("<h1>Wi-Fi</h1>", 403);
    const open = c.req.path.startsWith("/api/device/") && !c.req.path.endsWith("revoke");
    const token = c.req.header("authorization")?.replace("Bearer ", "");
    if (c.req.header("cookie")) throw new Error("the extension sent a cookie");
    if (!open && !(token && state.tokens.has(token))) throw new Refusal("not-signed-in");
    await next();
    return;
  });
  app.get("/api/server", (c) => c.json(state.identity));
  app.get("/api/field", (c) => {
    if (c.req.header("if-none-match") === state.etag) return c.body(null, 304, { etag: state.etag });
    return c.json({ ...state.field, server: state.identity, me: state.me }, 200, { etag: state.etag });
  });
  app.post("/api/device/code", (c) => {
    state.askedWith.push(c.req.header("authorization") ?? null);
    const deviceCode = `device-code-number-${state.deviceCodes.size}-long-enough`;
    state.deviceCodes.set(deviceCode, "pending");
    const at = "https://cham.example/device";
    return c.json({
      deviceCode,
      userCode: "BCDF-GHJK",
      verificationUri: at,
      verificationUriComplete: `${at}?code=BCDF-GHJK`,
      expiresIn: 600,
      interval: 5,
    });
  });
  app.post("/api/device/token", async (c) => {
    const { deviceCode } = await c.req.json<{ deviceCode: string }>();
    const code = state.deviceCodes.get(deviceCode);
    if (code === "pending") throw new Refusal("code-pending");
    if (code === "denied") throw new Refusal("code-denied");
    if (code !== "approved") throw new Refusal("code-expired");
    state.deviceCodes.set(deviceCode, "used");
    const token = `token-${state.tokens.size + 1}`;
    state.tokens.add(token);
    return c.json({ token, deviceId: "d1", server: state.identity, me: state.me });
  });
  app.post("/api/device/revoke", (c) => {
    const token = c.req.header("authorization")?.replace("Bearer ", "") ?? "";
    state.revoked.push(token);
    state.tokens.delete(token);
    return c.json({});
  });
  app.put("/api/submissions/:id/withdrawal", (c) => {
    state.withdrawn.add(c.req.param("id"));
    return c.json({});
  });
  app.put("/api/submissions/:id", async (c) => {
    const id = c.req.param("id");
    const bytes = await c.req.text();
    state.puts.push(id);
    state.deviceTimes.push(c.req.header("x-device-time") ?? null);
    if (state.busy-- > 0) throw new Refusal("server-busy");
    const before = state.stored.get(id);
    if (before !== undefined && before !== bytes) throw new Refusal("id-taken", { stored: "a", sent: "b" });
    const code = before === undefined ? state.refuse.get(id) : undefined;
    if (code) throw new Refusal(code, state.values);
    state.stored.set(id, bytes);
    return c.json({ receipt: receipt(id) }, before === undefined ? 201 : 200);
  });

  function receipt(submissionId: string) {
    const position = [...state.stored.keys()].indexOf(submissionId) + 1;
    const signed = { contentHash: "a".repeat(64), receivedAt: "2026-11-22T02:00:00.000Z", keyId: "k1", signature: "s", flags: [] };
    return { submissionId, position, instanceId: state.identity.instanceId, status: "accepted", ...signed };
  }

  /** In the place of `fetch`. */
  async function fetchFromIt(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (state.down) throw new TypeError("Failed to fetch");
    const response = await app.request(input, init);
    if (init?.method === "PUT" && state.loseAnswers-- > 0) throw new DOMException("too slow", "TimeoutError");
    return response;
  }

  return { state, fetch: fetchFromIt };
}
