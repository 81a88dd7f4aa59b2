import { Card, CARDS, COMPONENTS, CardOf, Picture } from './Pictures';

type Items = Picture['items'];

/** What is told without a right, put as the change of what is told with all of them. */
export interface Expectation {
  /** The cards that say what may not be read. */
  cards: readonly Card[];
  /** Turns the items that are told with all rights into those without this one. */
  change(items: Items): void;
}

const ALL = CARDS;
const POLICIES = ['policies'] as const;

function eachReport(items: Items, change: (report: any) => void): void {
  COMPONENTS.forEach(name => items[`${name} policies`].forEach(change));
}

function eachControlPlane(items: Items, change: (one: any) => void): void {
  COMPONENTS.flatMap(name => items[`${name} version`])
    .flatMap(({ controlPlanes }) => controlPlanes)
    .forEach(change);
}

/** Which revision a namespace follows is not known, nor why the newsletter's pod is outside the mesh. */
function followingUnknown(items: Items, because: RegExp): void {
  COMPONENTS.forEach(name => delete items[`${name} version`][0].follows);
  const [version] = items['newsletter version'];
  const why = new RegExp(`${because.source}.*it is not known why`);
  version.why = why;
  version.outside[0].why = why;
  version.controlPlanes = [];
}

function encryptionUnknown(why: RegExp) {
  return [{ mode: 'unknown', from: 'default', why }];
}

/** Every host outside is reached in a way that is not known, decided by the objects that are left. */
function egressUnknown(report: any, decidedBy: string[]): void {
  for (const way of report.egress) {
    way.tls = 'unknown';
    way.decidedBy = way.decidedBy.filter((one: any) =>
      decidedBy.includes(one.kind),
    );
  }
}

const NO_TOKENS = { need: 'unknown', issuers: [], askedBy: [] };

/** Parts of the effects that are not known, each for the same reason. */
function effectsUnknown(
  report: any,
  why: RegExp,
  parts: ('clientTls' | 'tokens' | 'routes' | 'outbound')[],
): void {
  const { effects } = report;
  const changes = {
    clientTls: { clientTls: { conflicts: [], why } },
    tokens: { tokens: { ...NO_TOKENS, why } },
    routes: { routesWhy: why, subsets: [] },
    outbound: {
      outbound: [{ others: 'unknown', othersFrom: 'default', why }],
    },
  };
  parts.forEach(part => Object.assign(effects, changes[part]));
}

/** The newsletter's only workload in the mesh is a machine, of which nothing is known then. */
function machinesMissing(items: Items, kinds: string): void {
  items['newsletter virtual-machines'] = [];
  eachReport(items, report => {
    report.summary = new RegExp(
      `Virtual machines may be missing here, because ${kinds} could not`,
    );
  });
  Object.assign(items['newsletter policies'][0], {
    access: 'unknown',
    why: `${kinds} could not be read`,
    callers: [],
    mutualTls: [],
  });
  const { effects } = items['newsletter policies'][0];
  effects.tokens = { ...NO_TOKENS, why: `${kinds} could not be read` };
  effects.outbound = [];
}

/** No card tells of these; findings do. */
const ONLY_FINDINGS = [
  ...['deployments', 'validatingwebhookconfigurations', 'envoyfilters'],
  ...['proxyconfigs', 'telemetries', 'wasmplugins', 'gatewayclasses'],
  ...['grpcroutes', 'referencegrants', 'trafficextensions'],
  ...['serviceaccounts', 'nodes', 'customresourcedefinitions'],
];

/** What the cards tell without each right, in the words of docs/rbac/README.md: never a verdict without its input. */
export const EXPECTATIONS: Record<string, Expectation> = {
  namespaces: {
    cards: ALL,
    change: items => followingUnknown(items, /^Namespace newsletter could not/),
  },
  pods: {
    cards: ['version', 'policies'],
    change(items) {
      COMPONENTS.forEach(name => {
        items[`${name} version`] = [
          {
            cluster: 'CLUSTER',
            membership: 'unknown',
            why: /^Pods could not be read/,
            instances: { total: 0, inMesh: 0 },
            controlPlanes: [],
            proxies: [],
          },
        ];
      });
      // Its Service alone still tells that it is in this namespace.
      eachReport(items, report => {
        Object.assign(report, {
          services: [],
          ports: [],
          access: 'unknown',
          why: /Pods could not be read/,
          summary: /not known, because Pods could not be read/,
          callers: [],
          mutualTls: encryptionUnknown(/Pods could not be read/),
          routes: [],
        });
        effectsUnknown(report, /^Pods could not be read/, [
          ...(['clientTls', 'tokens', 'routes', 'outbound'] as const),
        ]);
        report.effects.routesHere = [];
      });
    },
  },
  services: {
    cards: ['version', 'policies'],
    change(items) {
      eachReport(items, report => {
        report.services = [];
        report.ports = [];
        report.routes = [];
        effectsUnknown(report, /^Services could not be read/, [
          ...(['clientTls', 'routes'] as const),
        ]);
        report.effects.routesHere = [];
      });
    },
  },
  mutatingwebhookconfigurations: {
    cards: ['version'],
    change(items) {
      eachControlPlane(items, one => delete one.tags);
      followingUnknown(items, /^The injectors of the cluster could not be/);
    },
  },
  workloadentries: {
    cards: ALL,
    change: items => machinesMissing(items, 'WorkloadEntries'),
  },
  workloadgroups: {
    cards: ALL,
    // The newsletter's machine is known to be its own by the group alone.
    change: items => machinesMissing(items, 'WorkloadGroups'),
  },
  peerauthentications: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report => {
        report.mutualTls = encryptionUnknown(/^PeerAuth.* could not be read/);
        report.summary = /encrypted is not known, because PeerAuth/;
        effectsUnknown(report, /^PeerAuth.* could not be read/, ['clientTls']);
      });
    },
  },
  destinationrules: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report => {
        egressUnknown(report, ['ServiceEntry']);
        effectsUnknown(report, /^DestinationRules could not be read/, [
          ...(['clientTls', 'routes'] as const),
        ]);
      });
    },
  },
  authorizationpolicies: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report => {
        Object.assign(report, {
          access: 'unknown',
          why: /could not be read/,
          summary: /may call this one is not known, because Authorization/,
          callers: [],
        });
        effectsUnknown(report, /^AuthorizationPol.* could not/, ['tokens']);
      });
    },
  },
  virtualservices: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report => {
        report.routes = [];
        report.summary = /routes are not known, because VirtualServices/;
        egressUnknown(report, ['ServiceEntry']);
        effectsUnknown(report, /^VirtualServices could not be read/, [
          'routes',
        ]);
        report.effects.routesHere = [];
      });
    },
  },
  httproutes: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report =>
        effectsUnknown(report, /^HTTPRoutes could not be read/, ['routes']),
      );
    },
  },
  serviceentries: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report => {
        report.egress = [];
        report.summary = /outside is not known, because ServiceEntries/;
      });
    },
  },
  ...Object.fromEntries(
    ONLY_FINDINGS.map(name => [name, { cards: [], change() {} }]),
  ),
  // No card yet.
  gateways: { cards: [], change() {} },
  sidecars: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report =>
        effectsUnknown(report, /^Sidecars could not be read/, ['outbound']),
      );
    },
  },
  requestauthentications: {
    cards: POLICIES,
    change(items) {
      eachReport(items, report =>
        effectsUnknown(report, /^RequestAuth.* could not be/, ['tokens']),
      );
    },
  },
  configmaps: {
    cards: POLICIES,
    change(items) {
      const why = /^the mesh configuration could not be read/;
      eachReport(items, report => {
        Object.assign(report, {
          access: 'unknown',
          why,
          summary: /may call this one is not known, because the mesh conf/,
          callers: [],
        });
        // What a policy of the namespace decides stays known.
        if (report.mutualTls[0].from !== 'namespace') {
          report.mutualTls = encryptionUnknown(why);
        }
        effectsUnknown(report, why, ['clientTls', 'tokens', 'outbound']);
      });
    },
  },
  // Nothing here asks for a waypoint.
  'gateways.gateway.networking.k8s.io': { cards: ['version'], change() {} },
  'pods/proxy': {
    cards: [],
    // istiod's image bears the same version as a tag.
    change: items => eachControlPlane(items, one => (one.source = 'image')),
  },
  'pods/portforward': {
    cards: [],
    change(items) {
      const [version] = items['ratings version'];
      version.proxyReading = {
        state: 'notReadable',
        why: /^Meshport may not forward a port to istiod; .*pods\/portforward.*control-plane\.yaml/,
      };
      version.proxies.forEach((group: any) => (group.source = 'image'));
    },
  },
};

/** The cards, of all components, that say that something may not be read. */
export function cardsThatSay({ cards }: Expectation): CardOf[] {
  return COMPONENTS.flatMap(name =>
    cards.map(card => `${name} ${card}` as const),
  );
}
