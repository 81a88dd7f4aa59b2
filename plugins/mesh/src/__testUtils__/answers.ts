import { Entity } from '@backstage/catalog-model';
import {
  ClusterFreshness,
  MeshAnswer,
  MeshVersion,
  PolicyReport,
  VirtualMachine,
  VirtualMachineQuery,
} from '@meshport/backstage-plugin-mesh-common';

/** The entity that tests and the development page show. */
export const ratings: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'ratings',
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-id': 'ratings' },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'team-ratings' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-ratings' }],
};

/** A time that many minutes ago (ISO 8601). */
export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

export function fresh(name: string): ClusterFreshness {
  return { name, state: 'fresh', asOf: minutesAgo(0), failures: [] };
}

export function stale(name: string, minutes: number): ClusterFreshness {
  return {
    name,
    state: 'stale',
    asOf: minutesAgo(minutes),
    failures: [
      {
        reason: 'Unreachable',
        message:
          'The connection was refused. Check that the cluster runs and that the portal may reach it.',
        since: minutesAgo(minutes),
      },
    ],
  };
}

export function unreachable(name: string): ClusterFreshness {
  return {
    name,
    state: 'unreachable',
    failures: [
      {
        reason: 'Unauthorized',
        message:
          'The cluster refused the portal’s credentials. Renew them in mesh.clusters.',
      },
    ],
  };
}

export function syncing(name: string): ClusterFreshness {
  return { name, state: 'syncing', failures: [] };
}

export function answer<T>(
  items: T[],
  clusters: ClusterFreshness[] = [fresh('east'), fresh('west')],
): MeshAnswer<T> {
  return { items, clusters, withheld: [] };
}

export const eastVersion: MeshVersion = {
  cluster: 'east',
  membership: 'sidecar',
  instances: { total: 3, inMesh: 3 },
  controlPlanes: [
    {
      revision: 'default',
      version: '1.30.2',
      source: 'istiod',
      namespace: 'istio-system',
      cluster: 'east',
      support: { status: 'supported', newerPatch: '1.30.4' },
    },
  ],
  proxies: [
    {
      version: '1.30.2',
      revision: 'default',
      kind: 'sidecar',
      count: 2,
      examples: [
        'bookinfo/ratings-v1-7d9c8b6f5c-x2k4z',
        'bookinfo/ratings-v1-7d9c8b6f5c-b7mnq',
      ],
      restartNeeded: false,
    },
    {
      version: '1.30.1',
      revision: 'default',
      kind: 'sidecar',
      count: 1,
      examples: ['bookinfo/ratings-v1-7d9c8b6f5c-zl5vp'],
      restartNeeded: true,
    },
  ],
};

export const westVersion: MeshVersion = {
  cluster: 'west',
  membership: 'partial',
  why: '1 of 2 pods runs without a sidecar because its template says sidecar.istio.io/inject: "false".',
  instances: { total: 2, inMesh: 1 },
  controlPlanes: [
    {
      revision: '1-28',
      version: '1.28.9',
      source: 'image',
      namespace: 'istio-system',
      cluster: 'east',
      support: { status: 'endOfLife', endOfLife: '2026-10-20' },
    },
  ],
  proxies: [
    {
      version: '1.28.9',
      revision: '1-28',
      kind: 'sidecar',
      count: 1,
      examples: ['bookinfo/ratings-v1-66c9f8d7b4-k9d2w'],
      restartNeeded: false,
    },
  ],
};

export const labVersion: MeshVersion = {
  cluster: 'lab',
  membership: 'none',
  why: 'Namespace bookinfo has no injection label.',
  instances: { total: 1, inMesh: 0 },
  controlPlanes: [],
  proxies: [],
};

export function machine(
  name: string,
  over: Partial<VirtualMachine> = {},
): VirtualMachine {
  return {
    cluster: 'east',
    namespace: 'bookinfo',
    name: `ratings-vm-${name}`,
    title: name,
    address: '10.0.4.17',
    network: 'vm-network',
    serviceAccount: 'bookinfo-ratings',
    group: 'ratings-vm',
    version: 'v1',
    health: 'healthy',
    connectedSince: minutesAgo(3 * 24 * 60),
    healthSince: minutesAgo(3 * 24 * 60),
    ...over,
  };
}

export const threeMachines: VirtualMachine[] = [
  machine('vm-01'),
  machine('vm-02', { address: '10.0.4.18' }),
  machine('vm-03', {
    address: '10.0.4.19',
    health: 'disconnected',
    disconnectedSince: minutesAgo(12),
    message: 'The last probe failed: connection refused on port 9080.',
  }),
];

/** A page of machines, as the backend makes it of all of them. */
export function machinesPage(
  all: VirtualMachine[],
  clusters: ClusterFreshness[],
  query: VirtualMachineQuery = {},
): MeshAnswer<VirtualMachine> {
  const { limit = 100, cursor = '0', search = '', health, order } = query;
  const urgency = ['disconnected', 'unhealthy', 'unknown', 'healthy'];
  const matching = all
    .filter(one => one.title.includes(search))
    .filter(one => !health || health.includes(one.health))
    .sort((a, b) =>
      order === 'health'
        ? urgency.indexOf(a.health) - urgency.indexOf(b.health)
        : 0,
    );
  const end = Number(cursor) + limit;
  const byHealth = { healthy: 0, unhealthy: 0, disconnected: 0, unknown: 0 };
  all.forEach(one => {
    byHealth[one.health] += 1;
  });
  return {
    ...answer(matching.slice(Number(cursor), end), clusters),
    page: {
      total: matching.length,
      limit,
      byHealth,
      ...(end < matching.length ? { nextCursor: String(end) } : {}),
    },
  };
}

export const ratingsPolicies: PolicyReport = {
  cluster: 'east',
  namespace: 'bookinfo',
  services: ['ratings'],
  ports: [
    { service: 'ratings', port: 9080, name: 'http', isHttp: true },
    { service: 'ratings', port: 9090, name: 'tcp', isHttp: false },
  ],
  summary: 'Only encrypted calls are accepted. 2 services may call this one.',
  mutualTls: [
    {
      mode: 'STRICT',
      from: 'mesh',
      decidedBy: {
        kind: 'PeerAuthentication',
        cluster: 'east',
        namespace: 'istio-system',
        name: 'default',
      },
    },
    {
      port: 9080,
      mode: 'PERMISSIVE',
      from: 'port',
      decidedBy: {
        kind: 'PeerAuthentication',
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'ratings-legacy',
      },
    },
  ],
  access: 'rules',
  callers: [
    {
      action: 'DENY',
      who: [],
      what: [],
      conditions: [],
      decidedBy: { kind: 'AuthorizationPolicy', cluster: 'east', hidden: true },
      hidden: true,
    },
    {
      action: 'ALLOW',
      who: ['reviews (bookinfo)'],
      what: ['GET /ratings/*'],
      conditions: ['request.auth.claims[group] = readers'],
      decidedBy: {
        kind: 'AuthorizationPolicy',
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'allow-reviews',
        field: '/spec/rules/0',
      },
      rule: 0,
    },
    {
      action: 'ALLOW',
      who: ['ingress gateway'],
      what: ['any'],
      conditions: [],
      decidedBy: {
        kind: 'AuthorizationPolicy',
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'allow-ingress',
      },
      rule: 0,
    },
  ],
  routes: [
    {
      hosts: ['ratings'],
      match: 'headers end-user = jason',
      destinations: [{ host: 'ratings', subset: 'vm', weight: 100 }],
      decidedBy: {
        kind: 'VirtualService',
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'ratings',
      },
    },
    {
      hosts: ['ratings'],
      destinations: [
        { host: 'ratings', subset: 'v1', weight: 90 },
        { host: 'ratings', subset: 'vm', weight: 10 },
      ],
      decidedBy: {
        kind: 'VirtualService',
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'ratings',
      },
    },
  ],
  egress: [
    {
      host: 'api.example.org',
      ports: [443],
      gateway: { name: 'payments-out', namespace: 'bookinfo' },
      tls: 'originated',
      decidedBy: [
        {
          kind: 'ServiceEntry',
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'api-example-org',
        },
      ],
    },
  ],
  effects: {
    clientTls: {
      conflicts: [
        {
          service: 'ratings',
          ports: [9080],
          mode: 'DISABLE',
          result: 'plain',
          callersIn: 'legacy',
          decidedBy: {
            kind: 'DestinationRule',
            cluster: 'east',
            namespace: 'legacy',
            name: 'ratings-plain',
            field: '/spec/trafficPolicy/tls',
          },
        },
      ],
    },
    tokens: {
      need: 'sometimes',
      issuers: [
        {
          issuer: 'https://id.example.org',
          audiences: ['ratings'],
          sentIn: [],
          decidedBy: {
            kind: 'RequestAuthentication',
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'readers',
            field: '/spec/jwtRules/0',
          },
        },
      ],
      askedBy: [
        {
          decidedBy: {
            kind: 'AuthorizationPolicy',
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'allow-reviews',
            field: '/spec/rules/0',
          },
        },
      ],
    },
    subsets: [
      {
        service: 'ratings',
        name: 'v1',
        labels: { version: 'v1' },
        workloads: 3,
        decidedBy: {
          kind: 'DestinationRule',
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'ratings',
          field: '/spec/subsets/0',
        },
      },
      {
        service: 'ratings',
        name: 'vm',
        labels: { version: 'vm' },
        workloads: 0,
        decidedBy: {
          kind: 'DestinationRule',
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'ratings',
          field: '/spec/subsets/1',
        },
      },
    ],
    routesHere: [
      {
        hosts: ['shop.example.org'],
        gateways: ['public'],
        match: 'path begins with /ratings',
        destinations: [{ host: 'ratings', weight: 100 }],
        decidedBy: {
          kind: 'VirtualService',
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'shop',
          field: '/spec/http/0',
        },
      },
    ],
    outbound: [
      {
        hosts: ['./*', 'istio-system/*'],
        others: 'refused',
        othersFrom: 'sidecar',
        decidedBy: {
          kind: 'Sidecar',
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'default',
          field: '/spec/egress',
        },
      },
    ],
  },
};
