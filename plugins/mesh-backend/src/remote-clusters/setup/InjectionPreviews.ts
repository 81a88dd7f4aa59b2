import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  FIELD_MANAGER,
  InjectionPreview,
  InjectionPreviewRequest,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { stringify } from 'yaml';
import { findObject } from '../../clusters/findObject';
import {
  ClusterConnection,
  ClusterRegistry,
  KubernetesObject,
} from '../../clusters/types';
import { ReadScope } from '../../entities/ReadScope';
import { Inventory } from '../../inventory';
import { toBackstageError } from '../../manifests/clusterErrors';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { MeshAuthorizer } from '../../permissions';
import { chosenCluster } from './chosenCluster';
import { podOf, podOfManifest } from './podToTry';

/** Tries what the injectors of a cluster make of a pod, without making it. */
export class InjectionPreviews {
  constructor(
    private readonly services: {
      inventory: Inventory;
      registry: ClusterRegistry;
      authorizer: MeshAuthorizer;
      settings: ApplySettings;
    },
  ) {}

  /**
   * Sends the pod with `dryRun=All`: every admission webhook sees it, nothing
   * is stored.
   *
   * @throws `NotAllowedError`, `NotFoundError`, `InputError`, and what the
   * cluster says when it refuses the pod
   */
  async preview(
    request: InjectionPreviewRequest,
    credentials: BackstageCredentials,
  ): Promise<InjectionPreview> {
    const { inventory, registry, authorizer, settings } = this.services;
    const { cluster, namespace } = request;
    const scope = await ReadScope.create(authorizer, credentials);
    chosenCluster(inventory, scope, cluster);
    const may = await authorizer.namespaceFilter(
      credentials,
      meshNamespaceApplyPermission,
    );
    if (!may(authorizer.namespaceResource(cluster, namespace))) {
      throw new NotAllowedError(
        `namespace: you may not try pods in ${namespace} of cluster ${cluster}; ask its owner, or an administrator for ${meshNamespaceApplyPermission.name}`,
      );
    }
    const connection = writableCluster(registry, settings, cluster);
    const sent = request.workload
      ? await this.#fromWorkload(connection, namespace, request.workload.name)
      : podOfManifest(request.manifest!, namespace);
    let pod: KubernetesObject;
    try {
      pod = await connection.request<KubernetesObject>({
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/pods`,
        query: { dryRun: 'All', fieldManager: FIELD_MANAGER },
        body: sent,
      });
    } catch (error) {
      throw toBackstageError(error, { cluster, object: sent as any });
    }
    return previewOf({ cluster, namespace, sent, pod });
  }

  async #fromWorkload(
    connection: ClusterConnection,
    namespace: string,
    name: string,
  ): Promise<KubernetesObject> {
    const { name: cluster } = connection.details;
    const workload = await findObject(
      connection,
      `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
    ).catch(error => {
      throw toBackstageError(error, { cluster });
    });
    if (!workload) {
      throw new NotFoundError(
        `workload: there is no Deployment ${name} in namespace ${namespace} of cluster ${cluster}`,
      );
    }
    return podOf(workload.spec?.template, namespace, name);
  }
}

function previewOf({
  cluster,
  namespace,
  sent,
  pod,
}: {
  cluster: string;
  namespace: string;
  sent: KubernetesObject;
  pod: KubernetesObject;
}): InjectionPreview {
  const before = new Set(
    [
      ...(sent.spec?.containers ?? []),
      ...(sent.spec?.initContainers ?? []),
    ].map((one: any) => one.name),
  );
  const view = (init: boolean) => (one: any) => ({
    name: String(one.name),
    image: String(one.image ?? ''),
    added: !before.has(one.name),
    init,
  });
  const containers = [
    ...(pod.spec?.containers ?? []).map(view(false)),
    ...(pod.spec?.initContainers ?? []).map(view(true)),
  ];
  const { annotations = {}, labels = {} } = pod.metadata;
  const injected = annotations['sidecar.istio.io/status'] !== undefined;
  const revision = labels['istio.io/rev'] ?? annotations['istio.io/rev'];
  return {
    cluster,
    namespace,
    injected,
    why: injected
      ? `The injector${revision ? ` of revision ${revision}` : ''} adds ${
          containers
            .filter(({ added }) => added)
            .map(({ name }) => name)
            .join(', ') || 'its settings'
        }.`
      : 'No injector changes the pod: see the labels istio-injection and istio.io/rev of the namespace, and sidecar.istio.io/inject of the pod.',
    ...(injected && revision ? { revision } : {}),
    containers,
    pod: stringify(shownOf(pod)),
    sent: stringify(shownOf(sent)),
  };
}

/** Without what a server adds to every object. */
function shownOf({
  metadata: { managedFields: _, uid: __, creationTimestamp: ___, ...metadata },
  status: ____,
  ...rest
}: KubernetesObject): object {
  const { apiVersion = 'v1', kind = 'Pod', ...more } = rest;
  return { apiVersion, kind, metadata, ...more };
}
