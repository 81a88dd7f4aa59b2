import { KubernetesObject } from '../clusters';

type Kept = KubernetesObject & { kind: string };

/** Of a route of the Gateway API all that people write, and whether it is accepted. */
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
    spec,
    status: {
      parents: status?.parents?.map(({ conditions }: any) => ({ conditions })),
    },
  };
}
