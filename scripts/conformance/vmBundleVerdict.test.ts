import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GeneratedBundle, GeneratedFlags } from './generated/vmBundles';
import {
  differencesOf,
  isUnsorted,
  mendOfFailure,
  mendOfRefusal,
} from './vmBundleVerdict';

const token = (claims: object) =>
  `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

const FILES = {
  'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='80,3306'\n",
  'mesh.yaml': 'defaultConfig: {}\n',
  'root-cert.pem': 'root\n',
  'istio-token': token({ aud: ['istio-ca'], sub: 'a', iat: 5, exp: 605 }),
  hosts: '10.0.0.1 istiod.istio-system.svc\n',
};

function bundle(flags: GeneratedFlags, spec: object = {}): GeneratedBundle {
  return {
    group: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadGroup',
      metadata: { name: 'a', namespace: 'b' },
      spec,
    },
    inCluster: true,
    flags,
    own: {},
  };
}

const refusal = (text: string, field?: string) => ({
  refusal: text,
  panic: text.startsWith('panic'),
  field,
});

test('takes bundles as the same whose tokens and order of ports differ', () => {
  const other = {
    ...FILES,
    'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='3306,80'\n",
    'istio-token': token({ aud: ['istio-ca'], sub: 'a', iat: 7, exp: 607 }),
  };
  assert.deepEqual(differencesOf(other, FILES), []);
  assert.equal(isUnsorted(other), true);
  assert.equal(isUnsorted(FILES), false);
});

const CHANGES: Partial<typeof FILES>[] = [
  { 'cluster.env': "A='2'\nISTIO_INBOUND_PORTS='80,3306'\n" },
  { 'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='80'\n" },
  { 'mesh.yaml': 'defaultConfig: {}' },
  { 'istio-token': token({ aud: ['istio-ca'], sub: 'a', iat: 5, exp: 606 }) },
  { 'istio-token': token({ aud: ['other'], sub: 'a', iat: 5, exp: 605 }) },
  { hosts: '' },
];

for (const change of CHANGES) {
  test(`sees the difference of ${JSON.stringify(change)}`, () => {
    assert.equal(differencesOf({ ...FILES, ...change }, FILES).length, 1);
    assert.equal(differencesOf(FILES, { ...FILES, ...change }).length, 1);
  });
}

test('knows the ports that we ourselves do not sort as a difference', () => {
  const ours = {
    ...FILES,
    'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='3306,80'\n",
  };
  assert.equal(differencesOf(FILES, ours).length, 1);
});

test('takes a refusal as a mend only for its reason', () => {
  const bad = { ...FILES, 'cluster.env': "a-b='1'\n" };
  const variables = refusal('proxyMetadata: …', 'proxyMetadata');
  assert.equal(
    mendOfRefusal(bundle({}), bad, variables),
    'names of variables are checked',
  );
  assert.equal(mendOfRefusal(bundle({}), FILES, variables), undefined);
  const bare = { ...FILES, 'cluster.env': "A=w\\\nB='1'\n" };
  assert.equal(
    mendOfRefusal(bundle({}), bare, variables),
    'no value that a shell reads otherwise',
  );
  const hosts = refusal('ingressIP: …', 'ingressIP');
  assert.equal(
    mendOfRefusal(bundle({}), { ...FILES, hosts: '' }, hosts),
    'no empty hosts file',
  );
  assert.equal(mendOfRefusal(bundle({}), FILES, hosts), undefined);
  const address = refusal('internalIP: …', 'internalIP');
  assert.equal(
    mendOfRefusal(bundle({ internalIP: '1.2' }), FILES, address),
    'addresses are checked',
  );
  assert.equal(
    mendOfRefusal(bundle({ internalIP: '1.2.3.4' }), FILES, address),
    undefined,
  );
  assert.equal(
    mendOfRefusal(bundle({}), FILES, refusal('meshConfig: …', 'meshConfig')),
    undefined,
  );
});

test('takes a failure of istioctl as a mend only for its reason', () => {
  const missing = (name: string) =>
    refusal(`Error: configmap was not found: configmaps "${name}" not found`);
  const stable = bundle({ revision: 'stable' });
  const unnamed = bundle({ revision: 'default' });
  const panic = refusal('panic: assignment to nil map');
  const cases = [
    [stable, missing('istio-stable'), ['stable'], 'a tag is taken as revision'],
    [stable, missing('istio-stable'), ['other'], undefined],
    [stable, missing('istio-ca-root-cert'), ['stable'], undefined],
    [unnamed, missing('istio'), ['default'], 'a tag is taken as revision'],
    [bundle({}), panic, [], 'no panic without spec.metadata'],
    [bundle({}, { metadata: {} }), panic, [], 'no panic without proxyMetadata'],
    [bundle({}), refusal('Error: something else'), [], undefined],
  ] as const;
  for (const [one, failure, tags, mend] of cases) {
    assert.equal(mendOfFailure(one, failure, tags), mend);
  }
});
