const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

const role = (name: string, rules: object[]) => ({
  apiVersion,
  kind: 'ClusterRole',
  metadata: {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  },
  rules,
});

const binding = (name: string, groups: string[]) => ({
  apiVersion,
  kind: 'ClusterRoleBinding',
  metadata: {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  },
  roleRef: { apiGroup, kind: 'ClusterRole', name },
  subjects: groups.map(group => ({ apiGroup, kind: 'Group', name: group })),
});

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const health = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const namespaced = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'pods',
      'pods/status',
      'serviceaccounts',
      'services',
      'services/status',
    ],
  },
  {
    apiGroups: ['apps'],
    resources: [
      'daemonsets',
      'daemonsets/status',
      'deployments',
      'deployments/scale',
      'deployments/status',
      'replicasets',
      'replicasets/scale',
      'replicasets/status',
      'statefulsets',
      'statefulsets/scale',
      'statefulsets/status',
    ],
  },
  {
    apiGroups: ['autoscaling', 'batch', 'discovery.k8s.io', 'policy'],
    resources: [
      'endpointslices',
      'horizontalpodautoscalers',
      'jobs',
      'poddisruptionbudgets',
    ],
  },
];
const seeNamespaces = {
  apiGroups: [''],
  resources: ['namespaces'],
  verbs: read,
};
const secrets = { apiGroups: [''], resources: ['secrets'] };

/** The part of Kubernetes' own roles and bindings that clients meet. */
export const bootstrapPolicy: object[] = [
  role('cluster-admin', [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ]),
  role('system:discovery', [
    {
      verbs: ['get'],
      nonResourceURLs: [
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/openapi',
        '/openapi/*',
        ...health,
      ],
    },
  ]),
  role('system:public-info-viewer', [
    { verbs: ['get'], nonResourceURLs: health },
  ]),
  role('system:basic-user', [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    {
      verbs: ['create'],
      apiGroups: ['authentication.k8s.io'],
      resources: ['selfsubjectreviews'],
    },
  ]),
  role('system:service-account-issuer-discovery', [
    {
      verbs: ['get'],
      nonResourceURLs: ['/.well-known/openid-configuration', '/openid/v1/jwks'],
    },
  ]),
  role('system:auth-delegator', [
    {
      verbs: ['create'],
      apiGroups: ['authentication.k8s.io'],
      resources: ['tokenreviews'],
    },
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['subjectaccessreviews'],
    },
  ]),
  role('view', [
    ...namespaced.map(rule => ({ ...rule, verbs: read })),
    seeNamespaces,
  ]),
  role('edit', [
    ...namespaced.map(rule => ({ ...rule, verbs: [...read, ...write] })),
    { ...secrets, verbs: [...read, ...write] },
    seeNamespaces,
  ]),
  role('admin', [
    ...namespaced.map(rule => ({ ...rule, verbs: [...read, ...write] })),
    { ...secrets, verbs: [...read, ...write] },
    {
      apiGroups: [apiGroup],
      resources: ['roles', 'rolebindings'],
      verbs: [...read, ...write],
    },
    seeNamespaces,
  ]),
  binding('cluster-admin', ['system:masters']),
  binding('system:discovery', ['system:authenticated']),
  binding('system:basic-user', ['system:authenticated']),
  binding('system:public-info-viewer', [
    'system:authenticated',
    'system:unauthenticated',
  ]),
  binding('system:service-account-issuer-discovery', [
    'system:serviceaccounts',
  ]),
];
