import * as v from "valibot";
import type { Withdrawal } from "../../shared/sheets/submission.ts";
import { type Answered, callApi } from "./api.ts";
import type { SignedIn } from "./stored-sign-in.ts";

/** Takes a sent sheet back on the server; saying it twice is the same as once. */
export async function sendWithdrawal(signIn: SignedIn, submissionId: string, withdrawal: Withdrawal): Promise<Answered<unknown>> {
  const path = `/api/submissions/${submissionId}/withdrawal`;
  return await callApi({ server: signIn.server, method: "PUT", path, token: signIn.token, body: JSON.stringify(withdrawal) }, v.unknown());
}
