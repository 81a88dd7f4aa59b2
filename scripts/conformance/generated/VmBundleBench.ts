import { setTimeout } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterRefusal } from '@meshport/istio';
import { KubernetesRequests } from '../KubernetesRequests';
import { pathOf } from '../vmObjects';
import {
  CONTROL_PLANES,
  DEFAULT_TAG,
  GATEWAYS,
  ISTIO_NAMESPACES,
  TAGS,
} from './controlPlanes';
import { ACCOUNTS, GeneratedGroup } from './vmBundles';

const WEBHOOKS =
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';

const groupsIn = (namespace: string) =>
  `/apis/networking.istio.io/v1/namespaces/${namespace}/workloadgroups`;

/** A throw-away mesh with all that generated bundles are made from. */
export class VmBundleBench {
  readonly #requests: KubernetesRequests;

  constructor(kubeconfig: string, private readonly namespace: string) {
    const loaded = new KubeConfig();
    loaded.loadFromFile(kubeconfig);
    this.#requests = new KubernetesRequests(loaded, { timeout: 20_000 });
  }

  /** Makes namespaces, accounts, control planes, tags and gateways; what is there stays. */
  async prepare(): Promise<void> {
    const namespaces = [this.namespace, 'vm-gateways', ...ISTIO_NAMESPACES];
    for (const name of namespaces) {
      await this.apply(`/api/v1/namespaces/${name}`, 'v1', 'Namespace', {});
    }
    for (const name of ACCOUNTS) {
      const path = `/api/v1/namespaces/${this.namespace}/serviceaccounts/${name}`;
      await this.apply(path, 'v1', 'ServiceAccount', {});
    }
    for (const namespace of ISTIO_NAMESPACES) {
      await this.prepareControlPlanes(namespace);
    }
    await this.prepareGateways();
    await this.rootCertificate();
  }

  private async prepareControlPlanes(namespace: string): Promise<void> {
    for (const { revision, mesh, values } of CONTROL_PLANES) {
      await this.writeMesh(namespace, revision, mesh);
      await this.configMap(namespace, `istio-sidecar-injector-${revision}`, {
        values: values ?? '',
      });
    }
    const suffix = namespace === 'istio-system' ? '' : `-${namespace}`;
    // The default tag of the real control plane stays as it is.
    const tags = suffix ? { ...TAGS, default: DEFAULT_TAG } : TAGS;
    for (const [tag, revision] of Object.entries(tags)) {
      await this.apply(
        `${WEBHOOKS}/istio-revision-tag-${tag}${suffix}`,
        'admissionregistration.k8s.io/v1',
        'MutatingWebhookConfiguration',
        {},
        { 'istio.io/rev': revision, 'istio.io/tag': tag },
      );
    }
  }

  /** Writes the configuration of a control plane; '' for that without a revision. */
  async writeMesh(
    namespace: string,
    revision: string,
    mesh: string | undefined,
  ): Promise<void> {
    const name = revision ? `istio-${revision}` : 'istio';
    await this.configMap(namespace, name, mesh === undefined ? {} : { mesh });
  }

  /** Reads the configuration of a control plane. */
  async readMesh(
    namespace: string,
    revision: string,
  ): Promise<string | undefined> {
    const name = revision ? `istio-${revision}` : 'istio';
    const { data } = await this.#requests.send(
      'GET',
      `/api/v1/namespaces/${namespace}/configmaps/${name}`,
    );
    return data?.mesh;
  }

  private async prepareGateways(): Promise<void> {
    for (const { name, namespace, externalIPs, balancer } of GATEWAYS) {
      const path = `/api/v1/namespaces/${namespace}/services/${name}`;
      const spec = {
        type: balancer ? 'LoadBalancer' : 'ClusterIP',
        ports: [{ name: 'tls-istiod', port: 15012 }],
        ...(externalIPs ? { externalIPs } : {}),
      };
      await this.apply(path, 'v1', 'Service', { spec });
      if (balancer) {
        const status = { loadBalancer: { ingress: [balancer] } };
        await this.apply(path, 'v1', 'Service', { status }, {}, '/status');
      }
    }
  }

  private async rootCertificate(): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/istio-ca-root-cert`;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#requests.send('GET', path);
        return;
      } catch (error) {
        if (attempt > 30) {
          throw error;
        }
        await setTimeout(1000);
      }
    }
  }

  /** Why the cluster and its istiod would not take an object; undefined if they would. */
  async refusalOf(object: any): Promise<string | undefined> {
    const { namespace } = object.metadata;
    if (namespace) {
      await this.apply(
        `/api/v1/namespaces/${namespace}`,
        'v1',
        'Namespace',
        {},
      );
    }
    try {
      await this.#requests.send(
        'PATCH',
        `${pathOf(
          object,
        )}?fieldManager=vm-bundle-differential&force=true&fieldValidation=Strict&dryRun=All`,
        object,
      );
      return undefined;
    } catch (error) {
      if (error instanceof ClusterRefusal) {
        return error.message;
      }
      throw error;
    }
  }

  /** Puts a group into the cluster; false where the cluster does not take it. */
  async put(group: GeneratedGroup): Promise<boolean> {
    try {
      await this.#requests.send('POST', groupsIn(this.namespace), group);
      return true;
    } catch (error) {
      if (error instanceof ClusterRefusal) {
        return false;
      }
      throw error;
    }
  }

  /** A group as the cluster keeps it. */
  async read(name: string): Promise<GeneratedGroup> {
    const { apiVersion, kind, metadata, spec } = await this.#requests.send(
      'GET',
      `${groupsIn(this.namespace)}/${name}`,
    );
    const { namespace, annotations } = metadata;
    return {
      apiVersion,
      kind,
      metadata: { name, namespace, annotations },
      spec,
    };
  }

  /** Takes a group away. */
  async take(name: string): Promise<void> {
    await this.#requests.send('DELETE', `${groupsIn(this.namespace)}/${name}`);
  }

  private async configMap(
    namespace: string,
    name: string,
    data: Record<string, string>,
  ): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    await this.apply(path, 'v1', 'ConfigMap', { data });
  }

  private async apply(
    path: string,
    apiVersion: string,
    kind: string,
    content: object,
    labels: Record<string, string> = {},
    subresource = '',
  ): Promise<void> {
    const name = path.split('/').pop();
    await this.#requests.send(
      'PATCH',
      `${path}${subresource}?fieldManager=vm-bundle-differential&force=true`,
      { apiVersion, kind, metadata: { name, labels }, ...content },
    );
  }
}
