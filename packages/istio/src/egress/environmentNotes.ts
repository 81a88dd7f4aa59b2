import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel, EgressNote } from './EgressGatewayInput';
import { isAtLeastIstio } from './environmentFacts';
import { isHttp } from './objectParts';

type Note = EgressNote | false | undefined;

function unknown(field: string, code: string, message: string): EgressNote {
  return { field, code, message, severity: 'unknown' };
}

function outbound({ outboundTrafficPolicy }: EgressEnvironment): EgressNote {
  if (outboundTrafficPolicy === undefined) {
    return unknown(
      '',
      'outbound-policy-unknown',
      'Whether proxies of the mesh let calls to undeclared hosts pass (ALLOW_ANY) or not (REGISTRY_ONLY) is not known.',
    );
  }
  return outboundTrafficPolicy === 'REGISTRY_ONLY'
    ? {
        field: '',
        code: 'registry-only',
        severity: 'info',
        message:
          'The mesh is REGISTRY_ONLY: proxies let calls out only to hosts that a ServiceEntry declares to their namespace.',
      }
    : {
        field: '',
        code: 'allow-any',
        severity: 'info',
        message: `The mesh is ${outboundTrafficPolicy}: workloads that this gateway is not for go on reaching the upstream directly.`,
      };
}

function tcpNotes(
  model: EgressGatewayModel,
  { dnsCapture, extensionProviders = [] }: EgressEnvironment,
): Note[] {
  const streams = model.upstreams.some(one => !isHttp(one));
  const provider = model.authorization?.provider;
  const { transport } =
    extensionProviders.find(({ name }) => name === provider) ?? {};
  return [
    dnsCapture === true &&
      model.upstreams.some(
        one => one.protocol === 'TCP' && !one.addresses?.length,
      ) && {
        field: 'upstreams',
        code: 'dns-capture-needed',
        severity: 'warning',
        message:
          "TCP without fixed addresses works for callers whose proxies answer DNS. That is the mesh's default; a workload that was told otherwise goes past the gateway.",
      },
    provider !== undefined &&
      streams &&
      transport === undefined && {
        field: 'authorization.provider',
        code: 'authorizer-transport-unknown',
        severity: 'warning',
        message: `If ${provider} is asked by HTTP, connections that are not HTTP pass unasked. Only an authorizer that is asked by gRPC guards them.`,
      },
  ];
}

function versionNotes(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
): Note[] {
  const { pattern } = model;
  const versioned =
    pattern === 'sidecar-direct' ||
    (pattern !== 'injected' &&
      [
        model.replicas,
        model.resources,
        model.autoscaling,
        model.disruptionBudget,
        model.readiness,
      ].some(one => one !== undefined)) ||
    model.upstreams.some(({ host }) => host.startsWith('*.'));
  const flag =
    pattern === 'waypoint' &&
    model.upstreams.some(
      ({ host, protocol }) =>
        host.startsWith('*.') && protocol === 'TLS-PASSTHROUGH',
    );
  return [
    versioned &&
      isAtLeastIstio('1.0', environment) === undefined &&
      unknown(
        '',
        'istio-version-unknown',
        "The control plane's version is not known. Wildcards need Istio 1.28 to 1.30, settings of a Deployment that istiod makes need 1.26, a readiness check with Istio's chart needs 1.27.",
      ),
    flag &&
      unknown(
        'upstreams',
        'wildcard-flag',
        'A waypoint serves wildcards by TLS only where istiod runs with ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS=true, which is off by default.',
      ),
    pattern === 'waypoint' && {
      field: 'callers',
      code: 'visible-in-ambient',
      severity: 'warning',
      message:
        'In an ambient mesh every namespace sees the ServiceEntry, whatever exportTo says, and its calls to the host go by this waypoint, too.',
    },
    pattern === 'waypoint' &&
      environment.ambient === undefined &&
      unknown(
        'pattern',
        'ambient-unknown',
        'Whether the cluster runs an ambient mesh is not known. Without it no call goes by a waypoint.',
      ),
    (pattern === 'waypoint' || pattern === 'gateway-api') &&
      environment.gatewayApi === undefined &&
      unknown(
        'pattern',
        'gateway-api-unknown',
        'Which kinds of the Gateway API the cluster serves is not known; v1 is written of all.',
      ),
  ];
}

/** What the environment does not tell, and what it means for the gateway. */
export function environmentNotes(
  model: EgressGatewayModel,
  environment: EgressEnvironment = {},
): EgressNote[] {
  const { clusterDomain, networkRanges, networkPolicyEnforcer } = environment;
  const { pattern } = model;
  const notes: Note[] = [
    outbound(environment),
    ...tcpNotes(model, environment),
    ...versionNotes(model, environment),
    pattern !== 'waypoint' &&
      pattern !== 'sidecar-direct' &&
      clusterDomain === undefined &&
      unknown(
        '',
        'cluster-domain-unknown',
        "The cluster's domain is not known; cluster.local is taken for it.",
      ),
    networkRanges === undefined &&
      model.upstreams.some(({ addresses }) => addresses?.length) &&
      unknown(
        'upstreams',
        'network-ranges-unknown',
        "The ranges of the cluster's pods, Services and nodes are not known, so that addresses could not be checked against them.",
      ),
    model.authorization &&
      environment.extensionProviders === undefined &&
      unknown(
        'authorization.provider',
        'providers-unknown',
        'Which providers MeshConfig names is not known. With one that it does not name, every call is denied.',
      ),
    model.networkPolicy &&
      networkPolicyEnforcer === undefined &&
      unknown(
        'networkPolicy',
        'network-policy-enforcer-unknown',
        "Whether the cluster's network enforces NetworkPolicies is not known. Where it does not, this one changes nothing.",
      ),
    model.networkPolicy &&
      networkPolicyEnforcer === false && {
        field: 'networkPolicy',
        code: 'network-policy-not-enforced',
        severity: 'warning',
        message:
          "The cluster's network enforces no NetworkPolicy: this one changes nothing.",
      },
    model.networkPolicy && {
      field: 'networkPolicy',
      code: 'network-policy-closes',
      severity: 'warning',
      message:
        'Every pod of the calling namespaces, but those of egress gateways, then reaches nothing outside the cluster but the ranges that are configured: also what it calls today without this gateway.',
    },
  ];
  return notes.filter((one): one is EgressNote => Boolean(one));
}
