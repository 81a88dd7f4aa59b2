/**
 * Only mutual TLS is taken, and every call is a whole handshake: neither a
 * connection nor a session is used again, which would look at no certificate.
 */
export const strictObjects = (namespace: string): object[] => [
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'istio-system' },
    spec: { mtls: { mode: 'STRICT' } },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'a-connection-a-call', namespace },
    spec: {
      host: `*.${namespace}.svc.cluster.local`,
      trafficPolicy: {
        connectionPool: { http: { maxRequestsPerConnection: 1 } },
      },
    },
  },
  {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'no-session-twice', namespace },
    spec: {
      configPatches: [
        {
          applyTo: 'FILTER_CHAIN',
          match: {
            context: 'SIDECAR_INBOUND',
            listener: { filterChain: { transportProtocol: 'tls' } },
          },
          patch: {
            operation: 'MERGE',
            value: {
              transport_socket: {
                name: 'envoy.transport_sockets.tls',
                typed_config: {
                  '@type':
                    'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
                  disable_stateless_session_resumption: true,
                  disable_stateful_session_resumption: true,
                },
              },
            },
          },
        },
      ],
    },
  },
];

/** What a machine joins by, and the Service that it stands behind. */
export const machineObjects = (namespace: string, name: string): object[] => [
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `own-${name}`, namespace },
    spec: {
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name, namespace },
    spec: {
      metadata: { labels: { app: name } },
      template: { serviceAccount: name, network: 'net-east' },
      // An agent without one never says that it is ready.
      probe: {
        periodSeconds: 1,
        timeoutSeconds: 10,
        failureThreshold: 30,
        httpGet: { path: '/', port: 8080 },
      },
    },
  },
];

/**
 * Services that send to pods whether they are ready or not: on a busy machine a
 * probe that comes late would look like a call that was lost.
 */
export function sendingAlways(objects: object[]): object[] {
  return objects.map((one: any) =>
    one.kind === 'Service'
      ? { ...one, spec: { ...one.spec, publishNotReadyAddresses: true } }
      : one,
  );
}

/** Deployments whose proxies' certificates live as long as told. */
export function withCertificateLife(objects: object[], life: string): object[] {
  return objects.map((one: any) => {
    if (one.kind !== 'Deployment') return one;
    const copy = structuredClone(one);
    copy.spec.template.metadata.annotations['proxy.istio.io/config'] =
      JSON.stringify({ proxyMetadata: { SECRET_TTL: life } });
    return copy;
  });
}
