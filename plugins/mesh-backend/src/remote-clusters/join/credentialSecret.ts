import { ConflictError } from '@backstage/errors';
import {
  isTokenSecretOf,
  newTokenSecret,
  ReaderAccount,
  TokenSecret,
} from '@meshport/istio';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { asking } from './clusterErrors';
import { CredentialNote, Join, MadeObject, TokenKind } from './Join';
import { JoinHold } from './JoinHold';
import {
  apply,
  isMarked,
  look,
  marked,
  removeMade,
  wordsOf,
} from './madeObjects';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/**
 * Where the next credential of a join is made: of two names that take turns, so
 * that rights can name them, the one that the current one has not.
 */
export function nextSlot(join: Join, kind: TokenKind): CredentialNote {
  const first = `meshport-reader-${join.primary}-1`;
  const second = `meshport-reader-${join.primary}-2`;
  const taken = [join.current, join.previous].map(one => one?.secret.name);
  return {
    kind,
    secret: {
      ...SECRET,
      cluster: join.remote,
      namespace: join.remoteNamespace,
      name: taken.includes(first) ? second : first,
    },
  };
}

/**
 * Has the Secret of the next credential: it is noted before it is made, and its
 * UID once it is there, so that a credential is never without a way back.
 */
export async function ensureCredentialSecret(
  hold: JoinHold,
  connection: ClusterConnection,
): Promise<void> {
  const { join } = hold;
  const next = join.next!;
  const there = await look(connection, next.secret);
  if (there && !isMarked(there, join.id)) {
    if (next.shared) {
      return;
    }
    throw new ConflictError(
      `remote: there is ${wordsOf(next.secret)} in cluster ${
        join.remote
      } that this join did not make; have it removed, then retry`,
    );
  }
  if (there && there.metadata.uid === next.secret.uid) {
    return;
  }
  const wanted = {
    ...SECRET,
    metadata: { name: next.secret.name, namespace: next.secret.namespace },
    type: 'Opaque',
  };
  const secret: KubernetesObject =
    next.kind === 'rotating'
      ? wanted
      : {
          ...(newTokenSecret(
            join.remoteNamespace,
            join.account,
          ) as unknown as KubernetesObject),
          metadata: {
            ...wanted.metadata,
            annotations: { 'kubernetes.io/service-account.name': join.account },
          },
        };
  await hold.keep();
  const made =
    there && there.type === secret.type
      ? there
      : await remake(connection, there, marked(secret, join.id), next.secret);
  await hold.note({
    next: { ...next, secret: { ...next.secret, uid: made.metadata.uid } },
  });
}

/** The type of a Secret cannot be changed. */
async function remake(
  connection: ClusterConnection,
  there: KubernetesObject | undefined,
  secret: KubernetesObject,
  at: MadeObject,
): Promise<KubernetesObject> {
  if (there) {
    await removeMade(connection, { ...at, uid: there.metadata.uid });
  }
  return apply(connection, secret);
}

/** Deletes a credential's Secret, by which its token is refused from then on. */
export async function revoke(
  hold: JoinHold,
  connection: ClusterConnection,
  { secret, shared }: CredentialNote,
): Promise<void> {
  if (shared && secret.uid === undefined) {
    return;
  }
  await hold.keep();
  let { uid } = secret;
  if (uid === undefined) {
    // It was noted, and may or may not have been made after that.
    const there = await look(connection, secret);
    uid = there && isMarked(there, hold.join.id) ? there.metadata.uid : uid;
  }
  await removeMade(connection, { ...secret, uid });
}

/** The token Secret that istioctl would take: the first of the account's, else the one that it would make. */
export async function istioctlSlot(
  connection: ClusterConnection,
  join: Join,
): Promise<CredentialNote> {
  const { remoteNamespace: namespace, account } = join;
  const { items } = await asking(
    connection,
    `list Secrets in ${namespace}, which taking istioctl's token Secret needs`,
    () =>
      connection.request<{ items: KubernetesObject[] }>({
        path: `/api/v1/namespaces/${namespace}/secrets`,
        query: { fieldSelector: 'type=kubernetes.io/service-account-token' },
      }),
  );
  const reader: ReaderAccount = { metadata: { name: account, namespace } };
  const found = items.find(one =>
    isTokenSecretOf(reader, one as unknown as TokenSecret),
  );
  return {
    kind: 'long-lived',
    shared: true,
    secret: {
      ...SECRET,
      cluster: join.remote,
      namespace,
      name:
        found?.metadata.name ??
        newTokenSecret(namespace, account).metadata.name,
    },
  };
}
