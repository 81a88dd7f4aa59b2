import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { CaProvider } from '@meshport/backstage-plugin-mesh-node';
import { ClusterConnection } from '../../clusters/types';
import { LeaseLostError } from '../../requests/store';
import { backOff, failureOf } from '../../requests/work/failures';
import { Lease, LEASE_MS } from '../../requests/work/Lease';
import { CacertsSecret, PresentCacerts } from '../controlPlane/CacertsSecret';
import { CaAlerts } from '../renewal/CaAlerts';
import { IssuanceInUse } from '../renewal/inUse';
import { freshLists } from './freshLists';
import { lateAlert } from './lateAlert';
import { listTimes } from './listLives';
import { chainOf, listsOfChain, presentLists } from './presentLists';
import { fetchLists } from './completeLists';
import { ListRecord, RevocationListStore } from './RevocationListStore';

/** How often the Secret is looked at where nothing is due, in milliseconds. */
const LOOK_EVERY_MS = 10 * 60_000;
/** How long one authority may take to publish its lists, in milliseconds. */
const PATIENCE_MS = 60_000;

/** The plan of one control plane. */
interface Place {
  id: string;
  inUse: IssuanceInUse;
  connection: ClusterConnection;
}

/**
 * Fetches the revocation lists of authorities anew when half of the shortest
 * life is over, and writes them to the control planes that have some. Lists
 * that were switched off since are kept fresh, too, until the next renewal takes
 * them away: Envoy refuses every call when one runs out.
 */
export class RevocationListRefresh {
  readonly #inUse: () => Promise<IssuanceInUse[]>;
  readonly #providerOf: (authority: string) => CaProvider;
  readonly #connectionOf: (cluster: string) => ClusterConnection | undefined;
  readonly #store: RevocationListStore;
  readonly #alerts: Pick<CaAlerts, 'tell'>;
  readonly #recipients: (inUse: IssuanceInUse) => readonly string[];
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;
  readonly #owner: string;
  readonly #now: () => number;
  readonly #chance: () => number;
  readonly #looked = new Map<string, number>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: {
    inUse: () => Promise<IssuanceInUse[]>;
    /** Throws `InputError` for one that is not configured. */
    providerOf: (authority: string) => CaProvider;
    connectionOf: (cluster: string) => ClusterConnection | undefined;
    store: RevocationListStore;
    alerts: Pick<CaAlerts, 'tell'>;
    recipients: (inUse: IssuanceInUse) => readonly string[];
    auditor: AuditorService;
    logger: LoggerService;
    /** Names this instance, unlike any other. */
    owner: string;
    now?: () => number;
    chance?: () => number;
  }) {
    this.#inUse = options.inUse;
    this.#providerOf = options.providerOf;
    this.#connectionOf = options.connectionOf;
    this.#store = options.store;
    this.#alerts = options.alerts;
    this.#recipients = options.recipients;
    this.#auditor = options.auditor;
    this.#logger = options.logger;
    this.#owner = `revocation-lists/${options.owner}`;
    this.#now = options.now ?? Date.now;
    this.#chance = options.chance ?? Math.random;
  }

  /** Does what is due; one run at a time. */
  run(): Promise<void> {
    this.#running ??= this.#runOnce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Ends what goes on; another instance or the next start goes on with it. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #runOnce(): Promise<void> {
    for (const inUse of await this.#inUse()) {
      const { cluster, namespace } = inUse.issuance;
      const connection = this.#connectionOf(cluster);
      if (this.#stop.signal.aborted) {
        return;
      }
      if (connection) {
        await this.#look({ id: `${cluster}/${namespace}`, inUse, connection });
      }
    }
  }

  async #look(place: Place): Promise<void> {
    const { id } = place;
    const now = this.#now();
    const record = await this.#store.find(id);
    const isDue = (record?.dueAt ?? Infinity) <= now;
    const looked = this.#looked.get(id) ?? -Infinity;
    if (isDue ? (record?.tryAt ?? 0) > now : now - looked < LOOK_EVERY_MS) {
      await this.#alarm(place, record);
      return;
    }
    this.#looked.set(id, now);
    try {
      await this.#hold(place);
    } catch (error) {
      if (error instanceof LeaseLostError || this.#stop.signal.aborted) {
        return;
      }
      throw error;
    }
  }

  async #hold(place: Place): Promise<void> {
    const fence = await this.#store.claim(place.id, {
      owner: this.#owner,
      now: this.#now(),
      leaseMs: LEASE_MS,
    });
    if (!fence) {
      return;
    }
    const lease = new Lease({
      fence,
      store: this.#store,
      now: this.#now,
      leaseMs: LEASE_MS,
      stopping: this.#stop.signal,
    });
    lease.start();
    try {
      const before = await this.#store.find(place.id);
      const after = await this.#refresh(place, lease, before);
      await this.#store.save(fence, after);
      await this.#alarm(place, after);
    } finally {
      lease.stop();
      await this.#store.release(fence);
    }
  }

  /** What is known afterwards; never throws for what a cluster or an authority answers. */
  async #refresh(
    place: Place,
    lease: Lease,
    before: ListRecord | undefined,
  ): Promise<ListRecord> {
    const { connection, inUse } = place;
    let times: Partial<ListRecord> = timesOf(before);
    try {
      const secret = new CacertsSecret(connection, inUse.issuance.namespace);
      const present = await secret.read();
      const crl = presentLists(present, inUse);
      if (!present || crl === undefined) {
        // None, or another wrote an authority of its own since.
        return { failures: 0, tryAt: 0 };
      }
      times = listTimes(ownLists(crl, inUse), inUse) ?? {};
      if ((times.dueAt ?? Infinity) > this.#now()) {
        return { ...times, failures: 0, tryAt: 0 };
      }
      const fresh = await this.#fetch(place, crl, lease);
      await this.#write(place, { secret, present, fresh, lease });
      return {
        ...listTimes(ownLists(fresh, inUse), inUse),
        failures: 0,
        tryAt: 0,
      };
    } catch (error) {
      if (error instanceof LeaseLostError || lease.signal.aborted) {
        throw error;
      }
      const { cause } = failureOf(error);
      const failures = (before?.failures ?? 0) + 1;
      if (cause !== before?.problem) {
        this.#logger.warn(
          `the revocation lists of ${place.id} were not fetched anew; it is tried again: ${cause}`,
        );
      }
      return {
        ...times,
        failures,
        tryAt: this.#now() + backOff(failures, this.#chance()),
        problem: cause,
      };
    }
  }

  async #fetch(
    { inUse }: Place,
    present: string,
    lease: Lease,
  ): Promise<string> {
    const fetched = await fetchLists({
      provider: this.#providerOf(inUse.issuance.authority),
      signal: AbortSignal.any([lease.signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const fresh = freshLists(chainOf(inUse), {
      present,
      fetched,
      now: new Date(this.#now()),
    });
    if (fresh === undefined) {
      throw new InputError(
        'revocationLists: the authority has published no new list yet; have it publish one',
      );
    }
    return fresh;
  }

  async #write(
    { inUse: { issuance } }: Place,
    write: {
      secret: CacertsSecret;
      present: PresentCacerts;
      fresh: string;
      lease: Lease;
    },
  ): Promise<void> {
    const event = await this.#auditor.createEvent({
      eventId: 'certificate-authority-revocation-lists',
      severityLevel: 'medium',
      meta: {
        cluster: issuance.cluster,
        namespace: issuance.namespace,
        authority: issuance.authority,
      },
    });
    try {
      await write.secret.write(
        write.present,
        { 'ca-crl.pem': write.fresh },
        { keep: () => write.lease.keep() },
      );
      await event.success();
    } catch (error) {
      await event.fail({ error: new Error(failureOf(error).cause) });
      throw error;
    }
  }

  async #alarm(
    { inUse }: Place,
    record: ListRecord | undefined,
  ): Promise<void> {
    const alert = lateAlert(inUse, record, this.#now());
    if (alert) {
      await this.#alerts.tell({
        ...alert,
        recipients: this.#recipients(inUse),
      });
    }
  }
}

function ownLists(crl: string, inUse: IssuanceInUse) {
  const { certificate, chain } = chainOf(inUse);
  return listsOfChain(crl, [certificate, ...chain]);
}

function timesOf(record: ListRecord | undefined): Partial<ListRecord> {
  const { dueAt, lateAt, endsAt } = record ?? {};
  return dueAt === undefined ? {} : { dueAt, lateAt, endsAt };
}
