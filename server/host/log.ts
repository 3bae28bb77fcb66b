import { type DestinationStream, type Logger, pino } from "pino";
import * as v from "valibot";

/** One JSON line for each thing that is said, to the standard output unless told elsewhere. */
export function createLog(level: string, to?: DestinationStream): Logger {
  const settings = { level, serializers: { err: describeError } };
  return to ? pino(settings, to) : pino(settings);
}

/**
 * What may be said of an error: its kind, code and place. Drivers hang whole rows on theirs, and parsers repeat what they read, which may
 * be somebody's note or password: such a message is left out, and so is everything else that hangs on an error.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(code !== undefined && { code }),
    ...(repeatsInput(error, code) ? {} : { message: error.message.slice(0, 500) }),
    stack: frames.slice(0, 20).join("\n"),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** SQLSTATE class 22 is about values, 23 about rows; both name them. */
function repeatsInput(error: Error, code: string | undefined): boolean {
  return (
    error instanceof v.ValiError ||
    error instanceof SyntaxError ||
    error instanceof TypeError ||
    (code !== undefined && /^2[23]...$/.test(code))
  );
}
