import type { Transaction } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Happening } from "./history.ts";
import { demandMembers } from "./plan-changes.ts";
import type { TeamMember } from "./plans.ts";
import type { Row, Tables } from "./tables.ts";

type Changes = NonNullable<Happening["changes"]>;

/**
 * Gives an inspection this team, and says what that changes. Once anybody has sent, nobody who scores is dropped, whether they have sent
 * or are waited for (that would reveal the others' points with no reason on record, and would tell who has sent): an excuse with a reason
 * is for that. After the reveal nobody comes to score. `inspection-begun`, `person-unknown`.
 */
export async function changeTeam(
  transaction: Transaction<Tables>,
  { id, revealed_at }: Pick<Row<"inspections">, "id" | "revealed_at">,
  team: readonly TeamMember[],
): Promise<Changes> {
  await demandMembers(transaction, team);
  const held = await transaction.selectFrom("positions").selectAll().where("inspection_id", "=", id).orderBy("person_id").execute();
  const scored = new Set(held.filter(({ scores }) => Number(scores) === 1).map(({ person_id }) => person_id));
  const scoring = new Set(team.filter(({ scores }) => scores).map(({ personId }) => personId));
  const begun = await transaction.selectFrom("submissions").select("id").where("inspection_id", "=", id).where("stage", "=", "inspector").executeTakeFirst();
  if (begun && [...scored].some((personId) => !scoring.has(personId))) throw new Refusal("inspection-begun");
  if (revealed_at !== null && [...scoring].some((personId) => !scored.has(personId))) throw new Refusal("inspection-begun");
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
function differences(before: readonly TeamMember[], after: readonly TeamMember[]): Changes {
  const [old, now] = [new Map(before.map((one) => [one.personId, one])), new Map(after.map((one) => [one.personId, one]))];
  const saying = (member: TeamMember | undefined) => (member ? { position: member.position, scores: member.scores } : null);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((personId): Changes => {
    const [from, to] = [old.get(personId), now.get(personId)];
    if (!from || !to) return [{ field: `team.${personId}`, from: saying(from), to: saying(to) }];
    return (["position", "scores"] as const).flatMap((field) =>
      from[field] === to[field] ? [] : [{ field: `team.${personId}.${field}`, from: from[field], to: to[field] }],
    );
  });
}
