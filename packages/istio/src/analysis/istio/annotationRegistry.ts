/** An annotation that Istio documents (istio/api, `annotations.yaml`). */
export interface KnownAnnotation {
  /** Kinds that it is for; `Any` for every kind. */
  kinds: readonly string[];
  deprecated?: boolean;
  /** True when the feature is in alpha, which is also what no status means. */
  alpha: boolean;
}

const FOR_PODS = [
  'prometheus.istio.io/merge-metrics',
  'sidecar.istio.io/status',
  'sidecar.istio.io/rewriteAppHTTPProbers',
  'sidecar.istio.io/proxyImage',
  'sidecar.istio.io/proxyImageType',
  'sidecar.istio.io/proxyCPU',
  'sidecar.istio.io/proxyCPULimit',
  'sidecar.istio.io/proxyMemory',
  'sidecar.istio.io/proxyMemoryLimit',
  'sidecar.istio.io/interceptionMode',
  'sidecar.istio.io/bootstrapOverride',
  'sidecar.istio.io/statsHistogramBuckets',
  'sidecar.istio.io/statsFlushInterval',
  'sidecar.istio.io/statsEvictionInterval',
  'sidecar.istio.io/statsHistogramBins',
  'sidecar.istio.io/userVolume',
  'sidecar.istio.io/userVolumeMount',
  'status.sidecar.istio.io/port',
  'sidecar.istio.io/logLevel',
  'sidecar.istio.io/componentLogLevel',
  'sidecar.istio.io/agentLogLevel',
  'sidecar.istio.io/nativeSidecar',
  'readiness.status.sidecar.istio.io/initialDelaySeconds',
  'readiness.status.sidecar.istio.io/periodSeconds',
  'readiness.status.sidecar.istio.io/failureThreshold',
  'readiness.status.sidecar.istio.io/applicationPorts',
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  'traffic.sidecar.istio.io/includeInboundPorts',
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/excludeInterfaces',
  'traffic.sidecar.istio.io/includeOutboundPorts',
  'traffic.sidecar.istio.io/excludeOutboundPorts',
  'istio.io/rev',
  'proxy.istio.io/overrides',
  'inject.istio.io/templates',
  'ambient.istio.io/bypass-inbound-capture',
  'ambient.istio.io/dns-capture',
  'istio.io/reroute-virtual-interfaces',
];

const DEPRECATED_FOR_PODS = [
  'sidecar.istio.io/discoveryAddress',
  'sidecar.istio.io/statsInclusionPrefixes',
  'sidecar.istio.io/statsInclusionSuffixes',
  'sidecar.istio.io/statsInclusionRegexps',
  'sidecar.istio.io/extraStatTags',
  'sidecar.istio.io/statsCompression',
  'traffic.sidecar.istio.io/kubevirtInterfaces',
];

const OTHERS: [string, KnownAnnotation][] = [
  [
    'sidecar.istio.io/inject',
    { kinds: ['Pod'], deprecated: true, alpha: false },
  ],
  ['proxy.istio.io/config', { kinds: ['Pod'], alpha: false }],
  ['ambient.istio.io/redirection', { kinds: ['Pod'], alpha: false }],
  ['traffic.istio.io/nodeSelector', { kinds: ['Service'], alpha: false }],
  ['kubernetes.io/ingress.class', { kinds: ['Ingress'], alpha: false }],
  ['networking.istio.io/exportTo', { kinds: ['Service'], alpha: true }],
  [
    'alpha.istio.io/kubernetes-serviceaccounts',
    { kinds: ['Service'], deprecated: true, alpha: true },
  ],
  [
    'alpha.istio.io/canonical-serviceaccounts',
    { kinds: ['Service'], deprecated: true, alpha: true },
  ],
  ['galley.istio.io/analyze-suppress', { kinds: ['Any'], alpha: true }],
  ['gateway.istio.io/controller-version', { kinds: ['Any'], alpha: true }],
  ['istio.io/dry-run', { kinds: ['AuthorizationPolicy'], alpha: true }],
  [
    'topology.istio.io/controlPlaneClusters',
    { kinds: ['Namespace'], alpha: true },
  ],
  [
    'ambient.istio.io/waypoint-inbound-binding',
    { kinds: ['GatewayClass', 'Gateway'], alpha: true },
  ],
  ['gateway.istio.io/service-account', { kinds: ['Gateway'], alpha: true }],
  ['gateway.istio.io/name-override', { kinds: ['Gateway'], alpha: true }],
  ['networking.istio.io/service-type', { kinds: ['Gateway'], alpha: true }],
  [
    'networking.istio.io/traffic-distribution',
    { kinds: ['Namespace', 'Service', 'ServiceEntry'], alpha: true },
  ],
  [
    'istio.io/use-waypoint-canary-weight',
    { kinds: ['Service', 'ServiceEntry', 'Namespace'], alpha: true },
  ],
  ...[
    'autoRegistrationGroup',
    'workloadController',
    'connectedAt',
    'disconnectedAt',
  ].map((name): [string, KnownAnnotation] => [
    `istio.io/${name}`,
    { kinds: ['WorkloadEntry'], alpha: true },
  ]),
];

/** The annotations of Istio by name. */
export const KNOWN_ANNOTATIONS: ReadonlyMap<string, KnownAnnotation> = new Map([
  ...FOR_PODS.map(
    name =>
      [name, { kinds: ['Pod'], alpha: true }] as [string, KnownAnnotation],
  ),
  ...DEPRECATED_FOR_PODS.map(
    name =>
      [name, { kinds: ['Pod'], deprecated: true, alpha: true }] as [
        string,
        KnownAnnotation,
      ],
  ),
  ...OTHERS,
]);

/** Annotations that Istio itself sets, which nobody is to be told of. */
export const SET_BY_ISTIO: ReadonlySet<string> = new Set([
  'sidecar.istio.io/status',
  'gateway.istio.io/controller-version',
  'istio.io/rev',
]);

/** Whether an annotation is in Istio's name. */
export function isIstioAnnotation(name: string): boolean {
  return (
    name === 'kubernetes.io/ingress.class' ||
    name.split('/')[0].endsWith('istio.io')
  );
}
