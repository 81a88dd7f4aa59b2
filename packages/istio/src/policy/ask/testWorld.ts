import type { KubernetesObject } from '../../resources';
import { askCall } from './askCall';
import type { CallAnswer, CallObjects, CallQuestion } from './types';

/** A pod that is ready; with a proxy unless told otherwise. */
export function pod(
  namespace: string,
  app: string,
  more: {
    proxy?: boolean;
    ip?: string;
    labels?: object;
    annotations?: Record<string, string>;
  } = {},
): KubernetesObject {
  const { proxy = true, ip = '10.0.0.5', labels = {}, annotations } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name: `${app}-1`,
      labels: {
        app,
        ...(proxy ? { 'security.istio.io/tlsMode': 'istio' } : {}),
        ...labels,
      },
      annotations,
    },
    spec: {
      serviceAccountName: app,
      containers: [
        {
          name: 'app',
          image: 'app',
          ports: [{ name: 'web', containerPort: 8080 }],
        },
        ...(proxy ? [{ name: 'istio-proxy', image: 'proxyv2:1.30.2' }] : []),
      ],
    },
    status: {
      phase: 'Running',
      podIP: ip,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

/** A Service with a port for HTTP (80) and one for TCP (9000). */
export function service(namespace: string, app: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: app },
    spec: {
      selector: { app },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'tcp', port: 9000 },
      ],
    },
  };
}

let made = 0;

/** A policy; each is younger than the one before. */
export function policy(
  kind: string,
  namespace: string,
  spec: object,
  name = kind.toLowerCase(),
): KubernetesObject {
  made += 1;
  return {
    apiVersion: 'istio.io/v1',
    kind,
    metadata: {
      namespace,
      name,
      creationTimestamp: new Date(1.7e12 + made * 1000).toISOString(),
    },
    spec,
  };
}

/** `web` in `shop` is called by `front` of `shop`, `other` of `far` and `plain`, which has no proxy. */
export function world(policies: KubernetesObject[] = []): CallObjects {
  const of = (kind: string) => policies.filter(one => one.kind === kind);
  return {
    pods: [
      pod('shop', 'web', { ip: '10.0.0.1' }),
      pod('shop', 'front', { ip: '10.0.0.2' }),
      pod('far', 'other', { ip: '10.0.1.3' }),
      pod('far', 'plain', { ip: '10.0.1.4', proxy: false }),
      pod('far', 'bare', { ip: '10.0.1.5', proxy: false }),
    ],
    services: [service('shop', 'web'), service('far', 'bare')],
    workloadEntries: [],
    peerAuthentications: of('PeerAuthentication'),
    requestAuthentications: of('RequestAuthentication'),
    authorizationPolicies: of('AuthorizationPolicy'),
    destinationRules: of('DestinationRule'),
    virtualServices: of('VirtualService'),
    sidecars: of('Sidecar'),
  };
}

const PLACES: Record<string, string> = {
  front: 'shop',
  other: 'far',
  plain: 'far',
};

/** Asks for a call of `web`. */
export function call(
  policies: KubernetesObject[],
  from: 'front' | 'other' | 'plain',
  question: Partial<CallQuestion> = {},
  more: Partial<CallObjects> = {},
): Promise<CallAnswer> {
  return askCall(
    { ...world(policies), ...more },
    {
      from: { namespace: PLACES[from], name: `${from}-1` },
      to: { namespace: 'shop', name: 'web' },
      port: 80,
      ...question,
    },
  );
}
