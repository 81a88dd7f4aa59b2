import { ResourceTypes } from '../kinds/resourceTypes';
import { dropEmpty } from './empty';
import { typedProblem } from './typed';
import { violationsOf } from './validate';
import { applyDefaults, dropNulls, prune } from './walk';

const types = new ResourceTypes();
const schemaOf = (apiVersion: string, kind: string) =>
  types.ofKind(apiVersion, kind)!.schema;
const peer = schemaOf('security.istio.io/v1', 'PeerAuthentication');
const virtualService = schemaOf('networking.istio.io/v1', 'VirtualService');
const route = schemaOf('gateway.networking.k8s.io/v1', 'HTTPRoute');
const deployment = schemaOf('apps/v1', 'Deployment');
const service = schemaOf('v1', 'Service');

describe('violationsOf', () => {
  it('accepts what Istio accepts', () => {
    const spec = {
      hosts: ['web'],
      http: [
        { route: [{ destination: { host: 'web', port: { number: 80 } } }] },
      ],
    };
    expect(violationsOf(virtualService, { spec })).toEqual([]);
  });

  it.each<[string, object, object]>([
    [
      'a wrong word',
      { mtls: { mode: 'MAYBE' } },
      { field: 'spec.mtls.mode', reason: 'FieldValueNotSupported' },
    ],
    [
      'a wrong type',
      { mtls: 'STRICT' },
      { field: 'spec.mtls', reason: 'FieldValueTypeInvalid' },
    ],
  ])('names %s', (_, spec, expected) => {
    expect(violationsOf(peer, { spec })).toEqual([
      expect.objectContaining(expected),
    ]);
  });

  it('says what is required', () => {
    expect(
      violationsOf(schemaOf('networking.istio.io/v1', 'ServiceEntry'), {
        spec: { resolution: 'DNS' },
      }),
    ).toContainEqual({
      field: 'spec.hosts',
      reason: 'FieldValueRequired',
      message: 'Required value',
    });
  });

  it('judges alternatives: a match by exact and by prefix at once', () => {
    const spec = {
      hosts: ['web'],
      http: [{ match: [{ uri: { exact: '/a', prefix: '/b' } }] }],
    };
    expect(violationsOf(virtualService, { spec })).toContainEqual(
      expect.objectContaining({ field: 'spec.http[0].match[0].uri' }),
    );
  });

  it('finds a key that is twice in a keyed list', () => {
    const port = { port: 80, protocol: 'TCP' };
    expect(
      violationsOf(service, { spec: { ports: [port, port] } }),
    ).toContainEqual(
      expect.objectContaining({ reason: 'FieldValueDuplicate' }),
    );
  });
});

describe('prune', () => {
  it('removes unknown fields and names their paths', () => {
    const object = { spec: { hosts: ['a'], nonsense: 1, http: [{ foo: {} }] } };
    expect(prune(virtualService, object)).toEqual([
      'spec.nonsense',
      'spec.http[0].foo',
    ]);
    expect(object).toEqual({ spec: { hosts: ['a'], http: [{}] } });
  });
});

describe('applyDefaults', () => {
  it('fills in the Gateway API as its CRD says', () => {
    const object: any = {
      spec: {
        parentRefs: [{ name: 'g' }],
        rules: [{ backendRefs: [{ name: 'b' }] }],
      },
    };
    applyDefaults(route, object);
    expect(object.spec.parentRefs[0]).toEqual({
      name: 'g',
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
    });
    expect(object.spec.rules[0].backendRefs[0]).toMatchObject({
      kind: 'Service',
      weight: 1,
    });
  });
});

describe('dropNulls and dropEmpty', () => {
  it('removes nulls', () => {
    const object = { spec: { hosts: ['a'], http: null } };
    dropNulls(virtualService, object);
    expect(object).toEqual({ spec: { hosts: ['a'] } });
  });

  it('removes empty maps and lists but keeps empty structs', () => {
    const object = {
      metadata: { labels: {} },
      spec: {
        selector: { matchLabels: {} },
        template: {
          spec: { containers: [], volumes: [{ name: 'a', emptyDir: {} }] },
        },
      },
    };
    dropEmpty(deployment, object);
    expect(object).toEqual({
      metadata: {},
      spec: {
        selector: {},
        template: {
          spec: { containers: [], volumes: [{ name: 'a', emptyDir: {} }] },
        },
      },
    });
  });
});

describe('names that every object inherits', () => {
  it.each(['constructor', 'toString', '__proto__'])('knows no %s', name => {
    const value = JSON.parse(`{"spec": {"${name}": "x"}}`);
    expect(typedProblem(virtualService, value)).toBe(
      `.spec.${name}: field not declared in schema`,
    );
    expect(prune(virtualService, value)).toEqual([`spec.${name}`]);
  });
});

describe('typedProblem', () => {
  it.each<[string, object, string | undefined]>([
    [
      'unknown field',
      { spec: { foo: 1 } },
      '.spec.foo: field not declared in schema',
    ],
    [
      'wrong shape',
      { spec: { ports: 'x' } },
      '.spec.ports: expected list, got &{x}',
    ],
    [
      'key that is twice, by its default',
      { spec: { ports: [{ port: 80 }, { port: 80, protocol: 'TCP' }] } },
      '.spec.ports: duplicate entries for key [port=80,protocol="TCP"]',
    ],
    [
      'wrong scalar',
      { spec: { type: false } },
      '.spec.type: expected string, got &value.valueUnstructured{Value:false}',
    ],
    ['nothing', { spec: { selector: { any: 'x' } } }, undefined],
  ])('names %s', (_, value, expected) => {
    expect(typedProblem(service, value)).toBe(expected);
  });
});
