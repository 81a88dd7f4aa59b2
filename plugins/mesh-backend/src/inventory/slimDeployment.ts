import { KubernetesObject } from '../clusters';
import { runAsUserOf, slimContainer } from './slimContainer';

type Kept = KubernetesObject & { kind: string };

/** A setting of istiod that findings ask for; no other variable is kept. */
const KEPT_VARIABLE = 'BLOCKED_CIDRS_IN_JWKS_URIS';

/** Of a Deployment only what its pods will be like. */
export function slimDeployment({
  spec,
  apiVersion,
  kind,
  metadata,
}: Kept): Kept {
  const { metadata: about, spec: pod } = spec?.template ?? {};
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      selector: spec?.selector,
      template: {
        metadata: { labels: about?.labels, annotations: about?.annotations },
        spec: {
          serviceAccountName: pod?.serviceAccountName,
          hostNetwork: pod?.hostNetwork,
          ...runAsUserOf(pod),
          containers: pod?.containers?.map(withVariable),
          initContainers: pod?.initContainers?.map(slimContainer),
        },
      },
    },
  };
}

function withVariable(container: any) {
  const env = container.env?.filter(
    ({ name, value }: any) => name === KEPT_VARIABLE && value !== undefined,
  );
  return { ...slimContainer(container), ...(env?.length ? { env } : {}) };
}
