import type { KubernetesObject } from '../resources';

/**
 * The account whose token a primary's istiod reads a remote cluster with.
 *
 * @public
 */
export const READER_SERVICE_ACCOUNT = 'istio-reader-service-account';

/**
 * The account that an istiod outside of its configuration cluster reads with.
 *
 * @public
 */
export const CONFIG_SERVICE_ACCOUNT = 'istiod';

/**
 * What the reader of a cluster is made from.
 *
 * @public
 */
export interface ReaderAccessInput {
  /** Namespace of Istio's control plane, and of the account. */
  namespace: string;
  /** Revision whose roles are meant; empty or absent for the one without. */
  revision?: string;
  /** Version of the charts that the labels name. Default: that of Istio's own tree. */
  chartVersion?: string;
}

/** A rule of a ClusterRole. */
interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const READ = ['get', 'list', 'watch'];

/** The rules of the chart istio-discovery, templates/reader-clusterrole.yaml. */
const READER_RULES: readonly PolicyRule[] = [
  {
    apiGroups: [
      'config.istio.io',
      'security.istio.io',
      'networking.istio.io',
      'authentication.istio.io',
      'rbac.istio.io',
      'telemetry.istio.io',
      'extensions.istio.io',
    ],
    resources: ['*'],
    verbs: READ,
  },
  {
    apiGroups: [''],
    resources: [
      'endpoints',
      'pods',
      'services',
      'nodes',
      'replicationcontrollers',
      'namespaces',
      'secrets',
      'configmaps',
    ],
    verbs: READ,
  },
  {
    apiGroups: ['networking.istio.io'],
    resources: ['workloadentries'],
    verbs: ['get', 'watch', 'list'],
  },
  {
    apiGroups: ['networking.x-k8s.io', 'gateway.networking.k8s.io'],
    resources: ['gateways'],
    verbs: ['get', 'watch', 'list'],
  },
  {
    apiGroups: ['apiextensions.k8s.io'],
    resources: ['customresourcedefinitions'],
    verbs: READ,
  },
  {
    apiGroups: ['discovery.k8s.io'],
    resources: ['endpointslices'],
    verbs: READ,
  },
  {
    apiGroups: ['multicluster.x-k8s.io'],
    resources: ['serviceexports'],
    verbs: [...READ, 'create', 'delete'],
  },
  {
    apiGroups: ['multicluster.x-k8s.io'],
    resources: ['serviceimports'],
    verbs: READ,
  },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: READ },
  {
    apiGroups: ['authentication.k8s.io'],
    resources: ['tokenreviews'],
    verbs: ['create'],
  },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['subjectaccessreviews'],
    verbs: ['create'],
  },
];

function labels(chart: 'base' | 'istiod', version: string) {
  return {
    app: 'istio-reader',
    'app.kubernetes.io/instance': 'istio',
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'istio-reader',
    'app.kubernetes.io/part-of': 'istio',
    'app.kubernetes.io/version': version,
    'helm.sh/chart': `${chart}-${version}`,
    release: 'istio',
  };
}

/**
 * The reader of a cluster: a ServiceAccount, a ClusterRole and its binding, as
 * `istioctl create-remote-secret` of Istio 1.28 and newer applies them where the
 * account is missing (charts base and istio-discovery). It can read every Secret
 * of the cluster and have tokens reviewed.
 *
 * @public
 */
export function readerAccess({
  namespace,
  revision = '',
  chartVersion = '1.0.0',
}: ReaderAccessInput): (KubernetesObject & Record<string, unknown>)[] {
  const infix = revision === '' ? '' : `${revision}-`;
  const name = `istio-reader-clusterrole-${infix}${namespace}`;
  const apiGroup = 'rbac.authorization.k8s.io';
  const metadata = { name, labels: labels('istiod', chartVersion) };
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: READER_SERVICE_ACCOUNT,
        namespace,
        labels: labels('base', chartVersion),
      },
    },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: READER_RULES.map(rule => ({ ...rule })),
    },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { ...metadata, labels: { ...metadata.labels } },
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [
        { kind: 'ServiceAccount', name: READER_SERVICE_ACCOUNT, namespace },
      ],
    },
  ];
}
