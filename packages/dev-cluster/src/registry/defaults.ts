import type { KubeObject } from '../objects';
import type { Addresses } from './addresses';

const specKinds = new Set([
  'Service',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'Pod',
  'HorizontalPodAutoscaler',
]);

function fill(target: Record<string, any>, values: Record<string, unknown>) {
  for (const [key, value] of Object.entries(values)) {
    if (target[key] === undefined) target[key] = value;
  }
}

function probe(value: any) {
  if (!value) return;
  fill(value, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  if (value.httpGet) fill(value.httpGet, { path: '/', scheme: 'HTTP' });
}

function pullPolicy(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function podSpec(spec: any) {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  if (spec.serviceAccountName) {
    spec.serviceAccount = spec.serviceAccountName;
  }
  for (const volume of spec.volumes ?? []) {
    for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
      if (volume[source]) fill(volume[source], { defaultMode: 420 });
    }
  }
  for (const container of [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
  ]) {
    fill(container, {
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    });
    if (container.image) {
      fill(container, { imagePullPolicy: pullPolicy(container.image) });
    }
    probe(container.readinessProbe);
    probe(container.livenessProbe);
    probe(container.startupProbe);
    for (const variable of container.env ?? []) {
      const reference = variable.valueFrom?.fieldRef;
      if (reference) fill(reference, { apiVersion: 'v1' });
    }
  }
}

function workload(spec: any) {
  fill(spec, { revisionHistoryLimit: 10 });
  if (spec.template?.spec) podSpec(spec.template.spec);
}

function bindingSubjects(object: KubeObject) {
  // A missing role is told as a missing name.
  object.roleRef ??= {};
  fill(object.roleRef, { apiGroup: 'rbac.authorization.k8s.io' });
  for (const subject of object.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') {
      fill(subject, { apiGroup: 'rbac.authorization.k8s.io' });
    }
  }
}

function webhooks(object: KubeObject) {
  for (const each of object.webhooks ?? []) {
    fill(each, {
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
    });
    for (const rule of each.rules ?? []) fill(rule, { scope: '*' });
    if (each.clientConfig?.service) {
      fill(each.clientConfig.service, { port: 443 });
    }
  }
}

const byKind: Record<
  string,
  (object: KubeObject, addresses: Addresses) => void
> = {
  Namespace: ({ metadata }) => {
    metadata.labels = {
      ...metadata.labels,
      'kubernetes.io/metadata.name': metadata.name!,
    };
  },
  Service: ({ spec }, addresses) => {
    fill(spec, {
      type: 'ClusterIP',
      sessionAffinity: 'None',
    });
    for (const port of spec.ports ?? []) {
      fill(port, { protocol: 'TCP', targetPort: port.port });
    }
    if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
    else if (spec.sessionAffinity === 'ClientIP') {
      // Three hours, in seconds.
      fill(spec, {
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
      });
    }
    if (spec.type === 'ExternalName') return;
    fill(spec, {
      clusterIP: addresses.nextService(),
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
    fill(spec, { clusterIPs: [spec.clusterIP] });
    if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
      fill(spec, { externalTrafficPolicy: 'Cluster' });
      for (const port of spec.ports ?? []) {
        fill(port, { nodePort: 30000 + Math.floor(Math.random() * 2767) });
      }
    }
    if (spec.type === 'LoadBalancer') {
      fill(spec, { allocateLoadBalancerNodePorts: true });
    }
  },
  Deployment: ({ spec }) => {
    fill(spec, { replicas: 1, progressDeadlineSeconds: 600 });
    fill(spec, { strategy: {} });
    fill(spec.strategy, { type: 'RollingUpdate' });
    if (spec.strategy.type === 'RollingUpdate') {
      fill(spec.strategy, { rollingUpdate: {} });
      fill(spec.strategy.rollingUpdate, {
        maxUnavailable: '25%',
        maxSurge: '25%',
      });
    }
    workload(spec);
  },
  ReplicaSet: ({ spec }) => {
    fill(spec, { replicas: 1 });
    if (spec.template?.spec) podSpec(spec.template.spec);
  },
  StatefulSet: ({ spec }) => {
    fill(spec, {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { partition: 0 },
      },
      persistentVolumeClaimRetentionPolicy: {
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
      },
    });
    workload(spec);
  },
  DaemonSet: ({ spec }) => {
    fill(spec, {
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
      },
    });
    workload(spec);
  },
  Job: ({ spec }) => {
    fill(spec, {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      manualSelector: false,
    });
    if (spec.template?.spec) podSpec(spec.template.spec);
  },
  Pod: ({ spec }) => {
    podSpec(spec);
    fill(spec, { enableServiceLinks: true, serviceAccountName: 'default' });
    fill(spec, {
      serviceAccount: spec.serviceAccountName,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
    });
  },
  EndpointSlice: ({ ports }) => {
    for (const port of ports ?? []) fill(port, { protocol: 'TCP' });
  },
  MutatingWebhookConfiguration: object => {
    for (const each of object.webhooks ?? []) {
      fill(each, { reinvocationPolicy: 'Never' });
    }
    webhooks(object);
  },
  ValidatingWebhookConfiguration: object => webhooks(object),
  Secret: object => fill(object, { type: 'Opaque' }),
  RoleBinding: object => bindingSubjects(object),
  ClusterRoleBinding: object => bindingSubjects(object),
  HorizontalPodAutoscaler: ({ spec }) => fill(spec, { minReplicas: 1 }),
};

/** Kinds that are stored as something else than was sent. */
function rewritten(object: KubeObject) {
  if (object.kind === 'Secret' && object.stringData) {
    object.data = { ...object.data };
    for (const [key, text] of Object.entries(object.stringData)) {
      object.data[key] = Buffer.from(String(text)).toString('base64');
    }
    delete object.stringData;
  }
}

/** Fills in what the API server fills in for built-in kinds. Works in place. */
export function defaultBuiltIn(object: KubeObject, addresses: Addresses): void {
  rewritten(object);
  if (object.spec === undefined && specKinds.has(object.kind)) object.spec = {};
  byKind[object.kind]?.(object, addresses);
}
