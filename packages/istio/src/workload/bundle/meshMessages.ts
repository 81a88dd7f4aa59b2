import {
  bool,
  boolValue,
  double,
  duration,
  enumOf,
  int32,
  int32Value,
  int64Value,
  listOf,
  mapOf,
  message,
  nested,
  text,
  uint32,
} from '../../goFormat/protoFields';

const TLS_SETTINGS = nested({
  mode: enumOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
  clientCertificate: text,
  privateKey: text,
  caCertificates: text,
  credentialName: text,
  subjectAltNames: listOf(text),
  sni: text,
  insecureSkipVerify: boolValue,
  caCrl: text,
});

const REMOTE_SERVICE = nested({
  address: text,
  tlsSettings: TLS_SETTINGS,
  tcpKeepalive: nested({ probes: uint32, time: duration, interval: duration }),
});

const TRACING = nested(
  {
    zipkin: nested({ address: text }),
    lightstep: nested({ address: text, accessToken: text }),
    datadog: nested({ address: text }),
    stackdriver: nested({
      debug: bool,
      maxNumberOfAttributes: int64Value,
      maxNumberOfAnnotations: int64Value,
      maxNumberOfMessageEvents: int64Value,
    }),
    openCensusAgent: nested({
      address: text,
      context: listOf(
        enumOf(
          'UNSPECIFIED',
          'W3C_TRACE_CONTEXT',
          'GRPC_BIN',
          'CLOUD_TRACE_CONTEXT',
          'B3',
        ),
      ),
    }),
    customTags: mapOf(
      nested(
        {
          literal: nested({ value: text }),
          environment: nested({ name: text, defaultValue: text }),
          header: nested({ name: text, defaultValue: text }),
        },
        ['literal', 'environment', 'header'],
      ),
    ),
    maxPathTagLength: uint32,
    sampling: double,
    tlsSettings: TLS_SETTINGS,
    enableIstioTags: boolValue,
  },
  ['zipkin', 'lightstep', 'datadog', 'stackdriver', 'openCensusAgent'],
);

const CLIENT_CERT_DETAILS = enumOf(
  'UNDEFINED',
  'SANITIZE',
  'FORWARD_ONLY',
  'APPEND_FORWARD',
  'SANITIZE_SET',
  'ALWAYS_FORWARD_ONLY',
);

const PROXY_HEADERS = nested({
  forwardedClientCert: CLIENT_CERT_DETAILS,
  setCurrentClientCertDetails: nested({
    subject: boolValue,
    cert: boolValue,
    chain: boolValue,
    dns: boolValue,
    uri: boolValue,
  }),
  requestId: nested({ disabled: boolValue }),
  server: nested({ disabled: boolValue, value: text }),
  attemptCount: nested({ disabled: boolValue }),
  envoyDebugHeaders: nested({ disabled: boolValue }),
  metadataExchangeHeaders: nested({ mode: enumOf('UNDEFINED', 'IN_MESH') }),
  preserveHttp1HeaderCase: boolValue,
  xForwardedHost: nested({ enabled: boolValue }),
  xForwardedPort: nested({ enabled: boolValue }),
});

const CONNECTION_SETTINGS = nested({
  profile: enumOf('SIDECAR', 'EDGE'),
  listenerPerConnectionBufferLimitBytes: int32Value,
  clusterPerConnectionBufferLimitBytes: int32Value,
  httpIdleTimeout: duration,
  httpMaxConnectionDuration: duration,
  httpDrainTimeout: duration,
  httpRequestTimeout: duration,
  httpRequestHeadersTimeout: duration,
  httpStreamIdleTimeout: duration,
  httpMaxStreamDuration: duration,
  httpMaxConcurrentStreams: int32Value,
  http2InitialStreamWindowSize: int32Value,
  http2InitialConnectionWindowSize: int32Value,
  httpHeadersWithUnderscoresAction: enumOf(
    'HEADERS_WITH_UNDERSCORES_UNSPECIFIED',
    'HEADERS_WITH_UNDERSCORES_ALLOW',
    'HEADERS_WITH_UNDERSCORES_REJECT_REQUEST',
    'HEADERS_WITH_UNDERSCORES_DROP_HEADER',
  ),
  httpMergeSlashes: boolValue,
  httpPathWithEscapedSlashesAction: enumOf(
    'PATH_WITH_ESCAPED_SLASHES_UNSPECIFIED',
    'KEEP_UNCHANGED',
    'REJECT_REQUEST',
    'UNESCAPE_AND_REDIRECT',
    'UNESCAPE_AND_FORWARD',
  ),
  listenerConnectionLimit: int32Value,
  globalDownstreamConnectionLimit: int32Value,
});

const CRYPTO_OFFLOAD = nested({ pollDelay: duration, fallback: boolValue });

/** `ReadinessProbe` of networking/v1alpha3/workload_group.proto. */
export const READINESS_PROBE = message(
  {
    initialDelaySeconds: int32,
    timeoutSeconds: int32,
    periodSeconds: int32,
    successThreshold: int32,
    failureThreshold: int32,
    httpGet: nested({
      path: text,
      port: uint32,
      host: text,
      scheme: text,
      httpHeaders: listOf(nested({ name: text, value: text })),
    }),
    tcpSocket: nested({ host: text, port: uint32 }),
    exec: nested({ command: listOf(text) }),
    grpc: nested({ port: uint32, service: text }),
  },
  ['httpGet', 'tcpSocket', 'exec', 'grpc'],
);

/** `ProxyConfig` of mesh/v1alpha1/proxy.proto, as of Istio 1.31. */
export const PROXY_CONFIG = message(
  {
    configPath: text,
    binaryPath: text,
    serviceCluster: text,
    tracingServiceName: enumOf(
      'APP_LABEL_AND_NAMESPACE',
      'CANONICAL_NAME_ONLY',
      'CANONICAL_NAME_AND_NAMESPACE',
    ),
    drainDuration: duration,
    discoveryAddress: text,
    discoveryRefreshDelay: duration,
    zipkinAddress: text,
    statsdUdpAddress: text,
    envoyMetricsServiceAddress: text,
    proxyAdminPort: int32,
    availabilityZone: text,
    controlPlaneAuthPolicy: enumOf(
      [0, 'NONE'],
      [1, 'MUTUAL_TLS'],
      [1000, 'INHERIT'],
    ),
    customConfigFile: text,
    statNameLength: int32,
    concurrency: int32Value,
    proxyBootstrapTemplatePath: text,
    interceptionMode: enumOf('REDIRECT', 'TPROXY', 'NONE'),
    tracing: TRACING,
    sds: nested({ enabled: bool, k8sSaJwtPath: text }),
    envoyAccessLogService: REMOTE_SERVICE,
    envoyMetricsService: REMOTE_SERVICE,
    proxyMetadata: mapOf(text),
    runtimeValues: mapOf(text),
    statusPort: int32,
    extraStatTags: listOf(text),
    gatewayTopology: nested({
      numTrustedProxies: uint32,
      forwardClientCertDetails: CLIENT_CERT_DETAILS,
      proxyProtocol: nested({}),
    }),
    terminationDrainDuration: duration,
    meshId: text,
    readinessProbe: { type: 'message', message: READINESS_PROBE },
    proxyStatsMatcher: nested({
      inclusionPrefixes: listOf(text),
      inclusionSuffixes: listOf(text),
      inclusionRegexps: listOf(text),
    }),
    holdApplicationUntilProxyStarts: boolValue,
    caCertificatesPem: listOf(text),
    image: nested({ imageType: text }),
    privateKeyProvider: nested(
      { cryptomb: CRYPTO_OFFLOAD, qat: CRYPTO_OFFLOAD },
      ['cryptomb', 'qat'],
    ),
    proxyHeaders: PROXY_HEADERS,
    fileFlushInterval: duration,
    fileFlushMinSizeKb: uint32,
    statsCompression: boolValue,
    connectionSettings: CONNECTION_SETTINGS,
  },
  ['serviceCluster', 'tracingServiceName'],
);

/** The part of `MeshConfig` that a bundle takes something from. */
export const MESH_CONFIG = message({
  trustDomain: text,
  defaultConfig: { type: 'message', message: PROXY_CONFIG },
});

/** `WorkloadGroup` of networking/v1alpha3/workload_group.proto. */
export const WORKLOAD_GROUP = message({
  metadata: nested({ labels: mapOf(text), annotations: mapOf(text) }),
  template: nested({
    address: text,
    ports: mapOf(uint32),
    labels: mapOf(text),
    network: text,
    locality: text,
    weight: uint32,
    serviceAccount: text,
  }),
  probe: { type: 'message', message: READINESS_PROBE },
});
