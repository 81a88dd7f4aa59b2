import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { isUnreadable } from '../../entities/readability';
import { meshConfigOf } from '../../entities/meshConfig';
import { ClusterInventory, StoredObject } from '../../inventory';

/**
 * A call without mTLS bears no identity, so that nothing about identities
 * denies it (istio.io, "AuthorizationPolicy": `principals` needs mTLS). Says so
 * unless PeerAuthentications keep every workload to STRICT.
 *
 * @param places - namespaces that the policy is for; absent: all of the mesh
 */
export function plainTextFinding(
  cluster: ClusterInventory,
  places: readonly string[] | undefined,
): RequestFinding[] {
  const code = 'VM_CUT_OFF_PLAIN_TEXT';
  if (isUnreadable(cluster, 'PeerAuthentication')) {
    return [
      {
        code,
        severity: 'warning',
        message: `Whether workloads take calls without mTLS is not known: PeerAuthentications of cluster ${cluster.details.name} cannot be read. Such calls are not denied.`,
      },
    ];
  }
  const policies = cluster.store('PeerAuthentication').list();
  const { rootNamespace } = meshConfigOf(cluster);
  const isStrict = ({ spec }: StoredObject) => spec?.mtls?.mode === 'STRICT';
  const whole = (namespace: string) =>
    policies.find(
      ({ metadata, spec }) =>
        metadata.namespace === namespace &&
        !Object.keys(spec?.selector?.matchLabels ?? {}).length &&
        spec?.mtls?.mode !== undefined &&
        spec.mtls.mode !== 'UNSET',
    );
  const root = whole(rootNamespace);
  const isWhole = places
    ? places.every(one => {
        const own = whole(one) ?? root;
        return own !== undefined && isStrict(own);
      })
    : root !== undefined && isStrict(root);
  const concerns = ({ metadata }: StoredObject) =>
    !places || places.includes(metadata.namespace ?? '');
  const exceptions = policies
    .filter(concerns)
    .filter(
      ({ spec }) =>
        ['PERMISSIVE', 'DISABLE'].includes(spec?.mtls?.mode) ||
        Object.values<any>(spec?.portLevelMtls ?? {}).some(({ mode }) =>
          ['PERMISSIVE', 'DISABLE'].includes(mode),
        ),
    )
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  if (isWhole && !exceptions.length) {
    return [];
  }
  return [
    {
      code,
      severity: 'warning',
      message: `Calls without mTLS bear no identity and are not denied: ${
        isWhole
          ? `PeerAuthentication ${exceptions.join(', ')} lets them in`
          : 'workloads without a PeerAuthentication of mode STRICT take them'
      }.`,
      mend: 'Set mTLS to STRICT where the machines are to be shut out, or keep them out with a firewall.',
    },
  ];
}
