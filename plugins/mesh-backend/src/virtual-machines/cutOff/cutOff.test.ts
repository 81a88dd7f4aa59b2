import { fakeCluster } from '../../__testUtils__/fakeCluster';
import { cutOffView } from './cutOffView';
import { readCutOffParameters } from './cutOffParameters';
import { plainTextFinding } from './plainText';

const PARAMETERS = {
  cluster: 'east',
  namespace: 'bookinfo',
  group: 'ratings-vm',
  serviceAccounts: ['ratings-vm'],
};

describe('what a cut-off is asked for with', () => {
  it('takes a group for the whole mesh and for namespaces', () => {
    expect(readCutOffParameters(PARAMETERS)).toEqual(PARAMETERS);
    const narrow = { ...PARAMETERS, in: ['shop'], evenIfShared: true };
    expect(readCutOffParameters(narrow)).toEqual(narrow);
  });

  it.each([
    [{ cluster: 'East' }, /^cluster: /],
    [{ cluster: undefined }, /^cluster: /],
    [{ namespace: 'a b' }, /^namespace: /],
    [{ group: '*' }, /^group: /],
    [{ serviceAccounts: [] }, /^serviceAccounts: /],
    [{ serviceAccounts: 'ratings-vm' }, /^serviceAccounts: /],
    [{ serviceAccounts: ['*'] }, /^serviceAccounts\[0\]: /],
    [{ serviceAccounts: ['a', 'a/../b'] }, /^serviceAccounts\[1\]: /],
    [{ serviceAccounts: ['a', 'a'] }, /^serviceAccounts: name each one once/],
    [
      { serviceAccounts: Array.from({ length: 201 }, (_, i) => `a${i}`) },
      /^serviceAccounts: /,
    ],
    [{ in: [] }, /^in: /],
    [{ in: ['*'] }, /^in\[0\]: /],
    [{ in: 'shop' }, /^in: /],
    [{ evenIfShared: 'yes' }, /^evenIfShared: /],
    [{ more: 1 }, /there is no field "more"/],
  ])('refuses %j by the name of the field', (more, words) => {
    expect(() => readCutOffParameters({ ...PARAMETERS, ...more })).toThrow(
      words,
    );
  });
});

const mtls = (namespace: string, mode: string, more: object = {}) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: mode.toLowerCase(), namespace },
  spec: { mtls: { mode }, ...more },
});

describe('whether calls without mTLS pass a cut-off', () => {
  it.each([
    ['nothing asks for mTLS', [], undefined, true],
    [
      'the whole mesh is strict',
      [mtls('istio-system', 'STRICT')],
      undefined,
      false,
    ],
    [
      'a namespace is not',
      [mtls('istio-system', 'STRICT'), mtls('shop', 'PERMISSIVE')],
      undefined,
      true,
    ],
    [
      'a port is not',
      [
        mtls('istio-system', 'STRICT'),
        mtls('shop', 'STRICT', {
          selector: { matchLabels: { app: 'a' } },
          portLevelMtls: { 80: { mode: 'DISABLE' } },
        }),
      ],
      undefined,
      true,
    ],
    ['the namespace is strict', [mtls('shop', 'STRICT')], ['shop'], false],
    [
      'another namespace is not strict',
      [mtls('shop', 'STRICT'), mtls('other', 'PERMISSIVE')],
      ['shop'],
      false,
    ],
    [
      'one of two is strict',
      [mtls('shop', 'STRICT')],
      ['shop', 'bookinfo'],
      true,
    ],
    [
      'only some workloads are strict',
      [
        mtls('istio-system', 'STRICT', {
          selector: { matchLabels: { a: 'b' } },
        }),
      ],
      undefined,
      true,
    ],
  ])('%s', (_, objects, places, isWarned) => {
    const cluster = fakeCluster({ name: 'east', objects });
    expect(plainTextFinding(cluster, places).map(one => one.code)).toEqual(
      isWarned ? ['VM_CUT_OFF_PLAIN_TEXT'] : [],
    );
  });

  it('says that it does not know', () => {
    const cluster = fakeCluster({
      name: 'east',
      forbidden: ['PeerAuthentication'],
    });
    expect(plainTextFinding(cluster, undefined)[0].message).toMatch(
      /is not known/,
    );
  });
});

describe('whether machines are cut off', () => {
  const deny = (rules: object[], more: object = {}) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'deny', namespace: 'istio-system' },
    spec: { action: 'DENY', rules, ...more },
  });
  const source = (principal: string, more: object = {}) => ({
    from: [{ source: { principals: [principal], ...more } }],
  });
  const MACHINES = '*/ns/bookinfo/sa/ratings-vm';

  it.each([
    ['all calls of the identity', deny([source(MACHINES)]), 'inForce'],
    [
      'other calls, too',
      deny([source('*/ns/a/sa/b'), source(MACHINES)]),
      'inForce',
    ],
    ['another identity', deny([source('*/ns/a/sa/b')]), 'none'],
    [
      'some of its calls',
      deny([{ ...source(MACHINES), to: [{ operation: { ports: ['80'] } }] }]),
      'none',
    ],
    [
      'calls from some addresses',
      deny([source(MACHINES, { ipBlocks: ['10.0.0.0/8'] })]),
      'none',
    ],
    [
      'calls to some workloads',
      deny([source(MACHINES)], { selector: { matchLabels: { a: 'b' } } }),
      'none',
    ],
    [
      'nothing, since it allows',
      deny([source(MACHINES)], { action: 'ALLOW' }),
      'none',
    ],
  ])('a policy denies %s', (_, policy, state) => {
    const cluster = fakeCluster({ name: 'east', objects: [policy] });
    const view = cutOffView({
      cluster,
      policyCluster: cluster,
      identities: PARAMETERS,
      request: undefined,
      mayNot: undefined,
      mayNotHere: undefined,
    });
    expect(view.state).toBe(state);
  });

  it('is offered in the namespace where the mesh is not for the caller', () => {
    const cluster = fakeCluster({ name: 'east' });
    const viewFor = (mayNot?: string, mayNotHere?: string) =>
      cutOffView({
        cluster,
        policyCluster: cluster,
        identities: PARAMETERS,
        request: undefined,
        mayNot,
        mayNotHere,
      });
    expect(viewFor().request?.parameters).toEqual(PARAMETERS);
    expect(viewFor('no').request?.parameters).toEqual({
      ...PARAMETERS,
      in: ['bookinfo'],
    });
    expect(viewFor('no').text).toMatch(/in namespace bookinfo only/);
    expect(viewFor('no', 'not here').request).toBeUndefined();
    expect(viewFor('no', 'not here').mayNot).toBe('not here');
  });
});
