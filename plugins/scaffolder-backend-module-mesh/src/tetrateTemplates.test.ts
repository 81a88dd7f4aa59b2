import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { tetrateDefinitions } from '@meshport/dev-cluster';
import { readFileSync } from 'fs';
import { join } from 'path';
import request from 'supertest';
import { parse } from 'yaml';
import { runTask } from './actions/__testUtils__/runTask';
import { Mesh, people, startMesh } from './actions/__testUtils__/startMesh';
import scaffolderModuleMesh from '.';

// A backend, a scaffolder and a cluster are started.
jest.setTimeout(120_000);

function readTemplate(name: string): Entity {
  const template = parse(
    readFileSync(
      join(__dirname, `../../../templates/${name}/template.yaml`),
      'utf8',
    ),
  );
  return {
    ...template,
    metadata: { ...template.metadata, namespace: 'default' },
  };
}

describe("the templates of Tetrate's onboarding in a scaffolder", () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh({
      definitions: tetrateDefinitions(),
      features: [
        scaffolderPlugin,
        scaffolderModuleMesh,
        mockServices.database.factory(),
      ],
      entities: [
        readTemplate('vm-onboarding-tetrate'),
        readTemplate('tetrate-onboarding-plane'),
        ...people!,
      ],
    });
    mesh.east.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'istio-system' },
    });
    mesh.east.apply({
      apiVersion: 'install.tetrate.io/v1alpha1',
      kind: 'ControlPlane',
      metadata: { name: 'controlplane', namespace: 'istio-system' },
      spec: { hub: 'registry.example.org/tsb' },
    });
  });

  afterAll(() => mesh.stop());

  /** What a task told, and the request that it made. */
  async function run(template: string, values: object) {
    const { output, log } = await runTask(mesh, template, values);
    const url: string = output?.links?.[0]?.url ?? '';
    const id = url.split('/').pop();
    return {
      log,
      request: id
        ? (await request(mesh.server).get(`/api/mesh/requests/${id}`)).body
        : undefined,
    };
  }

  const machines = {
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'ratings-vm',
    component: 'component:default/ratings',
    owner: 'group:default/team-ratings',
    workload: {
      service: { kind: 'Service', name: 'ratings-vm' },
      ports: [{ name: 'http', number: 9080 }],
    },
    joining: {},
    rules: [
      {
        workloads: [
          {
            aws: { accounts: ['123456789012'], ec2: { iamRoleNames: ['web'] } },
          },
        ],
      },
    ],
    plane: { endpoint: { host: 'onboarding.mesh.invalid' } },
    reason: 'moves to the mesh',
    review: '',
  };

  it('ask for machines with exactly what the form says', async () => {
    const { request: asked, log } = await run(
      'vm-onboarding-tetrate',
      machines,
    );
    expect(log).not.toContain('with status: failed');
    expect(asked).toMatchObject({
      kind: 'vm-onboarding-tetrate',
      status: 'requested',
      beneficiary: 'component:default/ratings',
    });
    expect(asked.plan.parameters).toEqual({
      cluster: 'east',
      onboarding: {
        machines: {
          name: 'ratings-vm',
          namespace: 'bookinfo',
          component: 'ratings',
          owner: 'team-ratings',
          service: { kind: 'Service', name: 'ratings-vm' },
          ports: [{ name: 'http', number: 9080 }],
          withoutCapture: { dependencies: [] },
        },
        rules: machines.rules,
        endpoint: { host: 'onboarding.mesh.invalid' },
      },
    });
  });

  it('hand on rules that are broad, the agent and dependencies', async () => {
    const { request: asked } = await run('vm-onboarding-tetrate', {
      ...machines,
      name: 'broad-vm',
      joining: {
        network: 'vm-network',
        withoutCapture: {
          dependencies: [
            { host: 'details.bookinfo.svc.cluster.local', port: 9080 },
          ],
        },
      },
      rules: [
        {
          workloads: [{ jwt: { issuer: 'https://id.example.org' } }],
          groups: {},
        },
      ],
      plane: {
        endpoint: { host: 'onboarding.mesh.invalid', port: 443 },
        agent: {
          platform: 'custom',
          credential: { name: 'ext-jwt-credential' },
          revision: 'canary',
        },
      },
    });
    expect(asked.plan.alsoKinds).toEqual(['vm-onboarding-tetrate-broad']);
    expect(asked.plan.parameters.onboarding).toMatchObject({
      machines: {
        network: 'vm-network',
        withoutCapture: {
          dependencies: [
            { host: 'details.bookinfo.svc.cluster.local', port: 9080 },
          ],
        },
      },
      rules: [{ groups: {} }],
      endpoint: { port: 443 },
      agent: { platform: 'custom', revision: 'canary' },
    });
  });

  it('say which field is wrong', async () => {
    const { log } = await run('vm-onboarding-tetrate', {
      ...machines,
      rules: [{ workloads: [{ aws: { accounts: [], ec2: {} } }] }],
    });
    expect(log).toContain('with status: failed');
    expect(log).toContain(
      'onboarding.rules[0].workloads[0].aws.accounts: Name at least one account',
    );
  });

  it.each([
    ['own', undefined],
    ['cert-manager', { kind: 'ClusterIssuer', name: 'ca' }],
  ])('ask for the plane with a certificate by %s', async (keeper, issuer) => {
    const { request: asked, log } = await run('tetrate-onboarding-plane', {
      cluster: 'east',
      hosts: ['onboarding.mesh.invalid'],
      secretName: `tls-${keeper}`,
      keeper,
      ...(issuer ? { issuerKind: issuer.kind, issuerName: issuer.name } : {}),
      tokenLifetime: '30m',
      localRepository: true,
      issuers: [],
    });
    expect(log).not.toContain('with status: failed');
    expect(asked.plan.parameters.plane).toEqual({
      hosts: ['onboarding.mesh.invalid'],
      certificate: {
        secretName: `tls-${keeper}`,
        ...(issuer ? { issuer } : {}),
      },
      tokenLifetime: '30m',
      localRepository: true,
      issuers: [],
    });
  });
});
