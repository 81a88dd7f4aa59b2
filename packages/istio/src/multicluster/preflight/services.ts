import { ClusterPair, finding, unknowns } from './findings';
import type {
  PreflightCluster,
  PreflightFinding,
  PreflightService,
} from './types';

/** Services of Kubernetes itself are of each cluster alone. */
const OWN =
  /^(kube-system|kube-public|kube-node-lease)\/|^default\/kubernetes$/;

type Services = Map<string, PreflightService>;

function servicesOf({ services = [] }: PreflightCluster): Services {
  return new Map(
    services
      .map(one => [`${one.namespace}/${one.name}`, one] as const)
      .filter(([key]) => !OWN.test(key)),
  );
}

function unread(pair: ClusterPair): PreflightFinding[] {
  return unknowns(
    pair,
    'services',
    'The list of Services',
    'Let the portal read Services.',
  );
}

function lacking(
  here: PreflightCluster,
  there: PreflightCluster,
): PreflightFinding[] {
  const present = servicesOf(here);
  const names = [...servicesOf(there).keys()].filter(key => !present.has(key));
  if (names.length === 0 || here.services === undefined) {
    return [];
  }
  const count =
    names.length === 1
      ? `Service ${names[0]} is`
      : `${names.length} Services are`;
  return [
    here.dnsProxy
      ? finding(
          'info',
          'service-missing-dns-proxy',
          [here, there],
          `${count} in ${there.name} only. In ${here.name} the proxies answer for such names; clients without one do not find them.`,
          'Nothing for clients in the mesh.',
          names,
        )
      : finding(
          'warning',
          'service-missing',
          [here, there],
          `${count} in ${there.name} only: the names do not resolve in ${
            here.name
          }${
            here.dnsProxy === undefined ? ', unless its proxies answer DNS' : ''
          }.`,
          `Create a Service of the same name, with the same ports and without endpoints in ${here.name} (and its namespace), or switch DNS proxying on (proxyMetadata ISTIO_META_DNS_CAPTURE: "true").`,
          names,
        ),
  ];
}

/** What is in one cluster only does not resolve in the other. */
export function checkMissingServices(pair: ClusterPair): PreflightFinding[] {
  const [one, other] = pair;
  return [...unread(pair), ...lacking(one, other), ...lacking(other, one)];
}

/** A way in which two Services of one name contradict each other. */
interface Mismatch {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  mend: string;
  /** What differs, in a word or two each; empty when nothing does. */
  of(one: PreflightService, other: PreflightService): string[];
}

function protocolOf({
  protocol = 'TCP',
  appProtocol,
}: PreflightService['ports'][number]) {
  return appProtocol ? `${protocol} ${appProtocol}` : protocol;
}

function samePort(service: PreflightService, port: number) {
  return service.ports.find(one => one.port === port);
}

/** For each port that both have, what differs. */
function byPort(
  one: PreflightService,
  other: PreflightService,
  word: (port: PreflightService['ports'][number]) => string,
): string[] {
  return one.ports.flatMap(port => {
    const twin = samePort(other, port.port);
    return twin && word(port) !== word(twin)
      ? [`${port.port}: ${word(port)} and ${word(twin)}`]
      : [];
  });
}

const MISMATCHES: Mismatch[] = [
  {
    code: 'service-external-name-mismatch',
    severity: 'error',
    message: 'are ExternalName in one cluster only',
    mend: 'Make them the same kind of Service in both, or call one of them by another name.',
    of: (one, other) =>
      (one.type === 'ExternalName') === (other.type === 'ExternalName')
        ? []
        : [`${one.type ?? 'ClusterIP'} and ${other.type ?? 'ClusterIP'}`],
  },
  {
    code: 'service-headless-mismatch',
    severity: 'error',
    message: 'are headless (clusterIP: None) in one cluster only',
    mend: 'Make them headless in both or in neither: proxies are told one way to balance for a name.',
    of: (one, other) =>
      one.headless === other.headless
        ? []
        : [
            `${one.headless ? 'headless' : 'not headless'} and ${
              other.headless ? 'headless' : 'not'
            }`,
          ],
  },
  {
    code: 'service-port-missing',
    severity: 'warning',
    message: 'have a port in one cluster only',
    mend: 'Give them the same ports in both: calls to the port find no endpoint in the other cluster.',
    of: (one, other) =>
      [
        ...one.ports.filter(({ port }) => !samePort(other, port)),
        ...other.ports.filter(({ port }) => !samePort(one, port)),
      ].map(({ port }) => String(port)),
  },
  {
    code: 'service-port-name-mismatch',
    severity: 'error',
    message: 'name a port differently',
    mend: 'Name the ports the same in both: endpoints are matched by the name of the port, and those of the other name are left out.',
    of: (one, other) =>
      byPort(one, other, ({ name = '' }) => name || 'no name'),
  },
  {
    code: 'service-protocol-mismatch',
    severity: 'error',
    message: 'have another protocol for a port',
    mend: 'Give the ports the same protocol and appProtocol in both: a proxy has one listener for a name and port.',
    of: (one, other) => byPort(one, other, protocolOf),
  },
];

/** Services of one name are one to the mesh, so that they must say the same. */
export function checkServiceMismatches(pair: ClusterPair): PreflightFinding[] {
  const [one, other] = pair;
  const twins = servicesOf(other);
  const both = [...servicesOf(one)].flatMap(([key, service]) => {
    const twin = twins.get(key);
    return twin ? [{ key, service, twin }] : [];
  });
  const found = MISMATCHES.flatMap(mismatch => {
    const differing = both.flatMap(({ key, service, twin }) => {
      const words = mismatch.of(service, twin);
      return words.length > 0 ? [`${key} (${words.join('; ')})`] : [];
    });
    return differing.length === 0
      ? []
      : finding(
          mismatch.severity,
          mismatch.code,
          pair,
          `${
            differing.length === 1
              ? 'Two Services of one name'
              : `Services of ${differing.length} names`
          } ${mismatch.message}.`,
          mismatch.mend,
          differing,
        );
  });
  return [...unread(pair), ...found];
}
