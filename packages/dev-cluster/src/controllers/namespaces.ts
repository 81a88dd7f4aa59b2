import { asController } from '../registry/options';
import type { Registry } from '../registry/registry';
import type { StoreEvent } from '../store/eventLog';
import { WorkQueue } from './workQueue';

const namespaces = '/namespaces';

/**
 * A real namespace is Terminating for a while; clients that delete it together
 * with its content rely on that.
 */
const drainDelayMs = 250;

/**
 * Gives new namespaces their default ServiceAccount and CA ConfigMap, and
 * empties and removes namespaces that are being deleted.
 */
export class Namespaces {
  private readonly queue: WorkQueue;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly registry: Registry,
    private readonly caPem: string,
    onError: (error: Error, item: string) => void,
  ) {
    this.queue = new WorkQueue(item => this.reconcile(item), onError);
    this.unsubscribe = registry.store.subscribe(event => this.observe(event));
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  private observe({ key, type, object }: StoreEvent) {
    if (key === namespaces) {
      if (type === 'DELETED') return;
      const isEnding = object.metadata.deletionTimestamp !== undefined;
      this.queue.add(object.metadata.name!, isEnding ? drainDelayMs : 0);
    } else if (type === 'DELETED' && object.metadata.namespace) {
      this.queue.add(object.metadata.namespace);
    }
  }

  private reconcile(name: string) {
    const { store } = this.registry;
    const namespace = store.get(namespaces, undefined, name);
    if (!namespace) return;
    if (!namespace.metadata.deletionTimestamp) {
      this.furnish(name);
      return;
    }
    if (this.drain(name)) return;
    if (namespace.metadata.finalizers?.length) return;
    store.remove(namespaces, undefined, name);
  }

  /** Deletes what lies in a namespace; true while something is left. */
  private drain(name: string): boolean {
    const { store, types } = this.registry;
    let left = false;
    for (const key of store.keys()) {
      const type = types.ofKey(key);
      if (!type.namespaced) continue;
      for (const { metadata } of store.list(key, name)) {
        const { gone } = this.registry.delete(
          { type, namespace: name },
          metadata.name!,
          { dryRun: false },
        );
        left = left || !gone;
      }
    }
    return left;
  }

  private furnish(name: string) {
    const ensure = (key: string, object: any) => {
      const place = { type: this.registry.types.ofKey(key), namespace: name };
      if (this.registry.find(place, object.metadata.name)) return;
      this.registry.insert(
        place,
        { ...object, metadata: { ...object.metadata, namespace: name } },
        asController('kube-controller-manager'),
      );
    };
    ensure('/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    ensure('/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-root-ca.crt',
        annotations: {
          'kubernetes.io/description':
            'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
        },
      },
      data: { 'ca.crt': this.caPem },
    });
  }
}
