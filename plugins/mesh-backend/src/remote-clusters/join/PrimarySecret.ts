import { ConflictError, InputError } from '@backstage/errors';
import { remoteSecretObject } from '@meshport/istio';
import { KubernetesStatusError } from '../../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { findGitOwner, isOurs, managersOf } from '../../manifests/owners';
import {
  RemoteSecretEntry,
  remoteSecretFacts,
} from '../common/remoteSecretFacts';
import { Join, MadeObject, remoteSecretName } from './Join';
import { JoinHold } from './JoinHold';
import { apply, look, wordsOf } from './madeObjects';
import { Minted } from './mintCredential';

/** The Secret in the primary by which its istiods read the remote. */
export class PrimarySecret {
  readonly #connection: ClusterConnection;

  constructor(connection: ClusterConnection) {
    this.#connection = connection;
  }

  /** What the Secret says of the remote now; undefined when it does not name it. */
  async entry(join: Join): Promise<RemoteSecretEntry | undefined> {
    const there = await look(this.#connection, nameOf(join));
    return (
      there &&
      remoteSecretFacts(there).find(one => one.clusterId === join.clusterId)
    );
  }

  /** Throws `ConflictError` when another tells the primary of the remote already. */
  async refuseAnother(
    join: Pick<
      Join,
      'primary' | 'primaryNamespace' | 'clusterId' | 'made' | 'remote'
    >,
  ): Promise<void> {
    const there = await look(this.#connection, nameOf(join));
    const note = noteIn(join);
    if (there && !(note && isOurs(there)) && note?.uid !== there.metadata.uid) {
      const git = findGitOwner(there);
      throw new ConflictError(
        `remote: there is ${wordsOf(nameOf(join))} in cluster ${
          join.primary
        } already, by ${
          git ? `${git.tool} ${git.name}` : managersOf(there).join(', ')
        }; have whoever made it remove it, then join`,
      );
    }
    for (const secret of await this.#others(join.primaryNamespace)) {
      const { name } = secret.metadata;
      if (
        name !== remoteSecretName(join) &&
        Object.hasOwn(secret.data ?? {}, join.clusterId)
      ) {
        throw new ConflictError(
          `remote: Secret ${join.primaryNamespace}/${name} of cluster ${join.primary} has an entry ${join.clusterId} already, and istiod takes only the first it sees; have that entry removed, then join`,
        );
      }
    }
  }

  /** Writes the Secret with a credential, which is kept nowhere else. */
  async write(hold: JoinHold, minted: Minted): Promise<void> {
    const { join } = hold;
    await this.refuseAnother(join);
    await recordSecret(hold);
    await hold.keep();
    const written = await apply(this.#connection, secretOf(join, minted));
    await recordSecret(hold, written);
  }

  /** Records the Secret that was written before a crash. */
  async adopt(hold: JoinHold): Promise<void> {
    await recordSecret(hold, await look(this.#connection, nameOf(hold.join)));
  }

  /** Remote secrets of the primary; none where they may not be listed. */
  async #others(namespace: string): Promise<KubernetesObject[]> {
    try {
      const { items } = await this.#connection.request<{
        items: KubernetesObject[];
      }>({
        path: `/api/v1/namespaces/${namespace}/secrets`,
        query: { labelSelector: 'istio/multiCluster=true' },
      });
      return items;
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 403) {
        return [];
      }
      throw error;
    }
  }
}

/** Notes that a join made its remote secret, and which one once that is known. */
async function recordSecret(
  hold: JoinHold,
  written?: KubernetesObject,
): Promise<void> {
  const { join } = hold;
  const others = join.made.filter(one => !isRemoteSecret(join, one));
  const note = noteIn(join) ?? { ...nameOf(join), cluster: join.primary };
  await hold.note({
    made: [...others, written ? { ...note, uid: written.metadata.uid } : note],
  });
}

/** What names the remote secret of a join. */
export function nameOf(join: Pick<Join, 'primaryNamespace' | 'clusterId'>) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: join.primaryNamespace,
    name: remoteSecretName(join),
  };
}

/** The note that a join made of its remote secret. */
export function noteIn(
  join: Pick<Join, 'primary' | 'primaryNamespace' | 'clusterId' | 'made'>,
): MadeObject | undefined {
  return join.made.find(one => isRemoteSecret(join, one));
}

/** Whether an object is the remote secret of a join. */
export function isRemoteSecret(
  join: Pick<Join, 'primary' | 'primaryNamespace' | 'clusterId'>,
  { cluster, kind, name }: MadeObject,
): boolean {
  return (
    cluster === join.primary &&
    kind === 'Secret' &&
    name === remoteSecretName(join)
  );
}

/** The same Secret as istioctl's; by `data`, which server-side apply keeps owners of. */
function secretOf(join: Join, { token, caData }: Minted): KubernetesObject {
  const { clusterId: name, server, tlsServerName, proxyUrl } = join;
  let rendered: ReturnType<typeof remoteSecretObject>;
  try {
    rendered = remoteSecretObject({
      name,
      namespace: join.primaryNamespace,
      server,
      tlsServerName,
      proxyUrl,
      caData,
      auth: { token },
    });
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  const { stringData, ...secret } = rendered;
  return {
    ...secret,
    data: Object.fromEntries(
      Object.entries(stringData).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  } as KubernetesObject;
}
