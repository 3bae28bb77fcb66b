import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { Refusal } from "../../shared/problem.ts";
import { OwnSubmission, SubmissionAnswer } from "../../shared/sheets/own-submission.ts";
import { maxSubmissionBytes, Submission, Withdrawal } from "../../shared/sheets/submission.ts";
import { Instant, Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import { sha256 } from "../host/hash.ts";
import type { ApiVariables } from "../http/api.ts";
import { idIn, parseInput, readJson, uuidIn } from "../http/body.ts";
import { answers, header, jsonBody } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { findOwnSubmission, loadOwnSubmissions, withdrawSubmission } from "./own-submissions.ts";
import type { Recorder } from "./recorder.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const OwnSubmissions = v.object({ submissions: v.array(OwnSubmission), next: v.nullable(Uuid) });
const OwnQuery = v.object({ before: v.optional(Uuid) });

/** One's own score sheets: send, look up, take back. */
export function submissionRoutes({ database, recorder, now }: Needs & { readonly recorder: Recorder }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.put("/api/submissions/:id", describeRoute(described.send), async (c) => {
    const who = senderOf(c);
    const received = now();
    const submission = await readJson(c, Submission, maxSubmissionBytes, "sheet");
    if (submission.id !== uuidIn(c)) throw new Refusal("id-differs");
    const document = canonicalJson(submission);
    const clock = readClock(submission.sentAt, c.req.header("x-device-time"), received);
    const { receipt, created } = await recorder.record({
      submission,
      document,
      contentHash: sha256(document),
      who,
      receivedAt: received.toISOString(),
      ...clock,
    });
    return c.json({ receipt }, created ? 201 : 200);
  });

  routes.get("/api/submissions", describeRoute(described.list), async (c) => {
    const { before } = parseInput(OwnQuery, c.req.query(), "query");
    return c.json(await loadOwnSubmissions(database.read, senderOf(c).personId, before));
  });

  routes.get("/api/submissions/:id", describeRoute(described.one), async (c) => {
    const own = await findOwnSubmission(database.read, senderOf(c).personId, idIn(c));
    if (!own) throw new Refusal("not-found");
    return c.json(own);
  });

  routes.put("/api/submissions/:id/withdrawal", describeRoute(described.withdraw), async (c) => {
    const withdrawal = await readJson(c, Withdrawal);
    return c.json(await withdrawSubmission(database, senderOf(c).personId, idIn(c), withdrawal, now()));
  });

  return routes;
}

/**
 * How far the device's clock is off: by `X-Device-Time`, its clock at the moment of sending, where given. Without it `sentAt` is all
 * there is, and an old one is no fault: a sheet may wait in the outbox for weeks.
 */
function readClock(sentAt: string, deviceTime: string | undefined, received: Date): { clockOffsetMs: number; clockFarOff: boolean } {
  const queued = Date.parse(sentAt) - received.getTime();
  const queuedFarOff = queued > 10 * minute || queued < -60 * day;
  if (deviceTime === undefined) return { clockOffsetMs: queued, clockFarOff: queuedFarOff };
  const offset = Date.parse(parseInput(Instant, deviceTime, "x-device-time")) - received.getTime();
  return { clockOffsetMs: offset, clockFarOff: queuedFarOff || Math.abs(offset) > 10 * minute };
}

const described = {
  send: {
    summary: "Send a score sheet; the same bytes again give the first receipt again",
    parameters: [header("X-Device-Time", "The device's clock at the moment of sending", "date-time")],
    requestBody: jsonBody(Submission),
    responses: {
      ...answers(200, "Stored before: the first receipt", SubmissionAnswer),
      ...answers(201, "Stored", SubmissionAnswer, [400, 401, 403, 404, 409, 413, 415, 422]),
    },
  },
  list: {
    summary: "One's own submissions, the newest first; what did not fit follows with `before` = `next`",
    parameters: [
      {
        name: "before",
        in: "query" as const,
        schema: { type: "string" as const, format: "uuid" },
        description: "Only what was stored before this submission: `next` of the answer before",
      },
    ],
    responses: answers(200, "One's own submissions; `next` is null with the last", OwnSubmissions, [400, 401, 403, 404]),
  },
  one: { summary: "One of one's own submissions", responses: answers(200, "The submission", OwnSubmission, [401, 403, 404]) },
  withdraw: {
    summary: "Take a submission back for good, with a reason; again changes nothing",
    requestBody: jsonBody(Withdrawal),
    responses: answers(200, "Withdrawn", OwnSubmission, [400, 401, 403, 404, 409, 413, 415]),
  },
};
