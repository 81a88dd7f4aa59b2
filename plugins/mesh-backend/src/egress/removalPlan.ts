import {
  EgressObject,
  EgressRemovalPlan,
  EgressUser,
} from '@meshport/backstage-plugin-mesh-common';
import { createHash } from 'crypto';
import { findGitOwner, isOurs, managersOf } from '../manifests/owners';
import { LiveObject, LiveObjects } from './LiveGateway';

/** What is deleted and what stays of what the cluster has of a gateway. */
export interface Deletions {
  deletes: LiveObject[];
  keeps: { object: LiveObject; why: string }[];
  /** The tool that keeps some of it in step with Git. */
  keptBy?: string;
  /** Stands for exactly these deletions. */
  hash: string;
}

/**
 * Chooses what may be deleted: what Meshport applied and no other tool keeps.
 * The order is that of the live objects.
 */
export function deletionsOf(objects: readonly LiveObject[]): Deletions {
  const deletes: LiveObject[] = [];
  const keeps: Deletions['keeps'] = [];
  let keptBy: string | undefined;
  for (const object of objects) {
    const git = findGitOwner(object);
    if (git) {
      keptBy ??= `${git.tool} (${git.name})`;
      keeps.push({
        object,
        why: `${git.tool} (${git.name}) keeps it and would make it again: remove it in Git.`,
      });
    } else if (!isOurs(object)) {
      keeps.push({
        object,
        why: `It bears the gateway's label, but was made by ${
          managersOf(object).join(', ') || 'somebody else'
        }, not by Meshport.`,
      });
    } else {
      deletes.push(object);
    }
  }
  return {
    deletes,
    keeps,
    hash: hashOf(deletes),
    ...(keptBy ? { keptBy } : {}),
  };
}

function hashOf(objects: readonly LiveObject[]): string {
  return createHash('sha256')
    .update(
      objects
        .map(({ kind, metadata }) => `${kind} ${metadata.uid}`)
        .sort()
        .join('\n'),
    )
    .digest('base64url')
    .slice(0, 22);
}

/** Names an object of a cluster. */
export function referenceTo(
  cluster: string,
  { apiVersion, kind, metadata }: LiveObject,
): EgressObject {
  const { namespace, name } = metadata;
  return { apiVersion, kind, cluster, namespace, name };
}

/** A removal as people see it. */
export function removalPlan(options: {
  cluster: string;
  live: LiveObjects;
  users: EgressUser[];
  /** Sentences on what is not known of the use. */
  notes: string[];
  hosts: string[];
  /** Namespaces of the objects where the caller may not apply. */
  denied: string[];
}): EgressRemovalPlan {
  const { cluster, live, users, notes, hosts, denied } = options;
  const deletions = deletionsOf(live.objects);
  const { deletes, keeps, hash } = deletions;
  const why = whyNot(deletions, denied);
  const namespaces = [...new Set(users.map(({ namespace }) => namespace))]
    .filter(Boolean)
    .sort();
  return {
    deletes: deletes.map(one => referenceTo(cluster, one)),
    keeps: keeps.map(one => ({
      object: referenceTo(cluster, one.object),
      why: one.why,
    })),
    users,
    consequences: [
      ...(namespaces.length && hosts.length
        ? [
            `Calls from ${namespaces.join(', ')} to ${hosts.join(
              ', ',
            )} no longer go by this gateway: they go directly where the mesh lets them, and fail where it does not.`,
          ]
        : []),
      ...notes,
      ...live.notListed.map(
        one =>
          `${one} may not be listed by Meshport's account: objects of this kind are not found and stay.`,
      ),
    ],
    allowed: why === undefined,
    ...(why === undefined ? {} : { why }),
    hash,
  };
}

function whyNot(
  { deletes, keptBy }: Deletions,
  denied: readonly string[],
): string | undefined {
  if (denied.length > 0) {
    return `You may not apply to ${denied.join(
      ', ',
    )}: ask its owner, or an administrator for mesh.namespace.apply.`;
  }
  if (keptBy) {
    return `${keptBy} keeps some of it and would make it again: remove it in Git.`;
  }
  return deletes.length === 0
    ? 'There is nothing of it that Meshport made.'
    : undefined;
}
