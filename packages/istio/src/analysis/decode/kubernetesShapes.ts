import { Shape } from './shape';

const TEXTS: Shape = { '*': 's' };
const SELECTOR: Shape = {
  matchLabels: TEXTS,
  matchExpressions: [{ key: 's', operator: 's', values: ['s'] }],
};
const CONTAINER: Shape = {
  name: 's',
  image: 's',
  env: [{ name: 's', value: 's' }],
  ports: [{ name: 's', containerPort: 'i', protocol: 's' }],
  securityContext: { runAsUser: 'i' },
};
const POD: Shape = {
  containers: [CONTAINER],
  initContainers: [CONTAINER],
  hostNetwork: 'b',
  nodeName: 's',
  serviceAccountName: 's',
  securityContext: { runAsUser: 'i' },
};
const CONDITIONS: Shape = [
  { type: 's', status: 's', reason: 's', message: 's' },
];
const WEBHOOKS: Shape = [
  {
    name: 's',
    clientConfig: {
      url: 's',
      service: { name: 's', namespace: 's', port: 'i' },
      caBundle: 's',
    },
    namespaceSelector: SELECTOR,
    objectSelector: SELECTOR,
  },
];
const BACKEND: Shape = {
  group: 's',
  kind: 's',
  name: 's',
  namespace: 's',
  port: 'i',
};
const PARENT: Shape = {
  group: 's',
  kind: 's',
  name: 's',
  namespace: 's',
  sectionName: 's',
  port: 'i',
};
const ROUTE: Shape = {
  parentRefs: [PARENT],
  hostnames: ['s'],
  rules: [{ backendRefs: [BACKEND] }],
};
const ROUTE_STATUS: Shape = { parents: [{ conditions: CONDITIONS }] };

/** The fields of Kubernetes' own kinds that analyzers read, by kind. */
export const KUBERNETES_SPECS: Record<string, Shape> = {
  Pod: POD,
  Service: {
    type: 's',
    clusterIP: 's',
    selector: TEXTS,
    ports: [
      {
        name: 's',
        port: 'i',
        targetPort: 'intstr',
        protocol: 's',
        appProtocol: 's',
        nodePort: 'i',
      },
    ],
  },
  Deployment: {
    selector: SELECTOR,
    template: {
      metadata: { labels: TEXTS, annotations: TEXTS },
      spec: POD,
    },
  },
  CustomResourceDefinition: {
    group: 's',
    names: { kind: 's', plural: 's' },
    versions: [{ name: 's', served: 'b' }],
  },
  KubernetesGateway: {
    gatewayClassName: 's',
    addresses: [{ type: 's', value: 's' }],
    listeners: [
      { name: 's', hostname: 's', port: 'i', protocol: 's', tls: 'any' },
    ],
  },
  GatewayClass: { controllerName: 's' },
  HTTPRoute: ROUTE,
  GRPCRoute: ROUTE,
  ReferenceGrant: {
    from: [{ group: 's', kind: 's', namespace: 's' }],
    to: [{ group: 's', kind: 's', name: 's' }],
  },
};

/** The fields of kinds that keep theirs beside `metadata`, by kind. */
export const KUBERNETES_BODIES: Record<string, Shape> = {
  ConfigMap: { data: TEXTS },
  Secret: { type: 's', data: TEXTS, stringData: TEXTS },
  MutatingWebhookConfiguration: { webhooks: WEBHOOKS },
  ValidatingWebhookConfiguration: { webhooks: WEBHOOKS },
};

/** The fields of a status that analyzers read, by kind. */
export const STATUS_SHAPES: Record<string, Shape> = {
  Service: { conditions: CONDITIONS },
  ServiceEntry: {
    conditions: CONDITIONS,
    addresses: [{ value: 's', host: 's' }],
  },
  WorkloadEntry: { conditions: CONDITIONS },
  AuthorizationPolicy: { conditions: CONDITIONS },
  KubernetesGateway: { conditions: CONDITIONS, addresses: [{ value: 's' }] },
  HTTPRoute: ROUTE_STATUS,
  GRPCRoute: ROUTE_STATUS,
};
