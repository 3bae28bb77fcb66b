import type { Kysely } from "kysely";
import { DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
import { migrations } from "./migrations/all.ts";
import type { Tables } from "./tables.ts";

/** A later version of the program has changed these tables: this one does not know how, and must not touch them. */
export class NewerDatabase extends Error {
  override readonly name = "NewerDatabase";
  readonly unknown: readonly string[];
  constructor(unknown: readonly string[]) {
    super(`a newer version made this database; unknown here: ${unknown.join(", ")}`);
    this.unknown = unknown;
  }
}

/**
 * Brings the tables up to date. `NewerDatabase`, before anything is changed, where they are ahead of this program. A migration that came to
 * this program from a branch may have a name before one that ran already: none needs another but the first, so it runs then.
 */
export async function migrate(write: Kysely<Tables>): Promise<void> {
  refuseUnknown(await appliedMigrations(write));
  const migrator = new Migrator({
    db: write,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("the tables could not be brought up to date", { cause: error });
}

/** Names of migrations that ran on a database, as another program may have left them. */
export function refuseUnknown(applied: readonly string[]): void {
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) throw new NewerDatabase(unknown);
}

/** Empty where no table was ever made. */
export async function appliedMigrations(database: Kysely<Tables>): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
  const rows = await database
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select("name")
    .execute();
  return rows.map(({ name }) => name);
}
