import { Choices } from './Choices';
import { KEYS, TEXTS } from './texts';

const DURATIONS = [
  '45s',
  '1m30s',
  '0.5s',
  '1h',
  '1ms',
  '1.5h',
  '0',
  '100us',
  '-3s',
];

/** Some fields of a WorkloadGroup's probe. */
export function probe(c: Choices): object {
  const port = 1 + c.whole(65534);
  return {
    ...c.some({
      initialDelaySeconds: c.whole(20),
      timeout_seconds: c.whole(3),
      periodSeconds: '7',
      successThreshold: 0,
      failureThreshold: -1,
    }),
    ...c.one([
      {
        httpGet: {
          port,
          ...c.some({
            path: c.one(TEXTS),
            scheme: 'HTTPS',
            host: '',
            httpHeaders: [{ name: 'a', value: c.one(TEXTS) }, {}],
          }),
        },
      },
      { tcpSocket: { port, ...c.some({ host: c.one(TEXTS) }) } },
      { exec: { command: [c.one(TEXTS), c.one(TEXTS)] } },
      { exec: {} },
      { grpc: { port, service: c.one(TEXTS) } },
      {},
    ]),
  };
}

/** A probe that an API server with Istio's webhook takes. */
export function takenProbe(c: Choices): object {
  const port = 1 + c.whole(65534);
  const path = c.one(['/', '/ready?a=b', '/a b', '/y', "/it's"]);
  return {
    ...c.some({
      initialDelaySeconds: c.whole(20),
      timeoutSeconds: c.whole(3),
      periodSeconds: 7,
      successThreshold: 0,
      failureThreshold: 2,
    }),
    ...c.one([
      { httpGet: { port, path, ...c.some({ scheme: 'HTTPS', host: 'h' }) } },
      { httpGet: { port, httpHeaders: [{ name: 'a', value: c.one(TEXTS) }] } },
      { tcpSocket: { port, ...c.some({ host: '127.0.0.1' }) } },
      { exec: { command: ['/bin/check', c.one(TEXTS.filter(Boolean))] } },
    ]),
  };
}

/** Some fields of a ProxyConfig, in the forms that protobuf's JSON takes. */
export function proxyConfig(c: Choices): object {
  return c.some(
    {
      proxyMetadata: c.texts(KEYS, 6),
      drainDuration: c.one(DURATIONS),
      termination_drain_duration: c.one(DURATIONS),
      concurrency: c.one([0, 2, '3', 1e3]),
      holdApplicationUntilProxyStarts: c.chance(0.5),
      statusPort: c.one([0, 15020, 15021, 15090, 22, '9000']),
      meshId: c.one(TEXTS),
      discoveryAddress: c.one(TEXTS),
      tracing: c.one([
        {},
        {
          sampling: c.one([
            0,
            0.1,
            100,
            12.5,
            123456789.5,
            1e-7,
            1e21,
            1e22,
            '50',
          ]),
        },
        {
          zipkin: {},
          customTags: {
            [c.one(KEYS)]: { literal: { value: c.one(TEXTS) } },
            e: { environment: { name: 'N', default_value: '' } },
          },
        },
        {
          stackdriver: {
            debug: true,
            maxNumberOfAttributes: 5,
            maxNumberOfAnnotations: '0',
          },
        },
        {
          openCensusAgent: { context: ['B3', 1, 0] },
          tlsSettings: {
            mode: 'MUTUAL',
            subjectAltNames: [c.one(TEXTS)],
            insecureSkipVerify: false,
          },
        },
      ]),
      tracingServiceName: c.one(['CANONICAL_NAME_ONLY', 0, 2]),
      interceptionMode: c.one(['TPROXY', 'NONE', 0, 1]),
      controlPlaneAuthPolicy: c.one(['INHERIT', 1000, 1, 0, 77]),
      extraStatTags: c.one([[], [c.one(TEXTS), c.one(TEXTS)]]),
      proxyStatsMatcher: {
        inclusionRegexps: [c.one(TEXTS)],
        inclusionPrefixes: [],
      },
      gatewayTopology: {
        num_trusted_proxies: 2,
        proxyProtocol: {},
        forwardClientCertDetails: 'SANITIZE_SET',
      },
      caCertificatesPem: [
        '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      ],
      runtimeValues: c.texts(KEYS, 4),
      proxyHeaders: {
        server: { disabled: false, value: c.one(TEXTS) },
        requestId: {},
        preserveHttp1HeaderCase: true,
      },
      fileFlushMinSizeKb: 64,
      fileFlushInterval: '0.001s',
      privateKeyProvider: { qat: { pollDelay: '10ms', fallback: true } },
      envoyAccessLogService: {
        address: 'a:1',
        tcpKeepalive: { probes: 3, time: '10s' },
      },
      connectionSettings: {
        profile: 'EDGE',
        httpIdleTimeout: '1h',
        httpMaxConcurrentStreams: 0,
      },
      notKnown: { a: 1 },
      image: null,
      statNameLength: -5,
    },
    0.2,
  );
}
