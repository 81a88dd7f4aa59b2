import { matchesLabelSelector } from '../api/selectors';
import { clone, equal, type KubeObject } from '../objects';
import type { Addresses } from '../registry/addresses';
import { generatedName } from '../registry/names';
import { asController } from '../registry/options';
import type { Place, Registry } from '../registry/registry';
import type { StoreEvent } from '../store/eventLog';
import { inject } from './injection';
import { deploymentStatus, replicaSetStatus } from './deploymentStatus';
import {
  isReady,
  podFromTemplate,
  podStatus,
  simulatedAnnotation,
} from './pods';
import { isOfTemplate, newReplicaSet } from './replicaSets';
import { WorkQueue } from './workQueue';

const deployments = 'apps/deployments';
const replicaSets = 'apps/replicasets';
const pods = '/pods';

const isOwnedBy = (object: KubeObject, owner: KubeObject) =>
  object.metadata.ownerReferences?.some(
    ({ uid }) => uid === owner.metadata.uid,
  ) ?? false;

/** Gives Deployments their ReplicaSet and simulated pods. */
export class Workloads {
  private readonly queue: WorkQueue;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly registry: Registry,
    private readonly addresses: Addresses,
    private readonly options: { readyAfterMs: number },
    onError: (error: Error, item: string) => void,
  ) {
    this.queue = new WorkQueue(item => this.reconcile(item), onError);
    this.unsubscribe = registry.store.subscribe(event => this.observe(event));
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  private observe({ key, object }: StoreEvent) {
    const { namespace, name } = object.metadata;
    if (key === deployments) this.queue.add(`deployment/${namespace}/${name}`);
    if (key === replicaSets || key === pods) {
      // A namespace's Deployments are few: look at all whose selector matches.
      for (const owner of this.registry.store.list(deployments, namespace)) {
        const labels = object.metadata.labels ?? {};
        if (matchesLabelSelector(owner.spec.selector, labels)) {
          this.queue.add(`deployment/${namespace}/${owner.metadata.name}`);
        }
      }
    }
    if (key === pods && object.metadata.annotations?.[simulatedAnnotation]) {
      if (!isReady(object)) {
        this.queue.add(`pod/${namespace}/${name}`, this.options.readyAfterMs);
      }
    }
  }

  private place(key: string, namespace?: string): Place {
    return { type: this.registry.types.ofKey(key), namespace };
  }

  private reconcile(item: string) {
    const [kind, namespace, name] = item.split('/');
    if (kind === 'pod') this.makeReady(namespace, name);
    else this.reconcileDeployment(namespace, name);
  }

  private makeReady(namespace: string, name: string) {
    const pod = this.registry.store.get(pods, namespace, name);
    if (!pod || isReady(pod)) return;
    const next = clone(pod);
    next.status = podStatus(pod, true, pod.status.podIP);
    this.writeStatus(pods, pod, next.status);
  }

  private writeStatus(key: string, live: KubeObject, status: unknown) {
    const place = this.place(key, live.metadata.namespace);
    this.registry.replace(
      place,
      live,
      { ...live, status },
      asController(
        key === pods ? 'kubelet' : 'kube-controller-manager',
        'status',
      ),
    );
  }

  private reconcileDeployment(namespace: string, name: string) {
    const { store } = this.registry;
    const deployment = store.get(deployments, namespace, name);
    if (!deployment || deployment.metadata.deletionTimestamp) return;
    const space = store.get('/namespaces', undefined, namespace);
    if (!space || space.metadata.deletionTimestamp) return;
    const replicaSet = this.currentReplicaSet(deployment);
    if (!replicaSet) return;
    const selected = store
      .list(pods, namespace)
      .filter(({ metadata }) =>
        matchesLabelSelector(deployment.spec.selector, metadata.labels),
      );
    const current = selected.filter(
      pod =>
        !this.isOfOldReplicaSet(deployment, replicaSet, pod) &&
        !pod.metadata.deletionTimestamp,
    );
    const wanted: number = deployment.spec.replicas ?? 1;
    const missing = wanted - current.length;
    for (let index = 0; index < missing; index += 1) this.createPod(replicaSet);
    if (missing < 0) {
      for (const pod of current.slice(missing)) this.deletePod(pod);
    }
    const ready = current.filter(isReady).length;
    if (missing <= 0 && ready >= wanted) this.retireOld(deployment, replicaSet);
    this.updateStatus(deployment, replicaSet, Math.max(wanted, 0));
  }

  private owned(deployment: KubeObject): KubeObject[] {
    return this.registry.store
      .list(replicaSets, deployment.metadata.namespace)
      .filter(set => isOwnedBy(set, deployment));
  }

  private isOfOldReplicaSet(
    deployment: KubeObject,
    current: KubeObject,
    pod: KubeObject,
  ): boolean {
    return this.owned(deployment).some(
      set => set.metadata.uid !== current.metadata.uid && isOwnedBy(pod, set),
    );
  }

  private currentReplicaSet(deployment: KubeObject): KubeObject | undefined {
    const { replicas } = deployment.spec;
    const { namespace } = deployment.metadata;
    const place = this.place(replicaSets, namespace);
    const live = this.owned(deployment).find(set =>
      isOfTemplate(set, deployment),
    );
    if (live) {
      if (live.spec.replicas === replicas) return live;
      const next = clone(live);
      next.spec.replicas = replicas;
      return this.registry.replace(
        place,
        live,
        next,
        asController('kube-controller-manager'),
      );
    }
    const created = newReplicaSet(
      deployment,
      this.owned(deployment).length + 1,
    );
    // The set of an earlier Deployment of that name: its removal brings us back.
    if (this.registry.find(place, created.metadata.name!)) return undefined;
    return this.registry.insert(
      place,
      created,
      asController('kube-controller-manager'),
    );
  }

  private createPod(replicaSet: KubeObject) {
    const { namespace, name } = replicaSet.metadata;
    const node = this.registry.store.list('/nodes')[0]?.metadata.name;
    const pod = podFromTemplate(
      replicaSet,
      replicaSet.spec.template,
      generatedName(`${name}-`),
      node ?? 'simulated',
    );
    inject(this.registry.store, pod);
    const place = this.place(pods, namespace);
    const created = this.registry.insert(
      place,
      pod,
      asController('kube-controller-manager'),
    );
    this.writeStatus(
      pods,
      created,
      podStatus(created, false, this.addresses.nextPod()),
    );
  }

  private deletePod({ metadata }: KubeObject) {
    const place = this.place(pods, metadata.namespace);
    this.registry.delete(place, metadata.name!, { dryRun: false });
  }

  private retireOld(deployment: KubeObject, current: KubeObject) {
    const { store } = this.registry;
    for (const set of this.owned(deployment)) {
      if (set.metadata.uid === current.metadata.uid) continue;
      for (const pod of store.list(pods, set.metadata.namespace)) {
        if (isOwnedBy(pod, set)) this.deletePod(pod);
      }
      if (set.spec.replicas !== 0) {
        const next = clone(set);
        next.spec.replicas = 0;
        this.registry.replace(
          this.place(replicaSets, set.metadata.namespace),
          set,
          next,
          asController('kube-controller-manager'),
        );
      }
    }
  }

  private updateStatus(
    deployment: KubeObject,
    replicaSet: KubeObject,
    wanted: number,
  ) {
    const { namespace, name } = deployment.metadata;
    const selected = this.registry.store
      .list(pods, namespace)
      .filter(({ metadata }) =>
        matchesLabelSelector(deployment.spec.selector, metadata.labels),
      );
    const updated = selected.filter(
      pod => !this.isOfOldReplicaSet(deployment, replicaSet, pod),
    );
    const status = deploymentStatus(deployment, replicaSet, {
      wanted,
      selected,
      updated,
    });
    const live = this.registry.store.get(deployments, namespace, name!);
    if (live && !equal(live.status, status)) {
      this.writeStatus(deployments, live, status);
    }
    this.updateReplicaSet(replicaSet, updated);
  }

  private updateReplicaSet(replicaSet: KubeObject, updated: KubeObject[]) {
    const { namespace, name } = replicaSet.metadata;
    const live = this.registry.store.get(replicaSets, namespace, name!);
    if (!live) return;
    const status = replicaSetStatus(live, updated);
    if (!equal(live.status, status)) {
      this.writeStatus(replicaSets, live, status);
    }
  }
}
