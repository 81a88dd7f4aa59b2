import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { EAST, ENTITIES, WEST } from '../__testUtils__/shopMesh';
import { ref } from '../openapi/shapes';

jest.setTimeout(60_000);

/** A tag that leads to the revision that there is, and another injector. */
const CANARY = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: {
    name: 'istio-sidecar-injector-canary',
    labels: { app: 'sidecar-injector', 'istio.io/rev': 'canary' },
  },
  webhooks: [
    {
      name: 'rev.namespace.sidecar-injector.istio.io',
      namespaceSelector: { matchLabels: { 'istio.io/rev': 'canary' } },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: {
        service: {
          name: 'istiod-canary',
          namespace: 'istio-system',
          path: '/inject',
          port: 443,
        },
      },
      rules: [],
    },
  ],
};

describe('routes of releases', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({
      east: [...EAST, CANARY],
      west: WEST,
      empty: [],
    });
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: ['east', 'west', 'empty'].map(name => mesh.details(name)),
      settings: {
        releases: {
          minors: [{ minor: '1.30', newestPatch: '1.30.9' }],
          manifest: {
            istio_distributions: [
              {
                version: '1.30.2',
                flavor: 'tetratefips',
                flavor_version: 1,
                k8s_versions: ['1.34', '1.35'],
                is_security_patch: true,
              },
            ],
          },
        },
        flavours: [
          { name: 'PCI', require: 'tetrate-fips', clusters: ['east'] },
          {
            name: 'team rule',
            require: 'tetrate',
            namespaceLabels: { 'meshport.dev/owner': 'team-vault' },
          },
        ],
      },
    });
    await eventually(async () => {
      const { body } = await backend.get('/releases?cluster=east', PLATFORM);
      if (!body.remarks?.length || !body.kubernetes) {
        throw new Error(JSON.stringify(body));
      }
      const { body: tags } = await backend.get(
        '/revision-tags?cluster=east',
        PLATFORM,
      );
      if (!tags.tags) {
        throw new Error(JSON.stringify(tags));
      }
    }, 45_000);
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  it('lists the releases by what is configured, and how a cluster stands to them', async () => {
    const { status, body } = await backend.get(
      '/releases?cluster=east',
      PLATFORM,
    );
    expect(status).toBe(200);
    expect(mismatches(body, ref('ReleasesAnswer'))).toEqual([]);
    expect(body).toMatchObject({
      cluster: 'east',
      source: 'configured',
      upToDate: false,
    });
    const fips = body.releases.find(
      (one: any) => one.flavour === 'tetrate-fips',
    );
    expect(fips).toMatchObject({
      version: '1.30.2-tetratefips-v1',
      securityPatch: true,
      newest: true,
      kubernetes: ['1.34', '1.35'],
    });
    expect(
      body.releases.find((one: any) => one.version === '1.30.9'),
    ).toMatchObject({ newest: true, flavour: 'istio' });
    expect(body.remarks.map(({ code }: any) => code)).toContain(
      'SECURITY_PATCH',
    );
    expect(body.remarks[0].message).toMatch(/1\.30\.9/);
  });

  it('puts drift and patches among what needs somebody', async () => {
    const { body } = await backend.get('/fleet/overview', PLATFORM);
    expect(mismatches(body, ref('FleetOverview'))).toEqual([]);
    const needs = body.needs.map(({ code, message }: any) => [code, message]);
    expect(needs).toContainEqual([
      'distribution-drift',
      'Control plane default of east runs 1.30.2 of Istio; PCI requires Tetrate FIPS.',
    ]);
    expect(needs).toContainEqual([
      'security-patch',
      'Patch 1.30.9 mends security problems of Istio 1.30: east.',
    ]);
  });

  it('says drift, and names no namespace that the caller may not read', async () => {
    const drift = async (user: string) =>
      (await backend.get('/releases?cluster=east', user)).body.drift.map(
        ({ sentence }: any) => sentence,
      );
    const all = await drift(PLATFORM);
    expect(all).toContain(
      'Control plane default of east runs 1.30.2 of Istio; PCI requires Tetrate FIPS.',
    );
    expect(all).toContain(
      'A proxy in namespace vault of east runs 1.30.2 of Istio; team rule requires Tetrate.',
    );
    const seen = await drift(SHOPKEEPER);
    expect(seen).toContain(
      'A proxy in namespaces that you may not read of east runs 1.30.2 of Istio; team rule requires Tetrate.',
    );
    expect(JSON.stringify(seen)).not.toContain('vault');
  });

  it('lists the table alone where no cluster is named', async () => {
    const { status, body } = await backend.get('/releases', PLATFORM);
    expect(status).toBe(200);
    expect(mismatches(body, ref('ReleasesAnswer'))).toEqual([]);
    expect(body.remarks).toEqual([]);
    expect(body.upToDate).toBeUndefined();
    expect(body.releases.length).toBeGreaterThan(7);
  });

  it('leads to what is required, or where it is told', async () => {
    const path = async (query: string) => {
      const answer = await backend.get(
        `/releases/upgrade-path?cluster=east${query}`,
        PLATFORM,
      );
      expect(mismatches(answer.body, ref('UpgradePathAnswer'))).toEqual([]);
      return answer.body;
    };
    const required = await path('&to=1.30');
    expect(required).toMatchObject({
      state: 'path',
      flavour: 'tetrate-fips',
      from: '1.30.2',
      to: '1.30.2-tetratefips-v1',
      controlPlanes: [{ revision: 'default', version: '1.30.2' }],
    });
    expect(required.steps.map(({ kind }: any) => kind)).toEqual([
      'controlPlane',
      'dataPlane',
    ]);
    expect(await path('&to=1.44')).toMatchObject({ state: 'refused' });
  });

  it('says why there is no path', async () => {
    const { body } = await backend.get(
      '/releases/upgrade-path?cluster=empty',
      PLATFORM,
    );
    expect(mismatches(body, ref('UpgradePathAnswer'))).toEqual([]);
    expect(body).toMatchObject({
      state: 'notKnown',
      summary: 'No control plane runs in empty.',
      steps: [],
    });
  });

  it('shows tags and what they may lead to', async () => {
    const { body } = await backend.get('/revision-tags?cluster=east', PLATFORM);
    expect(mismatches(body, ref('RevisionTagsAnswer'))).toEqual([]);
    expect(body).toMatchObject({
      tags: [],
      revisions: [
        { revision: 'canary', canBeTagged: true },
        { revision: 'default', version: '1.30.2', canBeTagged: true },
      ],
    });
  });

  const plan = (body: object, user = PLATFORM) =>
    backend.post('/revision-tags/plan', user, body);

  it('plans a tag, and changes nothing', async () => {
    const { status, body } = await plan({
      cluster: 'east',
      tag: 'prod',
      revision: 'canary',
      from: null,
    });
    expect(status).toBe(200);
    expect(mismatches(body, ref('RevisionTagPlan'))).toEqual([]);
    expect(body).toMatchObject({ from: null, restarts: [], unknown: [] });
    expect(body.manifests[0]).toMatchObject({
      kind: 'MutatingWebhookConfiguration',
      name: 'istio-revision-tag-prod',
      yaml: expect.stringContaining('name: istiod-canary'),
    });
    expect(body.manifests[0].yaml).not.toMatch(/[&*]a\d/);
    expect(body.warnings).toEqual([
      'No istiod runs as revision canary: pods that follow the tag could not be made.',
    ]);
    expect(
      mesh
        .cluster('east')
        .objects('MutatingWebhookConfiguration')
        .map((one: any) => one.metadata.name),
    ).not.toContain('istio-revision-tag-prod');
  });

  it('plans what would restart, by name only where the caller may read', async () => {
    const body = { cluster: 'east', tag: 'default', revision: 'canary' };
    const { body: all } = await plan(body);
    expect(all.namespaces).toEqual(['shop', 'vault']);
    expect(
      all.restarts.map(({ namespace, name }: any) => `${namespace}/${name}`),
    ).toEqual(['shop/shop-1', 'shop/shop-2', 'vault/vault-1']);
    expect(all.restarts[0].why).toBe(
      'has a sidecar of revision default and would get one of canary',
    );
    const { body: some } = await plan(body, SHOPKEEPER);
    expect(some).toMatchObject({
      namespaces: ['shop'],
      withheldNamespaces: 1,
      withheldRestarts: 1,
    });
    expect(JSON.stringify(some)).not.toContain('vault');
  });

  it.each<[object, number, RegExp]>([
    [{}, 400, /cluster: name one cluster\ntag: give a name/],
    [{ cluster: 'east', tag: 'A', revision: 'canary' }, 400, /^tag: give/],
    [
      { cluster: 'east', tag: 'canary', revision: 'default' },
      400,
      /^tag: canary is a revision of east/,
    ],
    [
      { cluster: 'east', tag: 'prod', revision: 'gone' },
      404,
      /^revision: east has no injector of revision gone; it has canary, default/,
    ],
    [
      { cluster: 'east', tag: 'prod', revision: 'canary', from: 'default' },
      409,
      /^from: tag prod of east leads to nowhere by now/,
    ],
    [
      { cluster: 'east', tag: 'prod', revision: 'canary', dryRun: true },
      400,
      /^dryRun: there is no such field/,
    ],
  ])('does not plan %j', async (body, status, words) => {
    const answer = await plan(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(words);
  });

  it.each([
    '/releases?cluster=nowhere',
    '/releases/upgrade-path?cluster=nowhere',
    '/revision-tags?cluster=nowhere',
  ])('tells nobody whether there is a cluster: %s', async path => {
    const unknown = await backend.get(path, PLATFORM);
    expect(unknown.status).toBe(403);
    const hidden = await backend.get(
      path.replace('nowhere', 'east'),
      WESTERNER,
    );
    expect(hidden.status).toBe(403);
    expect(hidden.body.error.message.replace(/east/g, 'nowhere')).toBe(
      unknown.body.error.message,
    );
    expect((await backend.get(path, STRANGER)).status).toBe(403);
    expect(
      (await backend.get(path.replace('nowhere', 'east'), NEWCOMER)).status,
    ).toBe(403);
  });

  it.each([
    ['/releases?clusters=east', /there is no parameter "clusters"/],
    ['/releases?cluster=a&cluster=b', /^cluster: give it once/],
    ['/releases/upgrade-path', /^cluster: name one cluster/],
    [
      `/releases/upgrade-path?cluster=east&to=${'1'.repeat(200)}`,
      /^to: give it once, in at most 100/,
    ],
    ['/revision-tags', /^cluster: name one cluster/],
  ])('refuses %s', async (path, words) => {
    const { status, body } = await backend.get(path, PLATFORM);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(words);
  });

  it('writes each question into the audit log', async () => {
    backend.audits.length = 0;
    await backend.get('/releases?cluster=east', PLATFORM);
    await backend.get('/releases/upgrade-path?cluster=east', PLATFORM);
    await backend.get('/revision-tags?cluster=east', PLATFORM);
    await plan({ cluster: 'east', tag: 'prod', revision: 'canary' });
    expect(
      backend.audits.map(({ eventId, outcome, meta }) => [
        eventId,
        outcome,
        meta.queryType,
        meta.cluster,
      ]),
    ).toEqual([
      ['releases-fetch', 'succeeded', 'releases', 'east'],
      ['releases-fetch', 'succeeded', 'upgrade-path', 'east'],
      ['revision-tags-fetch', 'succeeded', 'revision-tags', 'east'],
      ['revision-tags-plan', 'succeeded', 'plan', 'east'],
    ]);
  });

  // Takes a pod away: it stands last.
  it('answers 304 while nothing changes, and tells open pages of what else runs', async () => {
    const path = '/releases?cluster=east';
    const { headers } = await backend.get(path, PLATFORM);
    const again = () =>
      backend.get(path, PLATFORM, { 'If-None-Match': headers.etag });
    expect((await again()).status).toBe(304);
    backend.signals.length = 0;
    mesh.cluster('east').remove('Pod', 'vault', 'vault-1');
    await eventually(() => {
      expect(
        backend.signals.some(({ recipients }) =>
          recipients.entityRef.includes(PLATFORM),
        ),
      ).toBe(true);
    });
    expect((await again()).status).toBe(200);
  });
});
