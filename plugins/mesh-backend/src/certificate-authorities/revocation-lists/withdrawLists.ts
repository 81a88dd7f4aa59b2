import { ConflictError, NotAllowedError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { setTimeout as sleep } from 'timers/promises';
import { ClusterConnection } from '../../clusters';
import { CacertsSecret, PresentCacerts } from '../controlPlane/CacertsSecret';
import { IstiodReload } from '../controlPlane/IstiodReload';
import { givenLists, LIST_MAP, listsStillGiven } from './givenLists';

/** How often it is looked, and the lease kept, in milliseconds. */
const LOOK_EVERY_MS = 2_000;
/** An istiod that starts takes no longer, in milliseconds. */
const RESTARTED_WITHIN_MS = 10 * 60_000;

/** The control plane whose proxies get to do without revocation lists. */
export interface ListsPlace {
  connection: ClusterConnection;
  namespace: string;
  secret: CacertsSecret;
}

/**
 * Takes the revocation lists of the present authority away from istiod and from
 * every proxy, before one signs that has none: an Envoy that has lists refuses
 * everybody whose issuer has no list among them. istiod has to be restarted for
 * it. Does nothing where there are none; goes on where another try was ended.
 *
 * @param options - `spreadMs`: how long it takes from istiod to every proxy;
 * `restartIstiod`: whether it may be restarted
 * @returns the Secret as it is then
 * @throws `ConflictError` that names what a person has to do, before anything is issued
 */
export async function withdrawLists(
  place: ListsPlace,
  present: PresentCacerts,
  options: {
    spreadMs: number;
    restartIstiod: boolean;
    now: () => number;
    work: Pick<RequestWork, 'keepLease' | 'signal'>;
  },
): Promise<PresentCacerts> {
  const { connection, namespace, secret } = place;
  const { now, spreadMs, work } = options;
  const without = present.facts.crl
    ? await secret.write(
        present,
        { 'ca-crl.pem': undefined },
        { keep: () => work.keepLease() },
      )
    : present;
  let given = await givenLists(connection, namespace);
  if (given.any) {
    await restart(place, options);
    const until = now() + RESTARTED_WITHIN_MS;
    while (given.any) {
      if (now() > until) {
        throw new ConflictError(
          `revocationLists: ${connection.details.name} was restarted, and gives proxies lists still (ConfigMap ${LIST_MAP} in ${namespace}); see why istiod does not start. Nothing was issued`,
        );
      }
      await pause(LOOK_EVERY_MS, work);
      given = await givenLists(connection, namespace);
    }
    given = { ...given, changedAt: now() };
  }
  while (listsStillGiven(given, { now: now(), spreadMs })) {
    const left = given.changedAt! + spreadMs - now();
    await pause(Math.min(LOOK_EVERY_MS, Math.max(left, 1)), work);
  }
  return without;
}

async function restart(
  { connection, namespace }: ListsPlace,
  {
    restartIstiod,
    now,
    work,
  }: Omit<Parameters<typeof withdrawLists>[2], 'spreadMs'>,
): Promise<void> {
  const why = `revocationLists: istiod of ${connection.details.name} gives proxies the lists of the present authority until it is restarted, and the next one has none`;
  if (!restartIstiod) {
    throw new ConflictError(
      `${why}; run 'kubectl rollout restart deployment -l app=istiod -n ${namespace}', then ask anew. Nothing was issued`,
    );
  }
  try {
    await new IstiodReload(connection, namespace).restart({
      at: now(),
      signal: work.signal,
      keepLease: () => work.keepLease(),
    });
  } catch (error) {
    if (error instanceof NotAllowedError) {
      throw new ConflictError(
        `${why}. ${error.message}; then ask anew. Nothing was issued`,
      );
    }
    throw error;
  }
}

async function pause(
  ms: number,
  { keepLease, signal }: Pick<RequestWork, 'keepLease' | 'signal'>,
): Promise<void> {
  await sleep(ms, undefined, { signal });
  await keepLease();
}
