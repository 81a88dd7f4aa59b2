import { existsSync } from 'fs';
import knexFactory, { Knex } from 'knex';
import { migrateRequests } from '@meshport/backstage-plugin-mesh-backend/src/requests/store';
import {
  connectPostgres,
  openDatabase,
} from '@meshport/backstage-plugin-mesh-backend/src/requests/model/databases';
import { join } from 'path';

/** Databases of the benchmark on a PostgreSQL that others use too. */
const PREFIX = 'meshport_benchmark_';

/** Where a portal keeps its data. */
export interface PortalDatabase {
  /** `backend.database` of the portal's configuration. */
  config: object;
  /** The mesh plugin's own database, migrated. */
  requests: Knex;
  close(): Promise<void>;
}

/** A file of SQLite for each plugin. */
export async function openSqlite(folder: string): Promise<PortalDatabase> {
  const requests = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: join(folder, 'mesh.sqlite') },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      // Only the filling goes by this connection.
      afterCreate(connection: any, done: () => void) {
        connection.pragma('synchronous = OFF');
        done();
      },
    },
  });
  await migrateRequests(requests);
  return {
    config: { client: 'better-sqlite3', connection: { directory: folder } },
    requests,
    close: () => requests.destroy(),
  };
}

/** Why there is no PostgreSQL for the benchmark; undefined where there is one. */
export function postgresTrouble(): string | undefined {
  if (process.env.REQUESTS_MODEL_PG || existsSync('/usr/lib/postgresql')) {
    return undefined;
  }
  return 'there is no PostgreSQL in /usr/lib/postgresql, and REQUESTS_MODEL_PG names none';
}

/** A database for each plugin in a PostgreSQL that is thrown away, or in the one that `REQUESTS_MODEL_PG` names. */
export async function openPostgres(): Promise<PortalDatabase> {
  const server = await openDatabase('pg');
  const [admin] = server.dbs;
  const url = new URL(server.url!);
  url.searchParams.delete('options');
  await dropDatabases(admin);
  await admin.raw('create database ??', [`${PREFIX}mesh`]);
  const own = new URL(url);
  own.pathname = `/${PREFIX}mesh`;
  const requests = connectPostgres(own.toString());
  await migrateRequests(requests);
  return {
    config: {
      client: 'pg',
      connection: {
        host: url.hostname,
        port: Number(url.port || 5432),
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        database: url.pathname.slice(1),
      },
      prefix: PREFIX,
    },
    requests,
    close: async () => {
      await requests.destroy();
      await dropDatabases(admin);
      await server.close();
    },
  };
}

async function dropDatabases(admin: Knex): Promise<void> {
  const names: string[] = await admin('pg_database')
    .where('datname', 'like', `${PREFIX.replaceAll('_', '\\_')}%`)
    .pluck('datname');
  for (const name of names) {
    await admin.raw('drop database ?? with (force)', [name]);
  }
}
