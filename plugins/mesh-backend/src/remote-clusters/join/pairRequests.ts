import { InputError } from '@backstage/errors';
import { RequestDraft } from '@meshport/backstage-plugin-mesh-node';
import { Join } from './Join';
import { PairParameters } from './joinParameters';
import { Pair } from './Pairs';
import { RemoteClusterContext } from './RemoteClusterContext';

/** What is asked for of both clusters: a reader of the whole of one, a Secret in the other. */
export function targetsOf(
  pair: Pick<
    Pair,
    'primary' | 'remote' | 'primaryNamespace' | 'remoteNamespace'
  >,
): RequestDraft['targets'] {
  return [
    { cluster: pair.primary, namespace: pair.primaryNamespace },
    { cluster: pair.remote, namespace: pair.remoteNamespace },
    { cluster: pair.remote },
  ];
}

/** The join of a pair; throws `InputError` when Meshport made none. */
export async function joinOf(
  { store }: Pick<RemoteClusterContext, 'store'>,
  { primary, remote }: PairParameters,
): Promise<Join> {
  const join = await store.find(primary, remote);
  if (!join) {
    throw new InputError(
      `remote: ${remote} was not joined to ${primary} through the portal; whoever made its remote secret has to see to it`,
    );
  }
  return join;
}
