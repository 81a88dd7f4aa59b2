import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  EgressEnvironment,
  EgressPattern,
  parseIpAddress,
} from '@meshport/istio';

/** What configuration says of one cluster, or of all. */
export type ClusterEgressSettings = Pick<
  EgressEnvironment,
  'clusterDomain' | 'networkRanges' | 'openRanges' | 'networkPolicyEnforcer'
>;

/** What configuration says of egress gateways. */
export interface EgressSettings {
  /** For every cluster: allowed patterns and hosts, owners, image. */
  common: Pick<
    EgressEnvironment,
    'allow' | 'hostOwners' | 'patterns' | 'curlImage'
  >;
  of(cluster: string): ClusterEgressSettings;
}

const PATTERNS: readonly EgressPattern[] = [
  'injected',
  'helm',
  'gateway-api',
  'waypoint',
  'sidecar-direct',
];

/** Reads `mesh.egress`; throws `InputError` that names the field which is wrong. */
export function readEgressSettings(config: Config): EgressSettings {
  const egress = config.getOptionalConfig('mesh.egress');
  const clusters = egress?.getOptionalConfigArray('clusters') ?? [];
  const read = clusters.map((one, index) => ({
    name: one.getOptionalString('name'),
    settings: clusterSettings(one, `mesh.egress.clusters[${index}]`),
  }));
  return {
    common: defined({
      allow: allowOf(egress),
      hostOwners: egress?.getOptionalConfigArray('hostOwners')?.map(one => ({
        host: one.getString('host').toLocaleLowerCase('en-US'),
        owner: one.getString('owner').replace(/^.*[:/]/, ''),
      })),
      patterns: egress?.getOptionalStringArray('patterns')?.map(asPattern),
      curlImage: egress?.getOptionalString('testImage'),
    }),
    of: cluster =>
      read.find(one => one.name === cluster)?.settings ??
      read.find(one => one.name === undefined)?.settings ??
      {},
  };
}

function asPattern(text: string): EgressPattern {
  const pattern = PATTERNS.find(one => one === text);
  if (!pattern) {
    throw new InputError(
      `mesh.egress.patterns: '${text}' is none; use ${PATTERNS.join(', ')}`,
    );
  }
  return pattern;
}

function allowOf(egress: Config | undefined): EgressEnvironment['allow'] {
  const allow = egress?.getOptionalConfig('allow');
  return (
    allow && {
      ...defined({ hosts: allow.getOptionalStringArray('hosts') }),
      ...defined({
        addresses: blocks(allow, 'addresses', 'mesh.egress.allow'),
      }),
    }
  );
}

function clusterSettings(one: Config, field: string): ClusterEgressSettings {
  const ranges = one.getOptionalConfig('networkRanges');
  const open = one.getOptionalConfig('openRanges');
  const list = (of: Config | undefined, name: string, names: string[]) =>
    of &&
    defined(
      Object.fromEntries(
        names.map(key => [key, blocks(of, key, `${field}.${name}`)]),
      ),
    );
  const enforcer = one.getOptional('networkPolicyEnforcer');
  if (
    enforcer !== undefined &&
    enforcer !== false &&
    (typeof enforcer !== 'string' || !enforcer)
  ) {
    throw new InputError(
      `${field}.networkPolicyEnforcer: name what enforces NetworkPolicies, e.g. calico, or give false`,
    );
  }
  return defined({
    clusterDomain: one.getOptionalString('clusterDomain'),
    networkRanges: list(ranges, 'networkRanges', ['pods', 'services', 'nodes']),
    openRanges: list(open, 'openRanges', [
      'apiServer',
      'nodeLocalDns',
      'virtualMachines',
      'remotes',
    ]),
    networkPolicyEnforcer: enforcer as string | false | undefined,
  });
}

/** Blocks such as `10.0.0.0/8`; each is checked, since a wrong one would let pass what it should hold back. */
function blocks(of: Config, key: string, field: string): string[] | undefined {
  const values = of.getOptionalStringArray(key);
  for (const value of values ?? []) {
    const [address, length, ...rest] = value.split('/');
    const isBlock =
      parseIpAddress(address) &&
      /^\d{1,3}$/.test(length ?? '') &&
      Number(length) <= (address.includes(':') ? 128 : 32) &&
      rest.length === 0;
    if (!isBlock) {
      throw new InputError(
        `${field}.${key}: '${value}' is no block of addresses; write e.g. 10.0.0.0/8`,
      );
    }
  }
  return values;
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}
