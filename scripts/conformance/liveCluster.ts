import { readFileSync } from 'node:fs';
import {
  AdmissionregistrationV1Api,
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
} from '@kubernetes/client-node';
import { UsageError } from './UsageError';

/** What a bundle needs from a live cluster. */
export class LiveCluster {
  readonly #core: CoreV1Api;
  readonly #objects: CustomObjectsApi;
  readonly #webhooks: AdmissionregistrationV1Api;

  constructor(file: string, context?: string) {
    const kubeconfig = new KubeConfig();
    kubeconfig.loadFromString(readFileSync(file, 'utf8'));
    if (context !== undefined) {
      kubeconfig.setCurrentContext(context);
    }
    this.#core = kubeconfig.makeApiClient(CoreV1Api);
    this.#objects = kubeconfig.makeApiClient(CustomObjectsApi);
    this.#webhooks = kubeconfig.makeApiClient(AdmissionregistrationV1Api);
  }

  /** One key of a ConfigMap; undefined when the map does not have it. */
  async configMapKey(
    namespace: string,
    name: string,
    key: string,
  ): Promise<string | undefined> {
    const map = await named(`ConfigMap ${namespace}/${name}`, () =>
      this.#core.readNamespacedConfigMap({ namespace, name }),
    );
    return map.data?.[key];
  }

  async hasConfigMap(namespace: string, name: string): Promise<boolean> {
    try {
      await this.#core.readNamespacedConfigMap({ namespace, name });
      return true;
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) {
        return false;
      }
      throw error;
    }
  }

  async workloadGroup(namespace: string, name: string): Promise<object> {
    return named(`WorkloadGroup ${namespace}/${name}`, () =>
      this.#objects.getNamespacedCustomObject({
        group: 'networking.istio.io',
        version: 'v1',
        plural: 'workloadgroups',
        namespace,
        name,
      }),
    );
  }

  /** A token of a service account for Istio's certificate authority. */
  async token(
    namespace: string,
    name: string,
    seconds: number,
  ): Promise<string> {
    const answer = await named(
      `A token of ServiceAccount ${namespace}/${name} for ${seconds} s`,
      () =>
        this.#core.createNamespacedServiceAccountToken({
          namespace,
          name,
          body: {
            spec: { audiences: ['istio-ca'], expirationSeconds: seconds },
          },
        }),
      'made',
    );
    if (!answer.status?.token) {
      throw new Error(`The token for ${namespace}/${name} came back empty.`);
    }
    return answer.status.token;
  }

  /** The address of a gateway's Service; undefined when it has none yet. */
  async serviceAddress(
    namespace: string,
    name: string,
  ): Promise<string | undefined> {
    const service = await named(
      `Service ${namespace}/${name}, whose address is that of istiod (or give --ingressIP),`,
      () => this.#core.readNamespacedService({ namespace, name }),
    );
    const [balancer] = service.status?.loadBalancer?.ingress ?? [];
    return balancer ? balancer.ip : service.spec?.externalIPs?.[0];
  }

  /** The revision behind a tag; undefined when there is no such tag. */
  async revisionOfTag(
    tag: string,
    istioNamespace: string,
  ): Promise<string | undefined> {
    const names = [
      `istio-revision-tag-${tag}-${istioNamespace}`,
      `istio-revision-tag-${tag}`,
    ];
    for (const name of names) {
      try {
        const webhook = await this.#webhooks.readMutatingWebhookConfiguration({
          name,
        });
        return webhook.metadata?.labels?.['istio.io/rev'];
      } catch (error) {
        if (!(error instanceof ApiException && error.code === 404)) {
          throw error;
        }
      }
    }
    return undefined;
  }
}

async function named<T>(
  what: string,
  read: () => Promise<T>,
  done = 'read',
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiException) {
      throw new UsageError(
        `${what} cannot be ${done}: the cluster answers ${error.code}.`,
      );
    }
    throw error;
  }
}
