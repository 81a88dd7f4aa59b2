import { parse } from 'yaml';
import { toYamlText } from '../../resources';

/**
 * What became of one variable of the chart `istio-remote`.
 *
 * @public
 */
export interface MappedValue {
  /** Path of the variable, e.g. `global.remotePilotAddress`. */
  old: string;
  /** Path of today's value; absent where there is none any more. */
  now?: string;
  why: string;
}

/**
 * Today's values for those of the chart `istio-remote`.
 *
 * @public
 */
export interface OldValuesAnswer {
  /** Values of the charts base and istiod, as YAML. */
  values: string;
  mapped: MappedValue[];
  /** Paths that nothing is known of. */
  unknown: string[];
}

/** That text is no YAML with values. */
export class OldValuesError extends Error {
  readonly name = 'OldValuesError';
}

type Mapping = { now?: string; why: string; to?: (value: unknown) => unknown };

const SAME = 'It has kept its name and meaning.';
const MIXER =
  'Mixer is gone since Istio 1.8: policy and telemetry are in the proxies.';
const STATSD =
  'The proxies’ figures are read by Prometheus from each proxy; statsd is configured with a bootstrap of your own, if at all.';

/** Every variable that the charts of Istio 1.0 to 1.5 documented for remotes. */
const MAPPINGS: Record<string, Mapping> = {
  'global.remotePilotAddress': {
    now: 'global.remotePilotAddress',
    why: 'The address of istiod, on ports 15012 and 15017. Use that of a load balancer or east-west gateway, never of a pod: those change.',
  },
  'global.remotePolicyAddress': { why: MIXER },
  'global.remoteTelemetryAddress': { why: MIXER },
  'global.remoteZipkinAddress': {
    now: 'meshConfig.extensionProviders',
    why: 'The address of a tracing backend stands in an extension provider, and a Telemetry object names that.',
    to: value => [
      {
        name: 'zipkin',
        zipkin: { service: String(value), port: 9411 },
      },
    ],
  },
  'global.createRemoteSvcEndpoints': {
    why: 'The charts make the Service istiod with the endpoint of global.remotePilotAddress by themselves.',
  },
  'global.remotePilotCreateSvcEndpoint': {
    why: 'The charts make the Service istiod with the endpoint of global.remotePilotAddress by themselves.',
  },
  'global.proxy.envoyStatsd.enabled': { why: STATSD },
  'global.proxy.envoyStatsd.host': { why: STATSD },
  'global.proxy.envoyStatsd.port': { why: STATSD },
  'global.controlPlaneSecurityEnabled': {
    why: 'Proxies always speak TLS with istiod (port 15012); it cannot be switched off.',
  },
  'global.mtls.enabled': {
    why: 'Mutual TLS between workloads is on by itself where both have a proxy; to demand it, apply a PeerAuthentication with mode STRICT.',
  },
  'sidecarInjectorWebhook.enabled': {
    why: 'The webhook is part of the remote profile. Opt out by label: istio-injection=disabled on a namespace, sidecar.istio.io/inject: "false" on a pod.',
  },
  'sidecarInjectorWebhook.enableNamespacesByDefault': {
    now: 'sidecarInjectorWebhook.enableNamespacesByDefault',
    why: SAME,
  },
  'security.enabled': { why: 'Citadel is part of istiod since Istio 1.5.' },
  'security.selfSigned': {
    why: 'All clusters of a mesh need one root: give each a Secret cacerts with an intermediate of it.',
  },
  'prometheus.enabled': {
    why: 'Add-ons are no part of the charts any more; install Prometheus by itself.',
  },
  'global.hub': { now: 'global.hub', why: SAME },
  'global.tag': {
    why: 'Leave it out: it is that of the chart. Istio’s versions of that time are no longer supported.',
  },
  'global.imagePullPolicy': { now: 'global.imagePullPolicy', why: SAME },
  'global.imagePullSecrets': { now: 'global.imagePullSecrets', why: SAME },
  'global.istioNamespace': {
    now: 'global.istioNamespace',
    why: 'It is the namespace that the charts are installed into.',
  },
  'global.network': {
    now: 'global.network',
    why: 'Also label the namespace of Istio: topology.istio.io/network.',
  },
  'global.multiCluster.clusterName': {
    now: 'global.multiCluster.clusterName',
    why: 'It has to be another one in each cluster of the mesh, and is the name of the remote secret.',
  },
  'global.multiCluster.enabled': {
    why: 'Nothing has to be switched on: a remote secret joins a cluster.',
  },
  'global.meshID': { now: 'global.meshID', why: SAME },
  'global.proxy.includeIPRanges': {
    now: 'global.proxy.includeIPRanges',
    why: SAME,
  },
  'global.proxy.excludeIPRanges': {
    now: 'global.proxy.excludeIPRanges',
    why: SAME,
  },
  'global.proxy.resources': { now: 'global.proxy.resources', why: SAME },
  'global.proxy.image': { now: 'global.proxy.image', why: SAME },
  'global.proxy.logLevel': { now: 'global.proxy.logLevel', why: SAME },
  'global.proxy.clusterDomain': {
    now: 'global.proxy.clusterDomain',
    why: SAME,
  },
  'global.proxy.concurrency': {
    now: 'meshConfig.defaultConfig.concurrency',
    why: 'It is part of the proxies’ configuration.',
  },
  'global.proxy.accessLogFile': {
    now: 'meshConfig.accessLogFile',
    why: 'It is part of the mesh’s configuration; a Telemetry object does it, too.',
  },
  'global.enableTracing': {
    now: 'meshConfig.enableTracing',
    why: 'It is part of the mesh’s configuration; a Telemetry object does it, too.',
  },
  'global.omitSidecarInjectorConfigMap': {
    why: 'The remote profile sets it.',
  },
};

/** Values that are objects or lists and stay whole. */
const WHOLE = ['global.proxy.resources', 'global.imagePullSecrets'];

/**
 * Maps the values of the chart `istio-remote` (Istio 1.0 to 1.5) to those of
 * today's `profile: remote`, and says of each why.
 *
 * @throws OldValuesError when the text is no YAML with values
 * @public
 */
export function mapOldRemoteValues(text: string): OldValuesAnswer {
  let old: unknown;
  try {
    old = parse(text, { maxAliasCount: 0 });
  } catch {
    throw new OldValuesError(
      'the text is no YAML; paste the values file of istio-remote as it is',
    );
  }
  if (typeof old !== 'object' || old === null || Array.isArray(old)) {
    throw new OldValuesError(
      'the text holds no values; paste the values file of istio-remote as it is',
    );
  }
  const values: Record<string, unknown> = { profile: 'remote' };
  const mapped: MappedValue[] = [];
  const unknown: string[] = [];
  for (const [path, value] of leavesOf(old as Record<string, unknown>)) {
    const mapping = Object.hasOwn(MAPPINGS, path) ? MAPPINGS[path] : undefined;
    if (!mapping) {
      unknown.push(path);
      continue;
    }
    const { now, why, to } = mapping;
    // An empty value was the chart's way of leaving something out.
    const isEmpty = value === '' || value === null;
    mapped.push({ old: path, ...(now ? { now } : {}), why });
    if (now && !isEmpty) {
      put(values, now.split('.'), to ? to(value) : value);
    }
  }
  return { values: toYamlText(values), mapped, unknown };
}

function leavesOf(
  object: Record<string, unknown>,
  prefix: string[] = [],
): [string, unknown][] {
  return Object.entries(object).flatMap(([key, value]): [string, unknown][] => {
    const path = [...prefix, key];
    const name = path.join('.');
    const goesOn =
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !WHOLE.includes(name) &&
      path.length < 10;
    return goesOn
      ? leavesOf(value as Record<string, unknown>, path)
      : [[name, value]];
  });
}

function put(
  into: Record<string, unknown>,
  [key, ...rest]: string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  into[key] ??= {};
  put(into[key] as Record<string, unknown>, rest, value);
}
