import type { Kysely } from "kysely";

/** Inspections know whether they leave out areas of their plan's checklist; those that are there already are told. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addPartOfAreas(database: Kysely<any>): Promise<void> {
  await database.schema
    .alterTable("inspections")
    .addColumn("part_of_areas", "bigint", (c) => c.notNull().defaultTo(0))
    .execute();
  const documents = new Map<string, string>();
  for (const { id, version, document } of await database.selectFrom("checklists").select(["id", "version", "document"]).execute())
    documents.set(`${id}@${version}`, document);
  const used = await database
    .selectFrom("inspections as i")
    .innerJoin("plans as p", "p.id", "i.plan_id")
    .select([
      "p.id as plan",
      "i.checklist_id as id",
      "i.checklist_version as version",
      "p.checklist_id as whole",
      "p.checklist_version as of",
    ])
    .distinct()
    .execute();
  for (const { plan, id, version, whole, of } of used) {
    const covered = new Set(areasIn(documents.get(`${id}@${version}`)));
    if (areasIn(documents.get(`${whole}@${of}`)).every((area) => covered.has(area))) continue;
    const parts = database.updateTable("inspections").set({ part_of_areas: 1 }).where("plan_id", "=", plan);
    await parts.where("checklist_id", "=", id).where("checklist_version", "=", version).execute();
  }
}

/** The areas of a document's criteria, as it was stored then. */
function areasIn(document: string | undefined): string[] {
  const { criteria }: { criteria: { area: string }[] } = JSON.parse(document ?? '{"criteria":[]}');
  return criteria.map(({ area }) => area);
}
