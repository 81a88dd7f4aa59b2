import { ResourceTypes } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { applyConfiguration, recordUpdate } from './managedFields';

// Each case here was first seen on a real API server.
const types = new ResourceTypes();

function managers(apiVersion: string, kind: string) {
  const { schema } = types.ofKind(apiVersion, kind)!;
  const object = (spec: object): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name: 'a', namespace: 'shop' },
    spec,
  });
  return {
    apply: (live: KubeObject | undefined, manager: string, spec: object) =>
      applyConfiguration(
        schema,
        true,
        live,
        object(spec),
        { manager, operation: 'Apply', apiVersion },
        false,
      ),
    update: (live: KubeObject | undefined, manager: string, spec: object) =>
      recordUpdate(
        schema,
        true,
        live,
        { ...object(spec), metadata: live?.metadata ?? object({}).metadata },
        { manager, operation: 'Update', apiVersion },
      ),
  };
}
const owned = (object: KubeObject) =>
  Object.fromEntries(
    (object.metadata.managedFields ?? []).map(entry => [
      `${entry.operation} ${entry.manager}`,
      entry.fieldsV1,
    ]),
  );

describe('field ownership', () => {
  it('of a part of an item does not keep the item', () => {
    const { apply, update } = managers('v1', 'Service');
    const port = { port: 80, protocol: 'TCP', targetPort: 1 };
    const first = apply(undefined, 'one', { ports: [port], type: 'ClusterIP' });
    const changed = update(first, 'two', {
      ports: [{ ...port, targetPort: 2 }],
      type: 'ClusterIP',
    });
    expect(owned(changed)['Update two']).toEqual({
      'f:spec': {
        'f:ports': {
          'k:{"port":80,"protocol":"TCP"}': { 'f:targetPort': {} },
        },
      },
    });
    const dropped = apply(changed, 'one', { type: 'ClusterIP' });
    expect(dropped.spec.ports ?? []).toEqual([]);
    expect(owned(dropped)).toEqual({
      'Apply one': { 'f:spec': { 'f:type': {} } },
    });
  });

  it('of an object that nobody applied yet is kept under a name of its own', () => {
    const { apply, update } = managers('apps/v1', 'Deployment');
    const created = update(undefined, 'one', { replicas: 1 });
    const { managedFields, ...metadata } = created.metadata;
    const forgotten = { ...created, metadata };
    const again = update(forgotten, 'one', { replicas: 2 });
    expect(owned(again)).toEqual({});
    const applied = apply(again, 'two', { paused: true });
    expect(owned(applied)).toEqual({
      'Apply two': { 'f:spec': { 'f:paused': {} } },
      'Update before-first-apply': { 'f:spec': { 'f:replicas': {} } },
    });
  });

  it('of a map with free keys names each key', () => {
    const { apply } = managers('security.istio.io/v1', 'PeerAuthentication');
    const applied = apply(undefined, 'one', {
      portLevelMtls: { '80': { mode: 'DISABLE' } },
    });
    expect(owned(applied)['Apply one']).toEqual({
      'f:spec': { 'f:portLevelMtls': { 'f:80': { '.': {}, 'f:mode': {} } } },
    });
  });

  it('begins with structs that a built-in kind always has', () => {
    const { update } = managers('apps/v1', 'Deployment');
    const created = update(undefined, 'one', {
      template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } },
    });
    expect(owned(created)['Update one']).toEqual({
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"a"}': { '.': {}, 'f:image': {}, 'f:name': {} },
            },
          },
        },
      },
    });
  });
});
