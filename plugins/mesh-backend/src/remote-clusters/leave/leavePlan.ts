import { MESHPORT_JOIN_ANNOTATION } from '@meshport/backstage-plugin-mesh-common';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { KubernetesStatusError } from '../../clusters/errors';
import { controlPlaneNamespace } from '../../clusters/config';
import { isOurs } from '../../manifests/owners';
import { remoteSecretFacts } from '../common/remoteSecretFacts';
import { isMarked, look, wordsOf } from '../join/madeObjects';
import { CredentialNote, Join, MadeObject } from '../join/Join';
import { isRemoteSecret } from '../join/PrimarySecret';

/** One thing that leaving deletes. */
export interface LeaveStep {
  object: MadeObject;
  /** What follows from it. */
  effect: string;
}

/** One thing that stays, and why. */
export interface KeptObject {
  object: MadeObject;
  why: string;
}

/** What leaving does, in order. */
export interface LeavePlan {
  deletes: LeaveStep[];
  keeps: KeptObject[];
}

/** What else may use what a join made. */
export interface Surroundings {
  /** All joins that are recorded. */
  joins: Join[];
  /** Clusters whose remote secrets are looked at for the reader. */
  clusters: ClusterConnection[];
}

const HELM = 'meta.helm.sh/release-name';

/** Notes of credentials, newest first. */
export function credentialsOf(join: Join): CredentialNote[] {
  return [join.current, join.next, join.previous].filter(
    one => one !== undefined,
  );
}

/** What the primary forgets first. */
export async function primaryPlan(
  join: Join,
  primary: ClusterConnection,
): Promise<LeavePlan> {
  const plan: LeavePlan = { deletes: [], keeps: [] };
  const secret = join.made.find(one => isRemoteSecret(join, one));
  if (secret) {
    await add(plan, join, primary, secret, {
      effect: `the istiods of ${join.primary} forget cluster ${join.remote}`,
    });
  }
  return plan;
}

/**
 * What is taken away from the remote after that: its credentials, then the
 * reader. Only what the join recorded is deleted, and of that nothing which
 * another uses or Helm manages.
 */
export async function remotePlan(
  join: Join,
  remote: ClusterConnection,
  surroundings: Surroundings,
): Promise<LeavePlan> {
  const plan: LeavePlan = { deletes: [], keeps: [] };
  const users = await readerUsers(join, remote, surroundings);
  for (const credential of credentialsOf(join)) {
    const why =
      credential.shared && users ? `its token is used by ${users}` : undefined;
    if (!credential.shared || credential.secret.uid !== undefined) {
      await add(plan, join, remote, credential.secret, {
        effect: 'its token is refused from then on',
        why,
      });
    }
  }
  const reader = join.made.filter(one => !isRemoteSecret(join, one)).reverse();
  for (const object of reader) {
    await add(plan, join, remote, object, {
      effect: `nobody reads cluster ${join.remote} as ${join.account} any more`,
      why: users && `it is used by ${users}`,
    });
  }
  return plan;
}

async function add(
  plan: LeavePlan,
  join: Join,
  connection: ClusterConnection,
  object: MadeObject,
  { effect, why }: { effect: string; why?: string },
): Promise<void> {
  const there = await look(connection, object);
  if (!there) {
    return;
  }
  const uid =
    object.uid ??
    (isMade(join, object, there) ? there.metadata.uid : undefined);
  const kept = why ?? whyKept(there, uid);
  if (kept) {
    plan.keeps.push({ object, why: kept });
  } else {
    plan.deletes.push({ object: { ...object, uid }, effect });
  }
}

/** Whether an object is the one that was about to be made when a process was killed. */
function isMade(
  join: Join,
  object: MadeObject,
  there: KubernetesObject,
): boolean {
  // The remote secret is istioctl's to the letter, and bears no mark.
  return isRemoteSecret(join, object)
    ? isOurs(there)
    : isMarked(there, join.id);
}

function whyKept(
  { metadata }: KubernetesObject,
  uid: string | undefined,
): string | undefined {
  if (uid !== metadata.uid) {
    return 'it is not the one that the join made';
  }
  const release = metadata.annotations?.[HELM];
  return release && `Helm manages it (release ${release})`;
}

/** Who else reads the remote by what the join made, in words; undefined for nobody. */
async function readerUsers(
  join: Join,
  remote: ClusterConnection,
  { joins, clusters }: Surroundings,
): Promise<string | undefined> {
  const other = joins.find(
    one => one.remote === join.remote && one.id !== join.id,
  );
  if (other) {
    return `primary ${other.primary}`;
  }
  for (const cluster of clusters) {
    const { name } = cluster.details;
    const namespace = controlPlaneNamespace(cluster.details);
    const secrets = await listSecrets(cluster, namespace, {
      labelSelector: 'istio/multiCluster=true',
    });
    if (secrets === undefined) {
      return `primary ${name}, perhaps: its remote secrets cannot be listed now`;
    }
    const used = secrets.find(
      one =>
        !(name === join.primary && isRemoteSecret(join, asMade(one, name))) &&
        namesReader(one, join),
    );
    if (used) {
      return `Secret ${namespace}/${used.metadata.name} of primary ${name}`;
    }
  }
  return otherToken(join, remote);
}

function asMade({ metadata }: KubernetesObject, cluster: string): MadeObject {
  return { cluster, apiVersion: 'v1', kind: 'Secret', name: metadata.name };
}

/** Whether a remote secret leads to the reader of the remote. */
function namesReader(secret: KubernetesObject, join: Join): boolean {
  return remoteSecretFacts(secret).some(
    ({ clusterId, server, serviceAccount }) =>
      (clusterId === join.clusterId || server === join.server) &&
      (serviceAccount === undefined ||
        serviceAccount === `${join.remoteNamespace}/${join.account}`),
  );
}

/** A token Secret of the reader that no join made: somebody outside may use it. */
async function otherToken(
  join: Join,
  remote: ClusterConnection,
): Promise<string | undefined> {
  const { remoteNamespace: namespace, account } = join;
  const secrets = await listSecrets(remote, namespace, {
    fieldSelector: 'type=kubernetes.io/service-account-token',
  });
  if (secrets === undefined) {
    return 'others, perhaps: its token Secrets cannot be listed now';
  }
  const ours = credentialsOf(join).flatMap(({ secret }) => secret.uid ?? []);
  const found = secrets.find(
    ({ metadata }) =>
      metadata.annotations?.['kubernetes.io/service-account.name'] ===
        account &&
      !ours.includes(metadata.uid ?? '') &&
      !metadata.annotations?.[MESHPORT_JOIN_ANNOTATION],
  );
  return (
    found &&
    `whoever made ${wordsOf({
      kind: 'Secret',
      namespace,
      name: found.metadata.name,
    })}`
  );
}

/** Undefined where they may not be listed, or the cluster does not answer. */
async function listSecrets(
  connection: ClusterConnection,
  namespace: string,
  query: Record<string, string>,
): Promise<KubernetesObject[] | undefined> {
  try {
    const { items } = await connection.request<{ items: KubernetesObject[] }>({
      path: `/api/v1/namespaces/${namespace}/secrets`,
      query,
    });
    return items;
  } catch (error) {
    if (
      (error instanceof KubernetesStatusError && error.code === 403) ||
      (error as Error).name === 'ClusterUnreachableError'
    ) {
      return undefined;
    }
    throw error;
  }
}
