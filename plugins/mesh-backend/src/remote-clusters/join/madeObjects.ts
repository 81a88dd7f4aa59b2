import {
  FIELD_MANAGER,
  MESHPORT_JOIN_ANNOTATION,
} from '@meshport/backstage-plugin-mesh-common';
import { findObject } from '../../clusters/findObject';
import { KubernetesStatusError } from '../../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { deleteObject } from '../../manifests/deleteObject';
import { asking } from './clusterErrors';
import { MadeObject } from './Join';

const PATHS: Record<string, { root: string; plural: string }> = {
  Secret: { root: '/api/v1', plural: 'secrets' },
  ServiceAccount: { root: '/api/v1', plural: 'serviceaccounts' },
  ConfigMap: { root: '/api/v1', plural: 'configmaps' },
  ClusterRole: {
    root: '/apis/rbac.authorization.k8s.io/v1',
    plural: 'clusterroles',
  },
  ClusterRoleBinding: {
    root: '/apis/rbac.authorization.k8s.io/v1',
    plural: 'clusterrolebindings',
  },
};

/** Names an object without where it is. */
export type ObjectName = Pick<MadeObject, 'kind' | 'namespace' | 'name'>;

/** `Secret istio-system/name`. */
export function wordsOf({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** Where an object of the kinds of a join lives on the API server. */
export function pathOf({ kind, namespace, name }: ObjectName): string {
  const { root, plural } = PATHS[kind];
  const within = namespace
    ? `/namespaces/${encodeURIComponent(namespace)}`
    : '';
  return `${root}${within}/${plural}/${encodeURIComponent(name)}`;
}

/** The object as it is; undefined when it is not there. */
export async function look(
  connection: ClusterConnection,
  object: ObjectName,
): Promise<KubernetesObject | undefined> {
  return asking(connection, `read ${wordsOf(object)}`, () =>
    findObject(connection, pathOf(object)),
  );
}

/** Server-side apply without force. */
export async function apply(
  connection: ClusterConnection,
  object: KubernetesObject,
): Promise<KubernetesObject> {
  const { kind = '', metadata } = object;
  const name = { kind, namespace: metadata.namespace, name: metadata.name };
  return asking(connection, `write ${wordsOf(name)}`, () =>
    connection.request<KubernetesObject>({
      method: 'PATCH',
      path: pathOf(name),
      query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
      contentType: 'application/apply-patch+yaml',
      body: object,
    }),
  );
}

/** Marks an object as made by a join, so that it is known again after a crash. */
export function marked<T extends KubernetesObject>(object: T, join: string): T {
  const { metadata } = object;
  const annotations = {
    ...metadata.annotations,
    [MESHPORT_JOIN_ANNOTATION]: join,
  };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** Whether a join made the object. */
export function isMarked(object: KubernetesObject, join: string): boolean {
  return object.metadata.annotations?.[MESHPORT_JOIN_ANNOTATION] === join;
}

/**
 * Deletes what was made, and only that: another object of its name stays.
 *
 * @returns whether another one is there
 */
export async function removeMade(
  connection: ClusterConnection,
  object: MadeObject,
): Promise<'gone' | 'another'> {
  const { uid } = object;
  if (uid === undefined) {
    return 'gone';
  }
  return asking(connection, `delete ${wordsOf(object)}`, async () => {
    try {
      await deleteObject(connection, pathOf(object), uid);
      return 'gone';
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 409) {
        return 'another';
      }
      throw error;
    }
  });
}
