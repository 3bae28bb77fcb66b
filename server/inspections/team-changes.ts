import type { Kysely, Transaction } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";
import { demandMembers } from "../plans/plan-changes.ts";
import type { TeamMember } from "../plans/plans.ts";
import type { Change } from "./history.ts";

/** An inspection's positions; `account` is null where nobody holds one yet. */
export async function loadTeamHeld(database: Kysely<Tables>, inspectionId: string) {
  return await database
    .selectFrom("positions as p")
    .leftJoin("people as w", "w.id", "p.person_id")
    .selectAll("p")
    .select("w.id as account")
    .where("p.inspection_id", "=", inspectionId)
    .orderBy("p.person_id")
    .execute();
}

/**
 * Gives an inspection this team, and says what that changes. Once anybody has sent, nobody who scores is dropped, whether they have sent
 * or are waited for (that would reveal the others' points with no reason on record, and would tell who has sent): an excuse with a reason
 * is for that. A position that a surprise inspection came with and nobody holds yet is given to one who joins, in its place. After the
 * reveal nobody comes to score. `inspection-begun`, `person-unknown`.
 */
export async function changeTeam(
  transaction: Transaction<Tables>,
  { id, revealed_at }: Pick<Row<"inspections">, "id" | "revealed_at">,
  team: readonly TeamMember[],
): Promise<Change[]> {
  const held = await loadTeamHeld(transaction, id);
  const vacant = new Set(held.filter(({ account }) => account === null).map(({ person_id }) => person_id));
  await demandMembers(
    transaction,
    team.filter(({ personId }) => !vacant.has(personId)),
  );
  const scored = new Set(held.filter(({ scores }) => Number(scores) === 1).map(({ person_id }) => person_id));
  const scoring = new Set(team.filter(({ scores }) => scores).map(({ personId }) => personId));
  const begun = await transaction
    .selectFrom("submissions")
    .select("id")
    .where("inspection_id", "=", id)
    .where("stage", "=", "inspector")
    .executeTakeFirst();
  const leaving = [...scored].filter((personId) => !scoring.has(personId));
  const joining = [...scoring].filter((personId) => !scored.has(personId));
  const replaced = leaving.every((personId) => vacant.has(personId)) && leaving.length <= joining.length;
  if (begun && leaving.length > 0 && !replaced) throw new Refusal("inspection-begun");
  if (revealed_at !== null && joining.length > 0) throw new Refusal("inspection-begun");
  const gone = held.map(({ person_id }) => person_id).filter((personId) => !team.some((member) => member.personId === personId));
  await transaction.deleteFrom("positions").where("inspection_id", "=", id).where("person_id", "in", gone).execute();
  for (const { personId: person_id, position, scores } of team) {
    const row = { inspection_id: id, person_id, position, scores: Number(scores), excused_at: null, excused_by: null, excuse_reason: null };
    await transaction
      .insertInto("positions")
      .values(row)
      .onConflict((conflict) => conflict.columns(["inspection_id", "person_id"]).doUpdateSet({ position, scores: Number(scores) }))
      .execute();
  }
  return differences(
    held.map(({ person_id: personId, position, scores }) => ({ personId, position, scores: Number(scores) === 1 })),
    team,
  );
}

/** `team.<id>` for one who joins (from `null`) or leaves (to `null`), `team.<id>.position` and `team.<id>.scores` for one who stays. */
function differences(before: readonly TeamMember[], after: readonly TeamMember[]): Change[] {
  const [old, now] = [new Map(before.map((one) => [one.personId, one])), new Map(after.map((one) => [one.personId, one]))];
  const saying = (member: TeamMember | undefined) => (member ? { position: member.position, scores: member.scores } : null);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((personId): Change[] => {
    const [from, to] = [old.get(personId), now.get(personId)];
    if (!from || !to) return [{ field: `team.${personId}`, from: saying(from), to: saying(to) }];
    return (["position", "scores"] as const).flatMap((field) =>
      from[field] === to[field] ? [] : [{ field: `team.${personId}.${field}`, from: from[field], to: to[field] }],
    );
  });
}
