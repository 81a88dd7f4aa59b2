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

const template = readTemplate('egress-gateway');

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

/** Inputs of one host, for who starts the template without its form. */
const WITHOUT_FORM = [
  'host',
  'protocol',
  'port',
  'sni',
  'credentialName',
  'addresses',
];

/** What the form gives for two hosts and one named caller. */
const guided = {
  host: undefined,
  protocol: undefined,
  replicas: undefined,
  pattern: 'injected',
  upstreams: [
    { host: 'api.partner.example', protocol: 'TLS-ORIGINATION' },
    { host: 'files.partner.example', protocol: 'TLS-PASSTHROUGH' },
  ],
  access: {
    callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
  },
  options: { replicas: 2, disruptionBudget: { minAvailable: 1 } },
  review: '',
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
      entities: [template, readTemplate('egress-upstream'), ...people!],
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

  const run = (more: object, name = 'egress-gateway') =>
    runTask(mesh, name, { ...values, ...more });

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

  it('hands on the same to both actions, and only what it has a field for', () => {
    const spec = template.spec as any;
    const fields = new Set(
      spec.parameters.flatMap((page: any) => Object.keys(page.properties)),
    );
    const [generate, apply] = spec.steps
      .filter(({ action }: { action: string }) =>
        action.startsWith('mesh:egressGateway:'),
      )
      .map(({ input }: { input: object }) => input);
    const { waitSeconds, ...applied } = apply;
    expect(applied).toEqual(generate);
    for (const [name, value] of Object.entries<string>(generate)) {
      const used = [...value.matchAll(/parameters\.(\w+)/g)].map(
        ([, one]) => one,
      );
      const isOfForm = used.some(field => fields.has(field));
      expect([name, isOfForm || WITHOUT_FORM.includes(name)]).toEqual([
        name,
        true,
      ]);
    }
  });

  it('can be tried in a dry-run, which shows the files and writes nothing', async () => {
    const { status, body } = await dryRun({});
    expect([status, body.error?.message]).toEqual([200, undefined]);
    expect(
      body.directoryContents.map((file: { path: string }) => file.path),
    ).toEqual(
      expect.arrayContaining([
        'mesh/egress/httpbin-out/workload.yaml',
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
    const { status, output } = await run({ delivery: 'files' });
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

  it('makes what the form says: hosts, callers and options', async () => {
    const { status, output, log } = await run({
      ...guided,
      name: 'partner-out',
    });
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    expect(output.text[0].content).toContain(
      'leads to api.partner.example, files.partner.example:',
    );
    expect(
      output.links.find(
        ({ title }: { title: string }) => title === 'Open the gateway',
      ).url,
    ).toBe('/mesh/egress-gateways/east/bookinfo/partner-out');
    const labelled = (kind: string) =>
      mesh.east
        .objects(kind, 'bookinfo')
        .filter(
          ({ metadata }: any) =>
            metadata.labels?.['meshport.dev/egress-gateway'] === 'partner-out',
        ) as any[];
    expect(labelled('Deployment')[0].spec.replicas).toBe(2);
    expect(labelled('PodDisruptionBudget')).toHaveLength(1);
    expect(labelled('AuthorizationPolicy').length).toBeGreaterThan(0);
    expect(labelled('ServiceEntry').flatMap(({ spec }) => spec.hosts)).toEqual(
      expect.arrayContaining(['api.partner.example', 'files.partner.example']),
    );
  });

  it('adds a host to it by the template egress-upstream', async () => {
    const { status, output, log } = await run(
      {
        gateway: {
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'partner-out',
        },
        upstream: { host: 'mail.partner.example', protocol: 'HTTP' },
        delivery: 'apply',
      },
      'egress-upstream',
    );
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    expect(output.text[0].content).toContain(
      '**bookinfo/partner-out** in cluster east now leads to mail.partner.example too',
    );
    const hosts = mesh.east
      .objects('ServiceEntry', 'bookinfo')
      .flatMap(({ spec }: any) => spec.hosts);
    expect(hosts).toEqual(
      expect.arrayContaining([
        'api.partner.example',
        'files.partner.example',
        'mail.partner.example',
      ]),
    );
  });

  it('asks for a host where that is chosen', async () => {
    const { status, output, log } = await run(
      {
        gateway: {
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'partner-out',
        },
        upstream: { host: 'chat.partner.example' },
        delivery: 'request',
        reason: 'For the new desk.',
      },
      'egress-upstream',
    );
    expect([status, status === 'completed' ? '' : log]).toEqual([
      'completed',
      '',
    ]);
    const link = output.links.find(
      ({ title }: { title: string }) => title === 'Open the request',
    );
    const { body } = await request(mesh.server).get(
      `/api${link.url.slice(link.url.indexOf('/mesh/'))}`,
    );
    expect(body).toMatchObject({ kind: 'egress-upstream', status: 'ready' });
  });

  it('asks for the gateway, which no policy holds up here, and links the request', async () => {
    const { status, output, log } = await run({
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

  it('applies the gateway and links its page', async () => {
    const { status, output, log } = await run({
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
        title: 'Open the gateway',
        icon: 'dashboard',
        url: '/mesh/egress-gateways/east/bookinfo/api-out',
      },
      {
        title: 'Open the component',
        icon: 'catalog',
        entityRef: 'component:default/ratings',
      },
    ]);
    expect(output.text[0].content).toContain(
      '**bookinfo/api-out** in cluster east leads to api.example.org: 7 objects created, 0 changed, 0 already so.',
    );
    expect(
      mesh.east
        .objects('Deployment', 'bookinfo')
        .map((object: any) => object.metadata.name),
    ).toContain('api-out');
    expect(log).not.toContain(mesh.east.adminToken);
    expect(log).not.toMatch(/mock-(user|service)-token/);
  });

  it('fails with the words of the backend', async () => {
    const { status, log } = await run({ namespace: 'nowhere' });
    expect(status).toBe('failed');
    expect(log).toContain('namespace: nowhere does not exist in cluster east');
    // Neither files nor lines of the backend.
    expect(log).not.toMatch(/\.[cm]?[jt]s:\d+/);
  });
});
