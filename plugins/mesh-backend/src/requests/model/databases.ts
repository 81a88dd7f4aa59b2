import { execFile } from 'child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'fs';
import knexFactory, { Knex } from 'knex';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { migrateRequests } from '../store';

const run = promisify(execFile);

/** A database for the model with two connections to it. */
export interface ModelDatabase {
  dbs: Knex[];
  /** Connection string, for processes of their own; absent for SQLite. */
  url?: string;
  close(): Promise<void>;
}

/** Opens an empty, migrated database. */
export async function openDatabase(
  kind: 'sqlite' | 'pg',
): Promise<ModelDatabase> {
  return kind === 'sqlite' ? openSqlite() : openPostgres();
}

async function openSqlite(): Promise<ModelDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-model-'));
  const connect = () =>
    knexFactory({
      client: 'better-sqlite3',
      connection: { filename: join(folder, 'model.sqlite') },
      useNullAsDefault: true,
      pool: {
        min: 1,
        max: 1,
        afterCreate: (connection: any, done: () => void) => {
          connection.pragma('journal_mode = WAL');
          connection.pragma('synchronous = OFF');
          done();
        },
      },
    });
  const dbs = [connect(), connect()];
  await migrateRequests(dbs[0]);
  return {
    dbs,
    close: async () => {
      await Promise.all(dbs.map(db => db.destroy()));
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * The PostgreSQL that `REQUESTS_MODEL_PG` names (a connection string), in a
 * schema of its own; else a throw-away one of the PostgreSQL installed here.
 */
async function openPostgres(): Promise<ModelDatabase> {
  const given = process.env.REQUESTS_MODEL_PG;
  const server = given
    ? { url: given, stop: async () => {} }
    : await startPostgres();
  const schema = `model_${process.pid}_${Date.now()}`;
  const url = new URL(server.url);
  const admin = connectPostgres(url.toString());
  await admin.raw('create schema ??', [schema]);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const dbs = [
    connectPostgres(url.toString()),
    connectPostgres(url.toString()),
  ];
  await migrateRequests(dbs[0]);
  return {
    dbs,
    url: url.toString(),
    close: async () => {
      await Promise.all(dbs.map(db => db.destroy()));
      await admin.raw('drop schema ?? cascade', [schema]);
      await admin.destroy();
      await server.stop();
    },
  };
}

/** Connects to the PostgreSQL at a connection string. */
export function connectPostgres(url: string): Knex {
  return knexFactory({
    client: 'pg',
    connection: url,
    pool: { min: 0, max: 4 },
  });
}

async function startPostgres(): Promise<{
  url: string;
  stop(): Promise<void>;
}> {
  const bin = postgresFolder();
  const folder = mkdtempSync(join(tmpdir(), 'meshport-pg-'));
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root; as root its own user runs it.
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? await idOf('postgres') : undefined;
  if (user) {
    chownSync(folder, user.uid, user.gid);
  }
  const port = await freePort();
  const call = (program: string, args: string[]) =>
    run(join(bin, program), args, { cwd: folder, ...user });
  await call('initdb', ['-D', data, '-A', 'trust', '-U', 'model', '-N']);
  await call('pg_ctl', [
    '-D',
    data,
    '-w',
    '-l',
    join(folder, 'log'),
    '-o',
    `-p ${port} -h 127.0.0.1 -k ${folder} -c fsync=off`,
    'start',
  ]);
  return {
    url: `postgres://model@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await call('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postgresFolder(): string {
  const root = '/usr/lib/postgresql';
  const [newest] = existsSync(root)
    ? readdirSync(root).sort((a, b) => Number(b) - Number(a))
    : [];
  if (!newest) {
    throw new Error(
      'there is no PostgreSQL here: install one, or name one by REQUESTS_MODEL_PG=postgres://user:password@host/database',
    );
  }
  return join(root, newest, 'bin');
}

async function idOf(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async flag => {
      const { stdout } = await run('id', [flag, name]);
      return Number(stdout);
    }),
  );
  return { uid, gid };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
