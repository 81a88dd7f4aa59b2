import {
  createHierarchy,
  GooglePool,
  poolOf,
  publishedHierarchy,
  startGoogleCas,
  startRevocationListSite,
} from '@meshport/ca-conformance';
import { CleanUp } from '../../support/programs';

/** The service's name of the pool. */
export const POOL = 'projects/mesh/locations/europe-west1/caPools/istio';

const DAY_SECONDS = 86_400;
/** What the portal leaves for the way of its request. */
const ANSWER_SECONDS = 120;
/** The root is the first of the hierarchy. */
const ROOT_LIST = 'google-0';

/** What the administrator of a pool of Google's service does to it. */
export interface GoogleAdministrator {
  /**
   * An intermediate of a day ends so many seconds after it was issued: it is
   * dated back, as pools do by `backdateDuration`. Undefined: at its time.
   */
  endAfter(seconds: number | undefined): void;
  /** The authority that issues publishes its revocation list, or none. */
  publish(lists: boolean): void;
  /** The root's list as it is published is over, or is made anew each time. */
  leaveRootListExpired(expired: boolean): Promise<void>;
}

/** Starts Google's service with one pool below a root of its own. */
export async function startGooglePool(cleanUp: CleanUp) {
  const site = await startRevocationListSite();
  cleanUp.add(() => site.stop());
  const hierarchy = await publishedHierarchy(site, 'google', crlUrl =>
    createHierarchy({ keys: ['P-256', 'P-256'], name: 'Google', crlUrl }),
  );
  const pool: GooglePool = poolOf(hierarchy, { name: POOL });
  const cas = await startGoogleCas({ pools: [pool] });
  cleanUp.add(() => cas.stop());
  const administrator: GoogleAdministrator = {
    endAfter(seconds) {
      pool.issuancePolicy =
        seconds === undefined
          ? undefined
          : { backdateDuration: DAY_SECONDS - ANSWER_SECONDS - seconds };
    },
    publish(lists) {
      pool.publishCrl = lists;
    },
    async leaveRootListExpired(expired) {
      const { root } = hierarchy;
      if (expired) {
        const then = new Date(Date.now() - 30 * DAY_SECONDS * 1000);
        site.publishBytes(ROOT_LIST, await root.revocationList(then));
      } else {
        site.publish(ROOT_LIST, root);
      }
    },
  };
  return { cas, administrator, root: hierarchy.root.pem };
}
