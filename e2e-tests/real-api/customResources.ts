import { HttpClusterConnection } from '../../plugins/mesh-backend/src/clusters';
import { WATCHED_KINDS } from '../../plugins/mesh-backend/src/inventory/kinds';

const BUILT_IN = new Set([
  ...['', 'apps', 'admissionregistration.k8s.io', 'apiextensions.k8s.io'],
]);

/** Has an API server serve every kind that the inventory follows; any content is taken. */
export async function serveAllKinds(
  connection: HttpClusterConnection,
): Promise<void> {
  const custom = WATCHED_KINDS.filter(({ group }) => !BUILT_IN.has(group));
  for (const { group, plural, kind, versions } of custom) {
    await connection.request({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: {
        metadata: {
          name: `${plural}.${group}`,
          // Kubernetes asks for it in groups of its own.
          annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' },
        },
        spec: {
          group,
          scope: kind === 'GatewayClass' ? 'Cluster' : 'Namespaced',
          names: { kind, plural },
          versions: versions.map((name, i) => ({
            name,
            served: true,
            storage: i === 0,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          })),
        },
      },
    });
  }
}
