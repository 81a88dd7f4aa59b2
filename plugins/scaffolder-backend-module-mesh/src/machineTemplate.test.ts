import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
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
    join(__dirname, '../../../templates/vm-onboarding/template.yaml'),
    'utf8',
  ),
);
const template: Entity = {
  ...source,
  metadata: { ...source.metadata, namespace: 'default' },
};

const values = {
  cluster: 'east',
  namespace: 'bookinfo',
  name: 'ratings-vm',
  component: 'component:default/ratings',
  owner: 'group:default/team-ratings',
  workload: {
    service: { kind: 'Service', name: 'ratings' },
    app: 'ratings',
    ports: [{ name: 'http', number: 9080 }],
    probe: { httpGet: { path: '/health', port: 9080 } },
  },
  joining: { network: 'vm-net', istiodAddress: '192.0.2.10' },
  delivery: 'request',
  reason: 'More room for the sale.',
  review: '',
};

/** Fields of the group that a step hands on. */
function handedOn(id: string): Record<string, unknown> {
  const step = source.spec.steps.find((one: { id: string }) => one.id === id);
  const { reason: _, ...input } = step.input;
  return input;
}

describe('the template vm-onboarding in a scaffolder', () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh({
      features: [
        scaffolderPlugin,
        scaffolderModuleMesh,
        mockServices.database.factory(),
      ],
      entities: [template, ...people!],
    });
    mesh.east.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'istio-system' },
    });
    mesh.east.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: { mesh: 'rootNamespace: istio-system\n' },
    });
  });

  afterAll(() => mesh.stop());

  const run = (more: object) =>
    runTask(mesh, 'vm-onboarding', { ...values, ...more });

  it('hands the same machines on to both actions', () => {
    expect(handedOn('request')).toEqual(handedOn('generate'));
    const fields = Object.entries<string>(
      handedOn('generate').machines as Record<string, string>,
    );
    for (const [name, value] of fields) {
      expect([name, value]).toEqual([
        name,
        expect.stringMatching(
          new RegExp(`parameters\\.(workload|joining)\\.${name} `),
        ),
      ]);
    }
  });

  it('asks for what the form says, and leads to the page of the request', async () => {
    const { status, output, log } = await run({});
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    const link = output.links.find(
      ({ title }: { title: string }) => title === 'Open the request',
    );
    const id = link.url.split('/').pop();
    const { body } = await request(mesh.server).get(`/api/mesh/requests/${id}`);
    expect(body).toMatchObject({
      kind: 'vm-onboarding',
      status: 'requested',
      beneficiary: 'component:default/ratings',
      plan: {
        parameters: {
          cluster: 'east',
          istiodAddress: '192.0.2.10',
          machines: {
            name: 'ratings-vm',
            namespace: 'bookinfo',
            app: 'ratings',
            network: 'vm-net',
            service: { kind: 'Service', name: 'ratings' },
            probe: { httpGet: { path: '/health', port: 9080 } },
            component: 'ratings',
            owner: 'team-ratings',
          },
        },
      },
    });
    expect(body.history[0].reason).toBe('More room for the sale.');
    expect(mesh.east.objects('WorkloadGroup')).toEqual([]);
  });

  it('writes only files when that is chosen, and asks for nothing', async () => {
    const before = await request(mesh.server).get('/api/mesh/requests');
    const { status, output } = await run({ delivery: 'files' });
    expect(status).toBe('completed');
    expect(output.text.map(({ title }: { title: string }) => title)).toEqual([
      'Manifests',
    ]);
    expect(output.text[0].content).toContain('\nkind: WorkloadGroup\n');
    const after = await request(mesh.server).get('/api/mesh/requests');
    expect(after.body.total).toBe(before.body.total);
  });

  it('fails with the field that is wrong', async () => {
    const { status, log } = await run({
      workload: { ports: [{ name: 'http', number: 15021 }] },
    });
    expect(status).toBe('failed');
    expect(log).toContain('machines.ports[0].number');
  });
});
