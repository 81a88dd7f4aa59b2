import { ResourceTypes } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { FieldSet } from './fieldSet';
import { applyConfiguration, recordUpdate } from './managedFields';

const types = new ResourceTypes();
const { schema } = types.ofKind('apps/v1', 'Deployment')!;
const services = types.ofKind('v1', 'Service')!.schema;

const deployment = (spec: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec,
});
const container = (fields: object) => ({
  template: { spec: { containers: [{ name: 'web', ...fields }] } },
});

function apply(
  live: KubeObject | undefined,
  config: KubeObject,
  manager: string,
  force = false,
) {
  return applyConfiguration(
    schema,
    true,
    live,
    config,
    { manager, operation: 'Apply', apiVersion: 'apps/v1' },
    force,
  );
}
const update = (live: KubeObject, next: KubeObject, manager: string) =>
  recordUpdate(schema, true, live, next, {
    manager,
    operation: 'Update',
    apiVersion: 'apps/v1',
  });
const fieldsOfManager = (object: KubeObject, manager: string) =>
  object.metadata.managedFields?.find(entry => entry.manager === manager)
    ?.fieldsV1;

describe('server-side apply', () => {
  it('owns exactly what was applied, never identity or status', () => {
    const live = apply(
      undefined,
      { ...deployment({ replicas: 1 }, { labels: { a: 'b' } }), status: {} },
      'one',
    );
    expect(fieldsOfManager(live, 'one')).toEqual({
      'f:metadata': { 'f:labels': { 'f:a': {} } },
      'f:spec': { 'f:replicas': {} },
    });
  });

  it('merges keyed lists by key, under two managers', () => {
    const first = apply(
      undefined,
      deployment(container({ image: 'a' })),
      'one',
    );
    const both = apply(
      first,
      deployment(container({ ports: [{ containerPort: 80 }] })),
      'two',
    );
    expect(both.spec.template.spec.containers).toEqual([
      { name: 'web', image: 'a', ports: [{ containerPort: 80 }] },
    ]);
    expect(fieldsOfManager(both, 'two')).toMatchObject({
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"web"}': {
                'f:ports': {
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {} },
                },
              },
            },
          },
        },
      },
    });
  });

  it('refuses a field that another applied, with the cause kubectl prints', () => {
    const live = apply(undefined, deployment({ replicas: 1 }), 'kubectl');
    expect(() => apply(live, deployment({ replicas: 2 }), 'meshport')).toThrow(
      expect.objectContaining({
        code: 409,
        message:
          'Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "kubectl"',
              field: '.spec.replicas',
            },
          ],
        },
      }),
    );
  });

  it('lists several conflicts by manager', () => {
    const live = apply(
      undefined,
      deployment({ replicas: 1, paused: true }),
      'kubectl',
    );
    expect(() =>
      apply(live, deployment({ replicas: 2, paused: false }), 'meshport'),
    ).toThrow(
      'Apply failed with 2 conflicts: conflicts with "kubectl":\n- .spec.paused\n- .spec.replicas',
    );
  });

  it('shares a field with the same value, and takes it by force', () => {
    const live = apply(undefined, deployment({ replicas: 1 }), 'one');
    const shared = apply(live, deployment({ replicas: 1 }), 'two');
    expect(fieldsOfManager(shared, 'one')).toEqual(
      fieldsOfManager(shared, 'two'),
    );
    const forced = apply(live, deployment({ replicas: 3 }), 'two', true);
    expect(forced.spec.replicas).toBe(3);
    expect(fieldsOfManager(forced, 'one')).toBeUndefined();
  });

  it('removes what the manager no longer applies, unless it is shared', () => {
    const first = apply(
      undefined,
      deployment({ replicas: 1, paused: true }, { labels: { a: '1' } }),
      'one',
    );
    const shared = apply(first, deployment({ paused: true }), 'two');
    const less = apply(shared, deployment({ minReadySeconds: 5 }), 'one');
    expect(less.spec).toEqual({ paused: true, minReadySeconds: 5 });
    expect(less.metadata.labels).toBeUndefined();
  });

  it('removes items of keyed lists, and keeps the items of others', () => {
    const port = (number: number) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { ports: [{ port: number, protocol: 'TCP' }] },
    });
    const by = (manager: string) => ({
      manager,
      operation: 'Apply' as const,
      apiVersion: 'v1',
    });
    const one = applyConfiguration(
      services,
      true,
      undefined,
      port(80),
      by('one'),
      false,
    );
    const two = applyConfiguration(
      services,
      true,
      one,
      port(81),
      by('two'),
      false,
    );
    const moved = applyConfiguration(
      services,
      true,
      two,
      port(82),
      by('one'),
      false,
    );
    expect(moved.spec.ports.map((each: any) => each.port).sort()).toEqual([
      81, 82,
    ]);
  });

  it('treats Istio lists as one value', () => {
    const gateway = types.ofKind('networking.istio.io/v1', 'VirtualService')!;
    const config = (hosts: string[]) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'v' },
      spec: { hosts },
    });
    const by = {
      operation: 'Apply' as const,
      apiVersion: gateway.groupVersion,
    };
    const live = applyConfiguration(
      gateway.schema,
      true,
      undefined,
      config(['a', 'b']),
      { ...by, manager: 'one' },
      false,
    );
    expect(() =>
      applyConfiguration(
        gateway.schema,
        true,
        live,
        config(['a']),
        { ...by, manager: 'two' },
        false,
      ),
    ).toThrow('.spec.hosts');
  });
});

describe('ordinary writes', () => {
  it('own what they change; others lose it', () => {
    const live = apply(
      undefined,
      deployment({ replicas: 1, paused: true }),
      'one',
    );
    const next = update(
      live,
      deployment({ replicas: 2, paused: true }, live.metadata),
      'kubectl-edit',
    );
    expect(fieldsOfManager(next, 'kubectl-edit')).toEqual({
      'f:spec': { 'f:replicas': {} },
    });
    expect(fieldsOfManager(next, 'one')).toEqual({
      'f:spec': { 'f:paused': {} },
    });
  });

  it('own new maps together with their keys', () => {
    const created = recordUpdate(
      schema,
      true,
      undefined,
      deployment({}, { labels: { a: 'b' } }),
      { manager: 'one', operation: 'Update', apiVersion: 'apps/v1' },
    );
    expect(fieldsOfManager(created, 'one')).toEqual({
      'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } },
    });
  });
});

describe('FieldSet', () => {
  it('reads and writes fieldsV1', () => {
    const fields = {
      'f:spec': {
        '.': {},
        'f:a': {},
        'f:b': { 'k:{"name":"x"}': { '.': {}, 'f:c': {} } },
      },
    };
    expect(FieldSet.parse(fields).toFields()).toEqual(fields);
  });
});
