import { MachineCutOff } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, StoredObject } from '../../inventory';
import { CUT_OFF_KIND } from './VmCutOffKind';
import { GroupIdentities, identityUsers } from './identityUsers';

/** A request for a cut-off that lives. */
export interface CutOffRequest {
  requestId: string;
  status: string;
}

/** What a page tells of the cut-off of a group. */
export function cutOffView(options: {
  cluster: ClusterInventory;
  /** Whose istiod takes the policies; the same for a primary. */
  policyCluster: ClusterInventory;
  identities: GroupIdentities;
  request: CutOffRequest | undefined;
  /** Why the caller may not ask for it in the whole mesh. */
  mayNot: string | undefined;
  /** Why the caller may not ask for it in the machines' namespace either. */
  mayNotHere: string | undefined;
}): MachineCutOff {
  const { cluster, policyCluster, identities, request } = options;
  const { mayNot, mayNotHere } = options;
  const { namespace, group, serviceAccounts } = identities;
  const sharedWith = identityUsers(cluster, identities);
  const places = deniedIn(policyCluster, identities);
  const identity = serviceAccounts
    .map(one => `ns/${namespace}/sa/${one}`)
    .join(', ');
  const frame = { identity, sharedWith };
  if (places.length) {
    return {
      ...frame,
      state: 'inForce',
      text: `The calls of these machines are denied by a policy in ${places.join(
        ', ',
      )}. Calls without mTLS are not, since they bear no identity.`,
      ...(request ? { requestId: request.requestId } : {}),
    };
  }
  if (request && request.status !== 'ready') {
    return {
      ...frame,
      state: 'asked',
      text: 'A cut-off is asked for and not in force yet.',
      requestId: request.requestId,
    };
  }
  return {
    ...frame,
    state: 'none',
    text: `A cut-off denies every call that bears the identity of these machines, in the whole mesh or in chosen namespaces. It does not take their certificates away, and calls without mTLS are not denied.${
      sharedWith.length
        ? ' Others use the same service account and would be shut out too.'
        : ''
    }${
      mayNot && !mayNotHere
        ? ` You may ask for it in namespace ${namespace} only; whoever may do so in the root namespace can ask for it in the whole mesh.`
        : ''
    }`,
    ...(mayNot && mayNotHere
      ? { mayNot: mayNotHere }
      : {
          request: {
            kind: CUT_OFF_KIND,
            parameters: {
              cluster: cluster.details.name,
              namespace,
              group,
              serviceAccounts: [...serviceAccounts],
              ...(mayNot ? { in: [namespace] } : {}),
              ...(sharedWith.length ? { evenIfShared: true } : {}),
            },
          },
        }),
  };
}

/** Namespaces with a policy that denies all of these identities every call. */
function deniedIn(
  cluster: ClusterInventory,
  { namespace, serviceAccounts }: GroupIdentities,
): string[] {
  const denies = ({ spec, metadata }: StoredObject) =>
    spec?.action === 'DENY' &&
    !metadata.deletionTimestamp &&
    !spec.selector &&
    !spec.targetRef &&
    !spec.targetRefs?.length &&
    serviceAccounts.every(account =>
      (spec.rules ?? []).some(
        (rule: any) =>
          !rule.to?.length &&
          !rule.when?.length &&
          (rule.from ?? []).some(({ source }: any) =>
            isOnly(source, `*/ns/${namespace}/sa/${account}`),
          ),
      ),
    );
  return cluster
    .store('AuthorizationPolicy')
    .list()
    .filter(denies)
    .map(({ metadata }) => metadata.namespace ?? '')
    .sort();
}

/** A source that is narrowed further does not deny everything. */
function isOnly(source: any, principal: string): boolean {
  return (
    Object.keys(source ?? {}).every(key => key === 'principals') &&
    (source?.principals ?? []).includes(principal)
  );
}
