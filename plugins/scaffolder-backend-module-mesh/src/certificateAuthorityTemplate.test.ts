import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { createPrivateKey } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import request from 'supertest';
import { parse } from 'yaml';
import { runTask } from './actions/__testUtils__/runTask';
import { Mesh, people, startMesh } from './actions/__testUtils__/startMesh';
import scaffolderModuleMesh from '.';

// A backend, a scaffolder and a cluster are started.
jest.setTimeout(120_000);

const source = parse(
  readFileSync(
    join(__dirname, '../../../templates/mesh-ca/template.yaml'),
    'utf8',
  ),
);
const template: Entity = {
  ...source,
  metadata: { ...source.metadata, namespace: 'default' },
};

/** What the form gives. */
const values = {
  issuance: {
    kind: 'certificate-authority-issue',
    authority: 'dev',
    cluster: 'east',
    namespace: 'istio-system',
  },
  renewals: 'inAdvance',
  reason: 'The mesh gets a root of its own.',
  review: '',
};

/** Bob approves for platform. */
const approvers: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'bob', namespace: 'default' },
    spec: { memberOf: ['platform'] },
    relations: [{ type: 'memberOf', targetRef: 'group:default/platform' }],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'platform', namespace: 'default' },
    spec: { type: 'team', children: [] },
  },
];

describe('the template mesh-ca in a scaffolder', () => {
  let mesh: Mesh;
  let database: any;
  const logs: string[] = [];
  const logged = (message: string, meta?: any) => {
    logs.push(`${message} ${JSON.stringify(meta ?? {})} ${meta?.stack ?? ''}`);
  };
  const logger = {
    debug: logged,
    info: logged,
    warn: logged,
    error: logged,
    child: () => logger,
  };

  beforeAll(async () => {
    mesh = await startMesh({
      features: [
        scaffolderPlugin,
        scaffolderModuleMesh,
        mockServices.database.factory(),
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => logger,
        }),
        createBackendModule({
          pluginId: 'scaffolder',
          moduleId: 'test-database',
          register: env =>
            env.registerInit({
              deps: { service: coreServices.database },
              init: async ({ service }) => {
                database = await service.getClient();
              },
            }),
        }),
      ],
      entities: [template, ...people!, ...approvers],
      config: {
        certificateAuthorities: [
          {
            name: 'dev',
            provider: 'local',
            clusters: ['east'],
            local: { development: true },
          },
        ],
        requests: {
          policies: [
            {
              name: 'certificate authorities',
              kinds: ['certificate-authority-issue'],
              approval: 'required',
              approverGroups: ['platform'],
            },
          ],
        },
      },
    });
    mesh.east.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'istio-system' },
    });
  });

  afterAll(() => mesh.stop());

  const run = (issuance: object = {}) =>
    runTask(mesh, 'mesh-ca', {
      ...values,
      issuance: { ...values.issuance, ...issuance },
    });

  const read = async (id: string) =>
    (await request(mesh.server).get(`/api/mesh/requests/${id}`)).body;

  const cacerts = (): any =>
    mesh.east
      .objects('Secret', 'istio-system')
      .find(({ metadata }: any) => metadata.name === 'cacerts');

  /** All text of all tables of the scaffolder. */
  async function dump(): Promise<string> {
    const tables = await database('sqlite_master').where({ type: 'table' });
    const rows = await Promise.all(
      tables.map(({ name }: { name: string }) => database(name)),
    );
    return JSON.stringify(rows);
  }

  it('asks for what the form says; once approved it is in the cluster, and its key nowhere else', async () => {
    const { status, output, log } = await run();
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    const [link] = output.links;
    expect(link.title).toBe('Follow the request');
    const id = link.url.split('/').pop();
    const asked = await read(id);
    expect(asked).toMatchObject({
      kind: 'certificate-authority-issue',
      status: 'requested',
      requester: 'user:default/mock',
      plan: {
        parameters: {
          authority: 'dev',
          cluster: 'east',
          namespace: 'istio-system',
          renewals: 'inAdvance',
          acceptOutage: false,
        },
      },
    });
    expect(asked.history[0].reason).toBe(values.reason);
    expect(cacerts()).toBeUndefined();

    const approved = await request(mesh.server)
      .post(`/api/mesh/requests/${id}/approve`)
      .set('Authorization', mockCredentials.user.header('user:default/bob'))
      .send({ contentHash: asked.contentHash });
    expect([approved.status, approved.body.error?.message]).toEqual([
      200,
      undefined,
    ]);
    const deadline = Date.now() + 60_000;
    while ((await read(id)).status !== 'ready' && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    const { status: end } = await read(id);
    expect(end).toBe('ready');

    const file = cacerts().data['ca-key.pem'];
    const pem = Buffer.from(file, 'base64').toString();
    const kept = [await dump(), log, JSON.stringify(output), ...logs].join(
      '\n',
    );
    // What is looked at is the database in which the task lies, and what is logged.
    expect(kept).toContain(id);
    const words = logs.join('\n');
    expect(words).toContain('Certificate authority of east from dev: ');
    // The audit log goes there, too.
    expect(words).toContain('mesh.request-approve');
    for (const trace of [
      'PRIVATE KEY',
      pem.split('\n')[1],
      file.slice(80, 140),
      createPrivateKey(pem).export({ format: 'jwk' }).d!,
      mesh.east.adminToken,
    ]) {
      expect(kept).not.toContain(trace);
    }
  });

  it('fails in the words of the backend, and asks for nothing', async () => {
    const before = await request(mesh.server).get('/api/mesh/requests');
    const { status, log } = await run({ authority: 'another' });
    expect(status).toBe('failed');
    expect(log).toContain(
      'there is no certificate authority another that you may use for east',
    );
    expect(log).not.toMatch(/\.[cm]?[jt]s:\d+/);
    const after = await request(mesh.server).get('/api/mesh/requests');
    expect(after.body.total).toBe(before.body.total);
  });
});
