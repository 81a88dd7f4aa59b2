import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { eventually } from '../__testUtils__/devMesh';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { TlsApiServer } from '../__testUtils__/TlsApiServer';
import { AuthStrategies } from './AuthStrategies';
import { LiveClusterRegistry } from './LiveClusterRegistry';

const API_SERVER = 'kubernetes.io/api-server';
const CA = 'kubernetes.io/api-server-certificate-authority';
const PROVIDER = 'kubernetes.io/auth-provider';

describe('clusters of the catalog', () => {
  const logger = mockServices.logger.mock({ child: () => logger });
  let server: TlsApiServer;
  let registry: LiveClusterRegistry;
  let entities: Entity[] | Error;
  let asked: number;
  let told: string[];
  let strategies: AuthStrategies;

  beforeEach(async () => {
    server = await TlsApiServer.start((_, response) =>
      sendJson(response, { gitVersion: 'v1.35.4' }),
    );
    entities = [];
    asked = 0;
    told = [];
    strategies = new AuthStrategies();
    strategies.addStrategy(
      'bound',
      {
        getCredential: async ({ url, authMetadata }) => {
          told.push(`${url} ${JSON.stringify(authMetadata)}`);
          return { type: 'bearer token', token: `for ${url}` };
        },
      },
      { audienceBound: true },
    );
    strategies.addStrategy('broad', {
      getCredential: async () => ({ type: 'bearer token', token: 'broad' }),
    });
  });

  afterEach(async () => {
    await registry.close();
    await server.close();
    jest.clearAllMocks();
  });

  async function start(options: {
    clusters?: object[];
    supplied?: MeshClusterDetails[];
    allowedHosts?: string[];
  }) {
    const { clusters = [], supplied, allowedHosts } = options;
    registry = await LiveClusterRegistry.start({
      config: mockServices.rootConfig({
        data: { mesh: { clusters, catalogClusters: { allowedHosts } } },
      }),
      suppliers: supplied ? [{ getClusters: async () => supplied }] : [],
      strategies,
      readCatalog: async () => {
        asked += 1;
        if (entities instanceof Error) {
          throw entities;
        }
        return entities;
      },
      logger,
      refreshMs: 10,
    });
    registry.followCatalog();
    await answered();
  }

  /** Waits until the catalog has been asked anew and its answer is in force. */
  async function answered() {
    const before = asked;
    await eventually(() => expect(asked).toBeGreaterThan(before + 1));
  }

  function entity(
    name: string,
    annotations: Record<string, string | undefined> = {},
    more: { metadata?: object; spec?: object; relations?: any } = {},
  ): Entity {
    const given = {
      [API_SERVER]: server.url,
      [CA]: server.caData,
      [PROVIDER]: 'bound',
      ...annotations,
    };
    return {
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: {
        name,
        namespace: 'default',
        annotations: JSON.parse(JSON.stringify(given)),
        ...more.metadata,
      },
      spec: { type: 'kubernetes-cluster', owner: 'team-a', ...more.spec },
      relations: more.relations,
    };
  }

  const names = () => registry.list().map(({ details }) => details.name);
  const details = (name: string) => registry.get(name).details;
  const warnings = () => logger.warn.mock.calls.map(([message]) => message);
  const hosts = () => [server.url.replace('https://', '')];
  const east = { name: 'east', kubeconfig: { file: '/kubeconfig' } };

  describe('that configuration or a supplier names', () => {
    const links = [
      {
        url: 'https://grafana.example.com/east',
        title: 'Dashboard',
        icon: 'x',
      },
      // eslint-disable-next-line no-script-url
      { url: 'javascript:alert(1)', title: 'Click' },
      { url: 'no address' },
    ];
    const words = { metadata: { title: 'East, production', links } };

    it('lend their title, owner and links, and change nothing else', async () => {
      entities = [
        entity('east', { [API_SERVER]: 'https://evil.example' }, words),
        entity(
          'west',
          {},
          {
            relations: [{ type: 'ownedBy', targetRef: 'group:default/team-w' }],
          },
        ),
      ];
      await start({
        clusters: [east],
        supplied: [
          {
            name: 'west',
            kubeconfig: { file: '/kubeconfig', context: 'west' },
            title: 'West',
            links: [],
          },
        ],
        allowedHosts: ['evil.example', ...hosts()],
      });
      expect(details('east')).toEqual({
        name: 'east',
        title: 'East, production',
        owner: 'group:default/team-a',
        links: [
          { url: 'https://grafana.example.com/east', title: 'Dashboard' },
        ],
        kubeconfig: { file: '/kubeconfig', context: undefined },
      });
      expect(details('west')).toMatchObject({
        title: 'West',
        owner: 'group:default/team-w',
        links: undefined,
        kubeconfig: { file: '/kubeconfig' },
      });
      expect(warnings()).toEqual([]);
    });

    it.each([['no list'], [[null, { url: 7 }, 'x']]])(
      'are followed though a supplier gives %j as links',
      async given => {
        await start({ supplied: [{ ...east, links: given as any }] });
        expect(details('east').links).toBeUndefined();
      },
    );

    it('change these words without connecting anew, and keep them when the catalog fails', async () => {
      entities = [entity('east', {}, words)];
      await start({ clusters: [east] });
      const connection = registry.get('east');
      entities = [entity('east', {}, { metadata: { title: 'Renamed' } })];
      await answered();
      expect(details('east').title).toBe('Renamed');
      entities = new Error('secret words of a database');
      await answered();
      expect(details('east').title).toBe('Renamed');
      expect(registry.get('east')).toBe(connection);
      expect(warnings()).toEqual([
        "the catalog's clusters could not be read (Error); what it said of them before stays",
      ]);
      expect(registry.failingSources()).toEqual([
        { name: 'the catalog', since: expect.stringMatching(/^\d{4}-.*Z$/) },
      ]);
      entities = [];
      await answered();
      expect(details('east').title).toBeUndefined();
      expect(registry.failingSources()).toEqual([]);
    });

    it('of several with one name the one in namespace default speaks, else none', async () => {
      const elsewhere = (namespace: string) =>
        entity('east', {}, { metadata: { namespace, title: namespace } });
      entities = [elsewhere('a'), entity('east', {}, words), elsewhere('b')];
      await start({ clusters: [east] });
      expect(details('east').title).toBe('East, production');
      entities = [elsewhere('a'), elsewhere('b')];
      await answered();
      expect(details('east').title).toBeUndefined();
      expect(warnings()).toEqual([
        "the catalog has several clusters 'east' and none in namespace default, so that none is used: resource:a/east, resource:b/east",
      ]);
    });
  });

  describe('that nothing else names', () => {
    it('are connected to at an allowed host, with their CA and a credential for them, and are only read', async () => {
      entities = [
        entity('west', {
          'kubernetes.io/x-k8s-aws-id': 'west',
          'example.com/secret': 'x',
          serviceAccountToken: 'static',
        }),
      ];
      await start({ allowedHosts: hosts() });
      expect(details('west')).toMatchObject({
        readOnly: true,
        owner: 'group:default/team-a',
      });
      await expect(
        registry.get('west').request({ path: '/version' }),
      ).resolves.toEqual({ gitVersion: 'v1.35.4' });
      expect(server.requests[0].headers.authorization).toBe(
        `Bearer for ${server.url}`,
      );
      expect(told).toHaveLength(1);
      expect(told[0]).toContain('"kubernetes.io/x-k8s-aws-id":"west"');
      expect(told[0]).not.toMatch(/static|example\.com/);
      expect(warnings()).toEqual([]);
    });

    it.each<[string, Record<string, string | undefined>, string]>([
      ['no address', { [API_SERVER]: undefined }, 'no annotation'],
      [
        'another host',
        { [API_SERVER]: 'https://evil.example' },
        'does not name',
      ],
      ['no CA', { [CA]: undefined }, 'is not the base64 of a PEM certificate'],
      [
        'a CA that is none',
        { [CA]: Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64') },
        'is not the base64 of a PEM certificate',
      ],
      [
        'a skipped check',
        { 'kubernetes.io/skip-tls-verify': 'true' },
        'is not possible',
      ],
      ['no strategy', { [PROVIDER]: undefined }, 'no module adds'],
      [
        'a static token',
        { [PROVIDER]: 'serviceAccount', serviceAccountToken: 'static' },
        'a token of a ServiceAccount is never sent',
      ],
      [
        'a token good for others',
        { [PROVIDER]: 'broad' },
        'are good for other servers as well',
      ],
      [
        'a role of its choice',
        { 'kubernetes.io/aws-assume-role': 'arn:aws:iam::1:role/admin' },
        'lets the writer of an entity choose a role',
      ],
      [
        'a token for another cluster',
        { 'kubernetes.io/x-k8s-aws-id': 'prod' },
        'asks for a token that is good for another cluster',
      ],
    ])('are not with %s, and the log says why', async (_, change, words) => {
      entities = [entity('west', change), entity('fine')];
      await start({ allowedHosts: hosts() });
      expect(names()).toEqual(['fine']);
      expect(warnings()).toEqual([
        expect.stringMatching(
          /^resource:default\/west of the catalog is not connected to: /,
        ),
      ]);
      expect(warnings()[0]).toContain(words);
      expect(warnings()[0]).not.toContain('static');
    });

    it('are not with a name that means a cluster of another source to its strategy', async () => {
      const endpoint = {
        server: 'https://prod.example',
        caData: server.caData,
        authStrategy: 'bound',
        authMetadata: { 'kubernetes.io/x-k8s-aws-id': 'west' },
      };
      entities = [entity('west'), entity('fine')];
      await start({
        supplied: [{ name: 'prod', endpoint }],
        allowedHosts: hosts(),
      });
      expect(names().sort()).toEqual(['fine', 'prod']);
      expect(warnings()).toEqual([
        expect.stringContaining('good for the cluster of another source'),
      ]);
    });

    it('are not without allowed hosts, which the log says once for all', async () => {
      entities = [entity('west'), entity('north')];
      await start({});
      await answered();
      expect(names()).toEqual([]);
      expect(warnings().filter(text => text.includes('catalog'))).toEqual([
        'these clusters of the catalog are not connected to, because mesh.catalogClusters.allowedHosts names no host: north, west',
      ]);
    });

    it('are dropped when their address moves where it may not, and say so', async () => {
      entities = [entity('west')];
      await start({ allowedHosts: hosts() });
      const connection = registry.get('west');
      await connection.request({ path: '/version' });
      entities = [entity('west', { [API_SERVER]: 'https://169.254.169.254' })];
      await eventually(() => expect(names()).toEqual([]));
      expect(warnings()).toEqual([
        expect.stringContaining("does not name '169.254.169.254:443'"),
      ]);
      await expect(connection.request({ path: '/version' })).rejects.toThrow(
        "cluster 'west' was dropped",
      );
      expect(told).toHaveLength(1);
    });

    it('stay when the catalog fails', async () => {
      entities = [entity('west')];
      await start({ allowedHosts: hosts() });
      entities = new Error('down');
      await answered();
      expect(names()).toEqual(['west']);
    });

    it('are shown no credential when the server has another CA', async () => {
      const other = await TlsApiServer.start(() => {});
      entities = [entity('west', { [CA]: other.caData })];
      await start({ allowedHosts: hosts() });
      await expect(
        registry.get('west').request({ path: '/version' }),
      ).rejects.toThrow('its TLS certificate is not trusted');
      expect(server.requests).toEqual([]);
      await other.close();
    });

    it('never take the place of a cluster that a source names wrongly', async () => {
      entities = [entity('west')];
      await start({
        supplied: [{ name: 'west' }],
        allowedHosts: hosts(),
      });
      expect(names()).toEqual([]);
    });
  });

  it('refuse to start with an entry that is no host', async () => {
    await expect(
      LiveClusterRegistry.start({
        config: mockServices.rootConfig({
          data: { mesh: { catalogClusters: { allowedHosts: ['*.com'] } } },
        }),
        suppliers: [],
        logger,
      }),
    ).rejects.toThrow("mesh.catalogClusters.allowedHosts[0]: '*.com'");
    await start({});
  });
});
