import {
  ClusterFreshness,
  ClusterSummary,
  MeshApi,
  MeshAnswer,
  MeshVersion,
  PolicyReport,
  VirtualMachine,
  WithheldNamespace,
} from '@meshport/backstage-plugin-mesh-common';
import {
  answer,
  eastVersion,
  fresh,
  labVersion,
  machine,
  machinesPage,
  ratingsPolicies,
  stale,
  syncing,
  threeMachines,
  unreachable,
  westVersion,
} from '../src/__testUtils__/answers';

interface Fixture {
  versions?: MeshVersion[];
  machines?: VirtualMachine[];
  policies?: PolicyReport[];
  clusters?: ClusterFreshness[];
  withheld?: WithheldNamespace[];
  /** Rejects with this, or never answers. */
  failure?: Error | 'silence';
}

const three = [fresh('east'), fresh('west'), fresh('lab')];
const full = {
  versions: [eastVersion, westVersion, labVersion],
  machines: threeMachines,
  policies: [ratingsPolicies],
};

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** What the mesh backend answers in each state. */
export const fixtures = {
  full: { ...full, clusters: three },
  many: {
    ...full,
    machines: Array.from({ length: 240 }, (_, index) =>
      machine(`vm-${index + 1}`, {
        address: `10.0.${Math.floor(index / 200) + 4}.${index % 200}`,
        health: index % 60 === 7 ? 'unhealthy' : 'healthy',
        message: index % 60 === 7 ? 'The last probe answered 503.' : undefined,
      }),
    ),
    policies: [
      ratingsPolicies,
      {
        ...ratingsPolicies,
        cluster: 'west',
        summary: 'Anyone may call this service.',
        mutualTls: [
          {
            mode: 'unknown',
            from: 'default',
            why: 'PeerAuthentication cannot be read.',
          },
        ],
        access: 'anyone',
        callers: [],
        routes: [],
        egress: [],
      },
    ],
    clusters: [fresh('east'), fresh('west')],
  },
  dataPlane: {
    ...full,
    versions: [
      {
        ...eastVersion,
        membership: 'partial',
        why: 'Namespace bookinfo asks for revision prdo, which no control plane or tag of this cluster bears.',
        proxyReading: {
          state: 'partial',
          why: 'An istiod that is not ready was not asked for its proxies.',
        },
        proxies: eastVersion.proxies.map(group => ({
          ...group,
          skew: 'behind',
          disconnected: { count: 1, examples: group.examples.slice(0, 1) },
        })),
        follows: [
          {
            namespace: 'bookinfo',
            mode: 'missing',
            wanted: 'prdo',
            label: 'istio.io/rev=prdo',
          },
        ],
      },
      {
        ...westVersion,
        membership: 'ambient',
        controlPlanes: westVersion.controlPlanes.map(plane => ({
          ...plane,
          revision: 'canary',
          tags: ['prod'],
        })),
        proxies: [],
        ambient: {
          captured: 2,
          ztunnels: [
            { version: '1.28.1', count: 1, skew: 'behind' },
            { version: '1.30.2', count: 1 },
          ],
          withoutZtunnel: { count: 1, examples: ['bookinfo/ratings-v1'] },
          waypoints: [
            {
              namespace: 'bookinfo',
              name: 'waypoint',
              target: 'service',
              count: 1,
              examples: ['bookinfo/ratings'],
              versions: [{ version: '1.30.2', count: 1 }],
            },
            {
              hidden: true,
              target: 'workload',
              count: 1,
              examples: ['bookinfo/ratings-v1'],
              versions: [],
              problem:
                'It has no address, so istiod does not count it as ready.',
            },
          ],
        },
      },
    ],
    clusters: [fresh('east'), fresh('west')],
  },
  stale: {
    ...full,
    clusters: [stale('east', 6), fresh('west'), unreachable('lab')],
  },
  partial: {
    ...full,
    clusters: [fresh('east'), syncing('west'), unreachable('lab')],
    withheld: [
      {
        cluster: 'east',
        namespace: 'payments',
        owner: 'group:default/team-payments',
      },
    ],
  },
  loading: { failure: 'silence' },
  syncing: { clusters: [syncing('east'), syncing('west')] },
  empty: { clusters: three },
  forbidden: {
    clusters: three,
    withheld: [
      {
        cluster: 'east',
        namespace: 'payments',
        owner: 'group:default/team-payments',
      },
    ],
  },
  refused: {
    failure: named(
      'NotAllowedError',
      'You may not read the mesh of component:default/ratings.',
    ),
  },
  error: { failure: named('TypeError', 'Failed to fetch') },
  unreachable: { clusters: [unreachable('east'), unreachable('lab')] },
  noClusters: { clusters: [] },
  unconnected: {},
} satisfies Record<string, Fixture>;

/** A state that can be shown. */
export type FixtureName = keyof typeof fixtures;

/** A mesh backend that answers one fixture. */
export function fixtureApi(name: FixtureName): MeshApi {
  const fixture: Fixture = fixtures[name];
  const reply = async <T>(items: T[] = []): Promise<MeshAnswer<T>> => {
    if (fixture.failure === 'silence') {
      return new Promise(() => {});
    }
    if (fixture.failure) {
      throw fixture.failure;
    }
    return {
      ...answer(items, fixture.clusters),
      withheld: fixture.withheld ?? [],
    };
  };
  const clusters = (fixture.clusters ?? []).map(
    (cluster): ClusterSummary => ({
      name: cluster.name,
      writable: cluster.name !== 'west',
    }),
  );
  const refuse = async () => {
    throw new Error('The cards only read');
  };
  return {
    getClusters: () => reply(clusters),
    getVersion: () => reply(fixture.versions),
    getVirtualMachines: async (_, query) => {
      const { items, ...rest } = await reply(fixture.machines);
      return {
        ...rest,
        ...machinesPage(items, rest.clusters, query),
        withheld: rest.withheld,
      };
    },
    getPolicies: () => reply(fixture.policies),
    getFindings: async () => ({ ...(await reply<never>()), notJudged: [] }),
    getEntityFindings: async () => ({
      ...(await reply<never>()),
      notJudged: [],
    }),
    getFinding: refuse,
    getUpgradeFindings: refuse,
    checkFindings: refuse,
    applyManifests: refuse,
    applyEgressGateway: refuse,
  };
}
