import { Choices } from './Choices';
import {
  CONTROL_PLANES,
  GATEWAYS,
  ISTIO_NAMESPACES,
  TAGS,
} from './controlPlanes';
import { probe, proxyConfig, takenProbe } from './proxyConfig';
import { BAD_KEYS, LABEL_KEYS, TEXTS } from './texts';

/** A WorkloadGroup as data. */
export interface GeneratedGroup {
  apiVersion: string;
  kind: 'WorkloadGroup';
  metadata: {
    name: string;
    namespace: string;
    annotations?: Record<string, string>;
  };
  spec: any;
}

/** What istioctl is told by flags; absent flags are not given. */
export interface GeneratedFlags {
  istioNamespace?: string;
  revision?: string;
  clusterID?: string;
  ingressIP?: string;
  ingressService?: string;
  internalIP?: string;
  externalIP?: string;
  captureDNS?: boolean;
  autoRegister?: boolean;
  tokenDuration?: number;
}

/** One generated call of istioctl. */
export interface GeneratedBundle {
  group: GeneratedGroup;
  /** Whether the group is read from the cluster; else from a file. */
  inCluster: boolean;
  flags: GeneratedFlags;
  /** What only we have options for, and istioctl gets by another group. */
  own: { workloadEntry?: string; serviceAccount?: string };
}

/** Service accounts that are there. */
export const ACCOUNTS = ['default', 'vm-account', 'vm-01'];

/** Values of labels that YAML takes for something else. */
const LABEL_VALUES = [
  ...['', 'v1', 'y', 'No', 'null', '0x1F', '010', '1e3', '1_000', '1.5', '12'],
  ...['2001-01-01', 'TRUE', 'a.b', 'a_b', 'w', 'www', 'NaN', '0'],
];

/** JSON is YAML once what YAML does not take raw is escaped. */
export function asYaml(value: unknown): string {
  return JSON.stringify(value).replace(
    // eslint-disable-next-line no-control-regex
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const ADDRESSES = ['10.0.0.1', 'fd00:10:96::1', '::ffff:1.2.3.4'];
/** What is no address, or only to some. */
const NO_ADDRESSES = ['10.0.0.01', 'fe80::1%eth0', '1.2.3', 'istiod', '::1::'];

function address(c: Choices): string {
  return c.one(c.chance(0.06) ? NO_ADDRESSES : ADDRESSES);
}

function ingress(c: Choices): GeneratedFlags {
  if (c.chance(0.6)) {
    return { ingressIP: address(c) };
  }
  const services = GATEWAYS.map(
    ({ name, namespace }) => `${name}.${namespace}`,
  );
  return c.chance(0.2)
    ? {}
    : {
        ingressService: c.one([
          ...services,
          'istio-eastwestgateway',
          'missing',
          'a.b.c',
        ]),
      };
}

function machineAddress(c: Choices): GeneratedFlags {
  const flag = c.one(['internalIP', 'externalIP', undefined] as const);
  return flag ? { [flag]: address(c) } : {};
}

function flagsOf(c: Choices): GeneratedFlags {
  return {
    ...c.some({ istioNamespace: c.one(ISTIO_NAMESPACES) }, 0.5),
    ...c.some(
      {
        revision: c.one([
          ...CONTROL_PLANES.map(({ revision }) => revision),
          ...Object.keys(TAGS),
          c.chance(0.8) ? 'default' : 'not-there',
        ]),
      },
      0.85,
    ),
    ...c.some(
      { clusterID: c.one(['Kubernetes', '', 'y', 'east 1', "it's"]) },
      0.5,
    ),
    ...ingress(c),
    ...machineAddress(c),
    ...c.some({ captureDNS: c.chance(0.3), autoRegister: c.chance(0.8) }, 0.5),
    ...c.some(
      { tokenDuration: c.one([600, 601, 1800, 3600, 7200, 86400, 599]) },
      0.3,
    ),
  };
}

function annotations(c: Choices): Record<string, string> {
  if (c.chance(0.4)) {
    return {};
  }
  const config = proxyConfig(c) as { proxyMetadata?: Record<string, string> };
  if (config.proxyMetadata && c.chance(0.08)) {
    config.proxyMetadata[c.one(BAD_KEYS)] = c.one(TEXTS);
  }
  if (config.proxyMetadata && c.chance(0.04)) {
    config.proxyMetadata.BARE = c.one(['\\', 'w\\', '/\\w', 'a\\']);
  }
  return {
    'proxy.istio.io/config': c.chance(0.03) ? '{not: [yaml' : asYaml(config),
  };
}

function ports(c: Choices) {
  return Object.fromEntries(
    Array.from({ length: c.whole(5) }, () => [
      c.one(['http', 'tcp-1', 'tcp-2', 'ä', '<b>', 'Z', 'y', '8']),
      1 + c.whole(65534),
    ]),
  );
}

/** Most groups are such as an API server takes, so that they can be read from there. */
function groupOf(c: Choices, namespace: string): GeneratedGroup {
  const isTaken = c.chance(0.7);
  const labels = (most: number) =>
    isTaken
      ? c.texts(LABEL_KEYS.slice(0, 7), most, LABEL_VALUES)
      : c.texts(LABEL_KEYS, most);
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: {
      name: c.one(['foo', 'y', '10', 'a-b', 'null', '1e3', 'a.b', '0x1f']),
      namespace,
      annotations: annotations(c),
    },
    spec: {
      ...c.some(
        { metadata: { labels: labels(5), annotations: annotations(c) } },
        0.85,
      ),
      ...c.some(
        {
          template: c.some(
            {
              ports: isTaken
                ? { ...c.some({ http: 80, 'tcp-1': 3306, z: 9, '8': 8 }, 0.5) }
                : ports(c),
              labels: labels(3),
              network: isTaken ? c.one(LABEL_VALUES) : c.one(TEXTS),
              serviceAccount: c.chance(0.04)
                ? 'missing'
                : c.one([...ACCOUNTS, '']),
              weight: 3,
              locality: 'a/b',
            },
            0.7,
          ),
        },
        isTaken ? 1 : 0.85,
      ),
      ...c.some({ probe: isTaken ? takenProbe(c) : probe(c) }, 0.7),
    },
  };
}

function ownOf(c: Choices, flags: GeneratedFlags): GeneratedBundle['own'] {
  return flags.autoRegister || c.chance(0.7)
    ? {}
    : c.some({ workloadEntry: 'vm-entry', serviceAccount: 'vm-01' }, 0.6);
}

/** Makes the case that belongs to a seed. */
export function generateBundle(
  seed: number,
  namespace: string,
): GeneratedBundle {
  const c = new Choices(seed);
  const flags = flagsOf(c);
  return {
    group: groupOf(c, namespace),
    flags,
    inCluster: c.chance(0.75),
    own: ownOf(c, flags),
  };
}
