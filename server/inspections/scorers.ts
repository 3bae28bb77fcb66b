import type { Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadPeople } from "../people/people.ts";

/** Those whose points are in an inspection's result, and those whose sheets are waited for. */
async function loadScorers(database: Kysely<Tables>, inspectionId: string): Promise<Set<string>> {
  const sheets = await database
    .selectFrom("summaries")
    .select("author_id as id")
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "inspector")
    .execute();
  const waited = await database
    .selectFrom("positions")
    .select("person_id as id")
    .where("inspection_id", "=", inspectionId)
    .where("scores", "=", 1)
    .where("excused_at", "is", null)
    .execute();
  return new Set([...sheets, ...waited].map(({ id }) => id));
}

/** Leads and administrators who do not score this inspection. */
async function loadOthers(database: Kysely<Tables>, inspectionId: string): Promise<string[]> {
  const scorers = await loadScorers(database, inspectionId);
  const people = await loadPeople(database);
  return people
    .filter(({ roles, disabledAt }) => disabledAt === null && (roles.includes("lead") || roles.includes("admin")))
    .map(({ id }) => id)
    .filter((id) => !scorers.has(id));
}

/** Whether there is a lead or administrator, other than `actorId`, who neither scores this inspection nor writes its minutes. */
export async function canSomebodyElse(database: Kysely<Tables>, inspectionId: string, actorId?: string): Promise<boolean> {
  const secretaries = database.selectFrom("positions").select("person_id").where("inspection_id", "=", inspectionId);
  const without = new Set((await secretaries.where("position", "=", "secretary").execute()).map((row) => row.person_id));
  return (await loadOthers(database, inspectionId)).some((id) => id !== actorId && !without.has(id));
}

/**
 * Whether one who decides about an inspection scores it too, or (`own`) has sent what is decided about; that is then recorded and
 * printed. `scorer-settles` where they could leave it to somebody else, `not-allowed` for the inspection's secretary.
 */
export async function decidesAsScorer(database: Kysely<Tables>, inspectionId: string, actorId: string, own = false): Promise<boolean> {
  await demandNoSecretary(database, inspectionId, actorId);
  if (!own && !(await loadScorers(database, inspectionId)).has(actorId)) return false;
  if (await canSomebodyElse(database, inspectionId, actorId)) throw new Refusal("scorer-settles");
  return true;
}

/** Who prepares an inspection's minutes decides nothing about it, whatever else they are. `not-allowed`. */
export async function demandNoSecretary(database: Kysely<Tables>, inspectionId: string, personId: string): Promise<void> {
  if ((await positionOf(database, inspectionId, personId)) === "secretary") throw new Refusal("not-allowed");
}

/** What somebody does in an inspection; `undefined`: they are not of its team. */
export async function positionOf(
  database: Kysely<Tables>,
  inspectionId: string,
  personId: string,
): Promise<Row<"positions">["position"] | undefined> {
  const own = database.selectFrom("positions").select("position").where("inspection_id", "=", inspectionId);
  return (await own.where("person_id", "=", personId).executeTakeFirst())?.position;
}
