import { ClusterConnection, KubernetesObject } from '../../clusters';
import { findObject } from '../../clusters/findObject';
import { toBackstageError } from '../../manifests/clusterErrors';

/** By which istiod gives revocation lists to pods, in every namespace. */
export const LIST_MAP = 'istio-ca-crl';
const FILE = 'ca-crl.pem';

/** What istiod gives pods of revocation lists. */
export interface GivenLists {
  /** Whether there are any. */
  any: boolean;
  /** When that changed last, in milliseconds since 1970 by the cluster's clock; absent where it never did. */
  changedAt?: number;
}

/**
 * Reads ConfigMap `istio-ca-crl` of the control plane's namespace. istiod
 * before 1.27 makes none.
 *
 * Looking at the Secret is not enough: an istiod whose `ca-crl.pem` is taken
 * away goes on giving the lists that it has until it is restarted
 * (`SetAndNotifyCACRL` takes no empty ones).
 *
 * @throws as `toBackstageError`
 */
export async function givenLists(
  connection: ClusterConnection,
  namespace: string,
): Promise<GivenLists> {
  const path = `/api/v1/namespaces/${encodeURIComponent(
    namespace,
  )}/configmaps/${LIST_MAP}`;
  try {
    const found = await findObject(connection, path);
    return found ? listsOf(found) : { any: false };
  } catch (error) {
    throw toBackstageError(error, { cluster: connection.details.name });
  }
}

/**
 * Why proxies may have revocation lists still, as a sentence; undefined when
 * none has.
 *
 * @param options - `spreadMs`: how long it takes from the ConfigMap to every proxy
 */
export function listsStillGiven(
  { any, changedAt }: GivenLists,
  { now, spreadMs }: { now: number; spreadMs: number },
): string | undefined {
  if (any) {
    return `istiod gives proxies revocation lists of the former authority still (ConfigMap ${LIST_MAP}); it forgets them when it is restarted.`;
  }
  const goneBy = (changedAt ?? -Infinity) + spreadMs;
  return now < goneBy
    ? `Proxies may have revocation lists of the former authority until ${new Date(
        goneBy,
      ).toISOString()} (revocationLists.spread).`
    : undefined;
}

function listsOf({ data, metadata }: KubernetesObject): GivenLists {
  const made = Date.parse(metadata.creationTimestamp ?? '');
  const written = ((metadata.managedFields ?? []) as { time?: string }[])
    .map(({ time }) => Date.parse(time ?? ''))
    .filter(time => time > made);
  return {
    any: String(data?.[FILE] ?? '').trim() !== '',
    ...(written.length ? { changedAt: Math.max(...written) } : {}),
  };
}
