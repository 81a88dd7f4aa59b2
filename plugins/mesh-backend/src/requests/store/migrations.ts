import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

const DIRECTORY = resolvePackagePath(
  '@meshport/backstage-plugin-mesh-backend',
  'migrations',
);

/** Brings a database up to date. */
export async function migrateRequests(db: Knex): Promise<void> {
  await db.migrate.latest({ directory: DIRECTORY });
}

/** The plugin's database, up to date unless migrations are switched off. */
export async function requestDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const db = await database.getClient();
  if (!database.migrations?.skip) {
    await migrateRequests(db);
  }
  return db;
}
