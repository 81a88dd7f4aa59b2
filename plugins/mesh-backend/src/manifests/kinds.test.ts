import { AllowedKinds, DEFAULT_APPLY_KINDS, groupKindOf } from './kinds';

describe('AllowedKinds', () => {
  it.each(DEFAULT_APPLY_KINDS)('takes %s by default', entry => {
    const [group, kind] = entry.split('/');
    expect(() => new AllowedKinds().check({ group, kind })).not.toThrow();
  });

  it.each([
    ['networking.istio.io', 'EnvoyFilter'],
    ['networking.istio.io', 'ProxyConfig'],
    ['extensions.istio.io', 'WasmPlugin'],
    ['gateway.networking.k8s.io', 'Gateway'],
    ['gateway.networking.k8s.io', 'ReferenceGrant'],
    ['networking.k8s.io', 'NetworkPolicy'],
  ])('refuses %s %s unless it is configured', (group, kind) => {
    expect(() => new AllowedKinds().check({ group, kind })).toThrow(
      /not on the list.*mesh\.apply\.kinds/,
    );
    const configured = new AllowedKinds([`${group}/${kind}`]);
    expect(() => configured.check({ group, kind })).not.toThrow();
  });

  it('minds the case', () => {
    const kind = 'Virtualservice';
    expect(() =>
      new AllowedKinds().check({ group: 'networking.istio.io', kind }),
    ).toThrow(/not on the list/);
  });

  const never: [string, string][] = [
    ['', 'Pod'],
    ['', 'Secret'],
    ['', 'ServiceAccount'],
    ['', 'Service'],
    ['', 'ConfigMap'],
    ['', 'Namespace'],
    ['', 'Node'],
    ['', 'PersistentVolume'],
    ['', 'ReplicationController'],
    ['apps', 'Deployment'],
    ['apps', 'StatefulSet'],
    ['apps', 'DaemonSet'],
    ['apps', 'ReplicaSet'],
    ['batch', 'Job'],
    ['batch', 'CronJob'],
    ['rbac.authorization.k8s.io', 'Role'],
    ['rbac.authorization.k8s.io', 'RoleBinding'],
    ['rbac.authorization.k8s.io', 'ClusterRole'],
    ['rbac.authorization.k8s.io', 'ClusterRoleBinding'],
    ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration'],
    ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration'],
    ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy'],
    ['apiextensions.k8s.io', 'CustomResourceDefinition'],
    ['apiregistration.k8s.io', 'APIService'],
    ['certificates.k8s.io', 'CertificateSigningRequest'],
    ['storage.k8s.io', 'StorageClass'],
    ['scheduling.k8s.io', 'PriorityClass'],
    ['gateway.networking.k8s.io', 'GatewayClass'],
  ];

  it.each(never)('never takes %s %s', (group, kind) => {
    expect(() => new AllowedKinds().check({ group, kind })).toThrow(
      /is never applied from YAML/,
    );
  });

  it.each(never)('does not start with %s %s configured', (group, kind) => {
    expect(() => new AllowedKinds([`${group || 'core'}/${kind}`])).toThrow(
      /mesh\.apply\.kinds: .* can never be applied from YAML/,
    );
  });

  it.each([
    'VirtualService',
    'VirtualService.networking.istio.io',
    'networking.istio.io/*',
    '*/VirtualService',
    '*',
    '',
    'networking.istio.io/v1/VirtualService',
    '/Pod',
    'Networking.istio.io/VirtualService',
  ])('does not start with the entry %p', entry => {
    expect(() => new AllowedKinds([entry])).toThrow(
      /mesh\.apply\.kinds: .* is not of the form group\/Kind/,
    );
  });

  it('replaces the default by what is configured', () => {
    const kinds = new AllowedKinds(['telemetry.istio.io/Telemetry']);
    expect(() =>
      kinds.check({ group: 'networking.istio.io', kind: 'Gateway' }),
    ).toThrow('networking.istio.io/Gateway is not on the list');
  });
});

describe('groupKindOf', () => {
  it('splits group and version', () => {
    expect(groupKindOf('networking.istio.io/v1', 'Gateway')).toEqual({
      group: 'networking.istio.io',
      version: 'v1',
      kind: 'Gateway',
    });
    expect(groupKindOf('v1', 'Pod')).toEqual({
      group: '',
      version: 'v1',
      kind: 'Pod',
    });
  });

  it.each([
    undefined,
    1,
    '',
    'networking.istio.io',
    '../../api/v1',
    'apps/v1/namespaces/x',
    'apps/v1?dryRun=All',
    'networking.istio.io/v1beta1x',
    'networking.istio.io/v1\n',
    'a/b/v1',
  ])('refuses the apiVersion %p', apiVersion => {
    expect(() => groupKindOf(apiVersion, 'Gateway')).toThrow(/^apiVersion: /);
  });

  it.each([undefined, 7, '', 'gateway', 'Gate way', 'Gateway/status', 'G\n'])(
    'refuses the kind %p',
    kind => {
      expect(() => groupKindOf('v1', kind)).toThrow(/^kind: /);
    },
  );
});
