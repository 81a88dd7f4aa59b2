import {
  ConflictError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { revisioned } from '@meshport/istio';
import { KubernetesStatusError } from '../clusters/errors';
import { findObject } from '../clusters/findObject';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';

/** What a bundle takes from a cluster's control plane. */
export interface ControlPlaneFacts {
  namespace: string;
  /** Empty where no revision is named in its objects. */
  revision: string;
  /** Key `mesh` of its ConfigMap. */
  meshConfig: string;
  /** Istio's ID of the cluster. */
  clusterId: string;
  /** Address of the east-west gateway; absent where it has none. */
  gatewayAddress?: string;
  /** The mesh's roots as they are in the machines' namespace; absent where there are none. */
  rootCert?: string;
}

/** Name of the Service through which machines reach istiod, as istioctl has it. */
const EAST_WEST_GATEWAY = 'istio-eastwestgateway';

/**
 * Reads of a control plane what `istioctl x workload entry configure` reads of
 * it, each time anew. Errors are those of `toBackstageError`.
 */
export class ControlPlane {
  readonly #connection: ClusterConnection;
  readonly #namespace: string;

  constructor(connection: ClusterConnection) {
    this.#connection = connection;
    this.#namespace =
      connection.details.controlPlaneNamespace ?? 'istio-system';
  }

  /**
   * @param machinesNamespace - where the machines' group is
   * @param wanted - revision or tag that the machines talk to; default: the
   * tag `default`
   */
  async read(
    machinesNamespace: string,
    wanted?: string,
  ): Promise<ControlPlaneFacts> {
    const revision = await this.#revisionOf(wanted || 'default');
    const [mesh, clusterId, gatewayAddress, roots] = await Promise.all([
      this.#configMap(this.#namespace, revisioned('istio', revision)),
      this.#clusterId(revision),
      this.#gatewayAddress(),
      this.#configMap(machinesNamespace, 'istio-ca-root-cert'),
    ]);
    if (!mesh) {
      throw new ConflictError(
        `cluster: there is no ConfigMap ${revisioned(
          'istio',
          revision,
        )} in namespace ${this.#namespace} of ${
          this.#connection.details.name
        }, so its control plane is not known; an administrator can name its namespace (mesh.clusters[].controlPlaneNamespace)`,
      );
    }
    return {
      namespace: this.#namespace,
      revision,
      meshConfig: mesh.data?.mesh ?? '',
      clusterId,
      ...(gatewayAddress ? { gatewayAddress } : {}),
      ...(roots?.data?.['root-cert.pem']
        ? { rootCert: roots.data['root-cert.pem'] }
        : {}),
    };
  }

  /**
   * The revision to which a tag leads (pkg/revisions/default_watcher.go), else
   * what was asked for is the revision; that of the name `default` has none.
   */
  async #revisionOf(wanted: string): Promise<string> {
    const suffix =
      this.#namespace === 'istio-system' ? '' : `-${this.#namespace}`;
    for (const name of [
      `istio-revision-tag-${wanted}${suffix}`,
      `istio-revision-tag-${wanted}`,
    ]) {
      const tag = await this.#get(
        `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${name}`,
      );
      if (tag) {
        return tag.metadata.labels?.['istio.io/rev'] ?? '';
      }
    }
    return wanted === 'default' ? '' : wanted;
  }

  async #clusterId(revision: string): Promise<string> {
    const configured = this.#connection.details.istioClusterId;
    if (configured !== undefined) {
      return configured;
    }
    const injector = await this.#configMap(
      this.#namespace,
      revisioned('istio-sidecar-injector', revision),
    );
    let values: any;
    try {
      values = JSON.parse(injector?.data?.values ?? '{}');
    } catch {
      throw new ConflictError(
        `cluster: the values of the injector of ${
          this.#connection.details.name
        } cannot be read as JSON, so Istio's ID of the cluster is not known; an administrator can name it (mesh.clusters[].istioClusterId)`,
      );
    }
    return values?.global?.multiCluster?.clusterName ?? '';
  }

  async #gatewayAddress(): Promise<string | undefined> {
    const service = await this.#get(
      `/api/v1/namespaces/${this.#namespace}/services/${EAST_WEST_GATEWAY}`,
    );
    const [first] = service?.status?.loadBalancer?.ingress ?? [];
    return first ? first.ip : service?.spec?.externalIPs?.[0];
  }

  #configMap(namespace: string, name: string) {
    return this.#get(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
  }

  async #get(path: string): Promise<KubernetesObject | undefined> {
    try {
      return await findObject(this.#connection, path);
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 403) {
        throw new NotAllowedError(
          `cluster: Meshport's account in ${
            this.#connection.details.name
          } may not read ${path
            .split('/')
            .slice(-2)
            .join(
              ' ',
            )}; an administrator has to bind docs/rbac/read.yaml and docs/rbac/virtual-machines.yaml there`,
        );
      }
      throw toBackstageError(error, {
        cluster: this.#connection.details.name,
      });
    }
  }
}

/**
 * A token of a service account for istiod's audience.
 *
 * @param seconds - how long it is to live, 600 to 3,600.
 */
export async function mintToken(
  connection: ClusterConnection,
  of: { namespace: string; serviceAccount: string; audience: string },
  seconds: number,
): Promise<{ token: string; expires: string }> {
  const { name } = connection.details;
  let answer: KubernetesObject;
  try {
    answer = await connection.request<KubernetesObject>({
      method: 'POST',
      path: `/api/v1/namespaces/${of.namespace}/serviceaccounts/${of.serviceAccount}/token`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: [of.audience], expirationSeconds: seconds },
      },
    });
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 403) {
      throw new NotAllowedError(
        `cluster: Meshport's account in ${name} may not make tokens of service account ${of.namespace}/${of.serviceAccount}; an administrator has to bind the role of docs/rbac/virtual-machines.yaml for it`,
      );
    }
    if (error instanceof KubernetesStatusError && error.code === 404) {
      throw new ConflictError(
        `cluster: service account ${of.namespace}/${of.serviceAccount} is gone from ${name}; retry the request, so that it is made again`,
      );
    }
    throw toBackstageError(error, { cluster: name });
  }
  const { token, expirationTimestamp } = answer.status ?? {};
  if (typeof token !== 'string' || !token) {
    throw new ServiceUnavailableError(
      `cluster: ${name} answered without a token; try again`,
    );
  }
  return { token, expires: String(expirationTimestamp) };
}
