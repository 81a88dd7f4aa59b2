import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { readFileSync } from 'fs';
import { join } from 'path';
import request from 'supertest';
import { parse } from 'yaml';
import { Mesh, people, startMesh } from './actions/__testUtils__/startMesh';
import scaffolderModuleMesh from '.';

jest.setTimeout(120_000);

const template: Entity = parse(
  readFileSync(
    join(__dirname, '../../../templates/egress-gateway/template.yaml'),
    'utf8',
  ),
);

const values = {
  cluster: 'east',
  namespace: 'bookinfo',
  name: 'httpbin-out',
  host: 'httpbin.org',
  protocol: 'TLS-ORIGINATION',
  component: 'component:default/ratings',
  owner: 'group:default/team-ratings',
  delivery: 'apply',
  replicas: 1,
};

describe('the template egress-gateway in a scaffolder', () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh({
      features: [
        scaffolderPlugin,
        scaffolderModuleMesh,
        mockServices.database.factory(),
      ],
      entities: [
        {
          ...template,
          metadata: { ...template.metadata, namespace: 'default' },
        },
        ...people!,
      ],
    });
  });

  afterAll(() => mesh.stop());

  const dryRun = async (more: object) => {
    const { status, body } = await request(mesh.server)
      .post('/api/scaffolder/v2/dry-run')
      .send({
        template,
        values: { ...values, ...more },
        directoryContents: [],
      });
    return { status, body };
  };

  /** Starts a task, waits for its end. */
  async function runTask(more: object) {
    const started = await request(mesh.server)
      .post('/api/scaffolder/v2/tasks')
      .send({
        templateRef: 'template:default/egress-gateway',
        values: { ...values, ...more },
      });
    expect(started.status).toBe(201);
    const { id } = started.body;
    for (;;) {
      const { body } = await request(mesh.server).get(
        `/api/scaffolder/v2/tasks/${id}/events`,
      );
      const end = body.find((event: any) => event.type === 'completion');
      if (end) {
        return {
          status: /with status: (\w+)/.exec(end.body.message)?.[1],
          output: end.body.output,
          log: JSON.stringify(body),
        };
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  it('offers its actions', async () => {
    const { body } = await request(mesh.server).get(
      '/api/scaffolder/v2/actions',
    );
    const ids = body.map((action: { id: string }) => action.id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'mesh:egressGateway:generate',
        'mesh:egressGateway:apply',
        'mesh:manifests:apply',
        'mesh:request:create',
      ]),
    );
  });

  it('has a field for every input it hands on, of the same name', () => {
    const spec = template.spec as any;
    const fields = new Set(
      spec.parameters.flatMap((page: any) => [
        ...Object.keys(page.properties),
        ...Object.values(page.dependencies ?? {}).flatMap((dependency: any) =>
          dependency.oneOf.flatMap((one: any) => Object.keys(one.properties)),
        ),
      ]),
    );
    const gatewaySteps = spec.steps.filter(({ action }: { action: string }) =>
      action.startsWith('mesh:egressGateway:'),
    );
    expect(gatewaySteps).toHaveLength(2);
    for (const { input } of gatewaySteps) {
      const { waitSeconds, ...handedOn } = input;
      expect([...fields]).toEqual(
        expect.arrayContaining(Object.keys(handedOn)),
      );
      expect(handedOn).toEqual(
        Object.fromEntries(
          Object.keys(handedOn).map(name => [
            name,
            `\${{ parameters.${name} }}`,
          ]),
        ),
      );
    }
  });

  it('can be tried in a dry-run, which shows the files and writes nothing', async () => {
    const { status, body } = await dryRun({});
    expect([status, body.error?.message]).toEqual([200, undefined]);
    expect(
      body.directoryContents.map((file: { path: string }) => file.path),
    ).toEqual(
      expect.arrayContaining([
        'mesh/egress/httpbin-out/deployment.yaml',
        'mesh/egress/httpbin-out/kustomization.yaml',
      ]),
    );
    expect(JSON.stringify(body.log)).toContain(
      'created Deployment bookinfo/httpbin-out',
    );
    expect(mesh.east.objects('Deployment')).toEqual([]);
  });

  it('refuses a bad host in the form already', async () => {
    const { status, body } = await dryRun({ host: 'https://httpbin.org' });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('host');
  });

  it('writes only files when that is chosen', async () => {
    const { status, output } = await runTask({ delivery: 'files' });
    expect(status).toBe('completed');
    expect(mesh.east.objects('Deployment')).toEqual([]);
    const text = output.text.map((one: { title: string }) => one.title);
    expect(text).toEqual(['Manifests']);
    expect(output.text[0].content).toContain(
      'The files of `mesh/egress/httpbin-out`',
    );
    expect(output.text[0].content).toContain('\n```yaml\napiVersion: v1\n');
    expect(output.text[0].content).toContain('\nkind: VirtualService\n');
  });

  it('asks for the gateway, which no policy holds up here, and links the request', async () => {
    const { status, output, log } = await runTask({
      name: 'asked-out',
      host: 'asked.example.org',
      delivery: 'request',
      reason: 'For the new provider.',
    });
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    const link = output.links.find(
      ({ title }: { title: string }) => title === 'Open the request',
    );
    expect(link.url).toMatch(/\/mesh\/requests\/[-0-9a-f]{36}$/);
    expect(output.text[0].title).toBe('Request');
    const { body } = await request(mesh.server).get(
      `/api${link.url.slice(link.url.indexOf('/mesh/'))}`,
    );
    expect(body).toMatchObject({
      kind: 'egress-gateway',
      status: 'ready',
      requester: 'user:default/mock',
      beneficiary: 'component:default/ratings',
      plan: { parameters: { gateway: { host: 'asked.example.org' } } },
    });
    expect(
      mesh.east
        .objects('Deployment', 'bookinfo')
        .map((object: any) => object.metadata.name),
    ).toContain('asked-out');
  });

  it('applies the gateway and says what to call', async () => {
    const { status, output, log } = await runTask({
      protocol: 'TLS-PASSTHROUGH',
      port: 8443,
      name: 'api-out',
      host: 'api.example.org',
      clientNamespaces: ['checkout'],
    });
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    expect(output.links).toEqual([
      {
        title: 'Open the component',
        icon: 'catalog',
        entityRef: 'component:default/ratings',
      },
    ]);
    expect(output.text[0].content).toContain(
      '**bookinfo/api-out** in cluster east leads to api.example.org: 7 objects created, 0 changed, 0 already so.',
    );
    expect(output.text[0].content).toContain('`https://api.example.org:8443`');
    expect(
      mesh.east
        .objects('Deployment', 'bookinfo')
        .map((object: any) => object.metadata.name),
    ).toContain('api-out');
    expect(log).not.toContain(mesh.east.adminToken);
    expect(log).not.toMatch(/mock-(user|service)-token/);
  });

  it('fails with the words of the backend', async () => {
    const { status, log } = await runTask({ namespace: 'nowhere' });
    expect(status).toBe('failed');
    expect(log).toContain('namespace: nowhere does not exist in cluster east');
    // Neither files nor lines of the backend.
    expect(log).not.toMatch(/\.[cm]?[jt]s:\d+/);
  });
});
