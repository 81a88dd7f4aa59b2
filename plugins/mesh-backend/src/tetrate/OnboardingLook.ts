import {
  KubernetesObject as DomainObject,
  ONBOARDING_POLICY,
  registrationOf,
  TetrateRegistration,
} from '@meshport/istio';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const REGISTRATION = {
  apiVersion: 'runtime.onboarding.tetrate.io/v1alpha1',
  kind: 'WorkloadAutoRegistration',
};
const GROUP = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'WorkloadGroup',
};

/** Reads policies, groups and registrations of one cluster as they are now. */
export class OnboardingLook {
  constructor(private readonly connection: ClusterConnection) {}

  /** Undefined where the kind is not served. */
  policies(namespace?: string): Promise<DomainObject[] | undefined> {
    return this.#list(ONBOARDING_POLICY, 'onboardingpolicies', namespace);
  }

  async groups(namespace?: string): Promise<DomainObject[]> {
    return (await this.#list(GROUP, 'workloadgroups', namespace)) ?? [];
  }

  async registrations(namespace?: string): Promise<TetrateRegistration[]> {
    const found = await this.#list(
      REGISTRATION,
      'workloadautoregistrations',
      namespace,
    );
    return (found ?? []).map(registrationOf);
  }

  async #list(
    of: { apiVersion: string; kind: string },
    plural: string,
    namespace: string | undefined,
  ): Promise<DomainObject[] | undefined> {
    const place = namespace ? `/namespaces/${namespace}` : '';
    try {
      const { items } = await this.connection.request<{
        items: KubernetesObject[];
      }>({
        path: `/apis/${of.apiVersion}${place}/${plural}`,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_BYTES,
      });
      // The items of a list do not name what they are.
      return items.map(item => ({ ...item, ...of } as DomainObject));
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 404) {
        return undefined;
      }
      throw toBackstageError(error, {
        cluster: this.connection.details.name,
      });
    }
  }
}
