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

it('takes bundles as the same whose tokens and order of ports differ', () => {
  const other = {
    ...FILES,
    'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='3306,80'\n",
    'istio-token': token({ aud: ['istio-ca'], sub: 'a', iat: 7, exp: 607 }),
  };
  expect(differencesOf(other, FILES)).toEqual([]);
  expect(isUnsorted(other)).toBe(true);
  expect(isUnsorted(FILES)).toBe(false);
});

it.each([
  { 'cluster.env': "A='2'\nISTIO_INBOUND_PORTS='80,3306'\n" },
  { 'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='80'\n" },
  { 'mesh.yaml': 'defaultConfig: {}' },
  { 'istio-token': token({ aud: ['istio-ca'], sub: 'a', iat: 5, exp: 606 }) },
  { 'istio-token': token({ aud: ['other'], sub: 'a', iat: 5, exp: 605 }) },
  { hosts: '' },
])('sees the difference of %j', change => {
  expect(differencesOf({ ...FILES, ...change }, FILES)).toHaveLength(1);
  expect(differencesOf(FILES, { ...FILES, ...change })).toHaveLength(1);
});

it('knows the ports that we ourselves do not sort as a difference', () => {
  const ours = {
    ...FILES,
    'cluster.env': "A='1'\nISTIO_INBOUND_PORTS='3306,80'\n",
  };
  expect(differencesOf(FILES, ours)).toHaveLength(1);
});

it('takes a refusal as a mend only for its reason', () => {
  const bad = { ...FILES, 'cluster.env': "a-b='1'\n" };
  const variables = refusal('proxyMetadata: …', 'proxyMetadata');
  expect(mendOfRefusal(bundle({}), bad, variables)).toBe(
    'names of variables are checked',
  );
  expect(mendOfRefusal(bundle({}), FILES, variables)).toBeUndefined();
  const hosts = refusal('ingressIP: …', 'ingressIP');
  expect(mendOfRefusal(bundle({}), { ...FILES, hosts: '' }, hosts)).toBe(
    'no empty hosts file',
  );
  expect(mendOfRefusal(bundle({}), FILES, hosts)).toBeUndefined();
  const address = refusal('internalIP: …', 'internalIP');
  expect(mendOfRefusal(bundle({ internalIP: '1.2' }), FILES, address)).toBe(
    'addresses are checked',
  );
  expect(
    mendOfRefusal(bundle({ internalIP: '1.2.3.4' }), FILES, address),
  ).toBeUndefined();
  expect(
    mendOfRefusal(bundle({}), FILES, refusal('meshConfig: …', 'meshConfig')),
  ).toBeUndefined();
});

it('takes a failure of istioctl as a mend only for its reason', () => {
  const missing = (name: string) =>
    refusal(`Error: configmap was not found: configmaps "${name}" not found`);
  const stable = bundle({ revision: 'stable' });
  expect(mendOfFailure(stable, missing('istio-stable'), ['stable'])).toBe(
    'a tag is taken as revision',
  );
  expect(
    mendOfFailure(stable, missing('istio-stable'), ['other']),
  ).toBeUndefined();
  expect(
    mendOfFailure(stable, missing('istio-ca-root-cert'), ['stable']),
  ).toBeUndefined();
  expect(
    mendOfFailure(bundle({ revision: 'default' }), missing('istio'), [
      'default',
    ]),
  ).toBe('a tag is taken as revision');
  expect(
    mendOfFailure(bundle({}), refusal('panic: assignment to nil map'), []),
  ).toBe('no panic without spec.metadata');
  expect(
    mendOfFailure(
      bundle({}, { metadata: {} }),
      refusal('panic: assignment to nil map'),
      [],
    ),
  ).toBe('no panic without proxyMetadata');
  expect(
    mendOfFailure(bundle({}), refusal('Error: something else'), []),
  ).toBeUndefined();
});
