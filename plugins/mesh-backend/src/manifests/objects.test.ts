import { AllowedKinds } from './kinds';
import { readManifestObjects } from './objects';

const allowedKinds = new AllowedKinds();
const read = (text: string, fallbackNamespace?: string) =>
  readManifestObjects(text, { allowedKinds, fallbackNamespace });

const gateway = (metadata: string, more = '') =>
  `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: ${metadata}\n${more}`;

describe('readManifestObjects', () => {
  it('reads objects with their namespaces', () => {
    expect(
      read(
        `${gateway(
          '{name: a, namespace: one}',
          'spec: {servers: []}',
        )}\n---\n${gateway('{name: a}')}`,
        'two',
      ),
    ).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'a', namespace: 'one' },
        spec: { servers: [] },
      },
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'a', namespace: 'two' },
      },
    ]);
  });

  it('keeps labels and annotations', () => {
    const [object] = read(
      gateway('{name: a, namespace: b, labels: {x: "1"}, annotations: {y: z}}'),
    );
    expect(object.metadata).toEqual({
      name: 'a',
      namespace: 'b',
      labels: { x: '1' },
      annotations: { y: 'z' },
    });
  });

  it.each([
    ['no metadata', gateway('', 'spec: {}'), /metadata: give at least/],
    ['metadata as a list', gateway('[a]'), /metadata: give at least/],
    ['no name', gateway('{namespace: x}'), /metadata\.name: /],
    ['a number as name', gateway('{name: 1}'), /metadata\.name: /],
    ['capitals', gateway('{name: Abc}'), /metadata\.name: /],
    ['a path as name', gateway('{name: ../../x}'), /metadata\.name: /],
    ['a query in the name', gateway('{name: "a?b"}'), /metadata\.name: /],
    ['a line end in the name', gateway('{name: "a\\n"}'), /metadata\.name: /],
    ['a long name', gateway(`{name: ${'a'.repeat(254)}}`), /metadata\.name: /],
    ['a dash at the end', gateway('{name: a-}'), /metadata\.name: /],
    ['no namespace', gateway('{name: a}'), /metadata\.namespace: is missing/],
    [
      'an empty namespace',
      gateway('{name: a, namespace: ""}'),
      /metadata\.namespace: is not/,
    ],
    [
      'a path as namespace',
      gateway('{name: a, namespace: x/y}'),
      /metadata\.namespace: is not/,
    ],
    [
      'dots in the namespace',
      gateway('{name: a, namespace: x.y}'),
      /metadata\.namespace: is not/,
    ],
    [
      'a generated name',
      gateway('{generateName: a-, namespace: x}'),
      /metadata\.generateName: a second run/,
    ],
    [
      'finalizers',
      gateway('{name: a, namespace: x, finalizers: [a/b]}'),
      /metadata\.finalizers: only name/,
    ],
    [
      'an owner',
      gateway('{name: a, namespace: x, ownerReferences: []}'),
      /metadata\.ownerReferences: only name/,
    ],
    [
      'what kubectl get shows',
      gateway('{name: a, namespace: x, uid: y, resourceVersion: "1"}'),
      /take out uid, resourceVersion/,
    ],
    [
      'managed fields',
      gateway('{name: a, namespace: x, managedFields: []}'),
      /metadata\.managedFields/,
    ],
    [
      'a status',
      gateway('{name: a, namespace: x}', 'status: {}'),
      /status: is written by the cluster/,
    ],
    [
      'a label that is no text',
      gateway('{name: a, namespace: x, labels: {a: 1}}'),
      /metadata\.labels\.a: is not text/,
    ],
    [
      'labels as a list',
      gateway('{name: a, namespace: x, labels: [a]}'),
      /metadata\.labels: is not a mapping/,
    ],
    [
      'annotations that are no text',
      gateway('{name: a, namespace: x, annotations: {a: [b]}}'),
      /metadata\.annotations\.a: is not text/,
    ],
    [
      'a List',
      'apiVersion: v1\nkind: List\nitems: []',
      /kind: List is a list; write its items as documents/,
    ],
    [
      'a GatewayList',
      'apiVersion: networking.istio.io/v1\nkind: GatewayList\nitems: []',
      /is a list/,
    ],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}', /kind: write the kind/],
    ['no apiVersion', 'kind: Gateway', /apiVersion: write the group/],
    [
      'a Secret',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}',
      /core\/Secret is never applied/,
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^manifests: document 1: /);
  });

  it('refuses the same object twice, also in two versions', () => {
    const twice = `${gateway('{name: a, namespace: b}')}\n---\n${gateway(
      '{name: a, namespace: b}',
    ).replace('/v1', '/v1beta1')}`;
    expect(() => read(twice)).toThrow(
      'manifests: documents 1 and 2 are the same object, Gateway b/a; keep one of them',
    );
  });

  it('names the document that is wrong', () => {
    expect(() =>
      read(
        `${gateway(
          '{name: a, namespace: b}',
        )}\n---\n---\nkind: Pod\napiVersion: v1`,
      ),
    ).toThrow(/^manifests: document 2: kind: core\/Pod/);
  });
});
