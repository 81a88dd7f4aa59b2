import { KubernetesObject } from '../clusters';

type Kept = KubernetesObject & { kind: string };

/** Of a route of the Gateway API: whom it belongs to, where it leads, and whether it is accepted. */
export function slimRoute({
  spec,
  status,
  apiVersion,
  kind,
  metadata,
}: Kept): Kept {
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      parentRefs: spec?.parentRefs,
      hostnames: spec?.hostnames,
      rules: spec?.rules?.map((rule: any) => ({
        backendRefs: rule.backendRefs?.map(
          ({ group, kind: of, name, namespace, port }: any) => ({
            group,
            kind: of,
            name,
            namespace,
            port,
          }),
        ),
      })),
    },
    status: {
      parents: status?.parents?.map(({ conditions }: any) => ({ conditions })),
    },
  };
}
