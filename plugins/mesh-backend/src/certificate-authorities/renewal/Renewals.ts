import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ScheduledRequests,
  ScheduledState,
} from '../../requests/ScheduledRequests';
import { failureOf } from '../../requests/work/failures';
import { Issuance } from '../issuance/Issuance';
import { AlertSettings } from './alertSettings';
import { CaAlerts } from './CaAlerts';
import { IssuanceInUse, issuancesInUse } from './inUse';
import { reached, renewalStages, Stage, untilThen } from './stages';

/** The first word is a hint, the last one an outage; those between are high. */
const SEVERITIES: Partial<Record<string, 'normal' | 'critical'>> = {
  'two thirds': 'normal',
  ended: 'critical',
};

/** Statuses of a request that still can end well by itself or by an approval. */
const OPEN: readonly string[] = ['requested', 'approved', 'provisioning'];

/**
 * Asks for the renewal of what the portal issued when half of its life is over.
 * With an approval that was given in advance it is done at once; else it waits,
 * and more people are told the longer it does. One that was rejected or failed
 * is asked for anew at the next stage, so that nothing ends unnoticed.
 */
export class Renewals {
  readonly #issuances: { list(): Promise<Issuance[]> };
  readonly #requests: Pick<ScheduledRequests, 'open' | 'look'>;
  readonly #present: (inUse: IssuanceInUse) => Promise<string | undefined>;
  readonly #alerts: CaAlerts;
  readonly #settings: AlertSettings;
  readonly #ownersOf: (cluster: string, namespace: string) => readonly string[];
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #problems = new Map<string, string>();
  #running: Promise<void> | undefined;

  constructor(options: {
    issuances: { list(): Promise<Issuance[]> };
    requests: Pick<ScheduledRequests, 'open' | 'look'>;
    /**
     * Fingerprint of the intermediate that the control plane has now; undefined
     * where that is not known.
     */
    present: (inUse: IssuanceInUse) => Promise<string | undefined>;
    alerts: CaAlerts;
    settings: AlertSettings;
    ownersOf: (cluster: string, namespace: string) => readonly string[];
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#issuances = options.issuances;
    this.#requests = options.requests;
    this.#present = options.present;
    this.#alerts = options.alerts;
    this.#settings = options.settings;
    this.#ownersOf = options.ownersOf;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /** Does what is due; one run at a time, on as many instances as there are. */
  run(): Promise<void> {
    this.#running ??= this.#runOnce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runOnce(): Promise<void> {
    for (const inUse of issuancesInUse(await this.#issuances.list())) {
      await this.#look(inUse);
    }
  }

  /** What goes wrong with one must not keep the others from being renewed. */
  async #look(inUse: IssuanceInUse): Promise<void> {
    const due = this.#reached(inUse);
    if (!due.length) {
      return;
    }
    try {
      if (!(await this.#isReplaced(inUse))) {
        await this.#renew(inUse, due);
      }
    } catch (error) {
      this.#logger.warn(
        `the renewal of the certificate authority of ${
          inUse.issuance.cluster
        } was not looked after; it is tried again: ${failureOf(error).cause}`,
      );
    }
  }

  /** Another wrote an authority of its own since: that one is not ours to renew. */
  async #isReplaced(inUse: IssuanceInUse): Promise<boolean> {
    const present = await this.#present(inUse);
    return present !== undefined && present !== inUse.fingerprint;
  }

  async #renew(inUse: IssuanceInUse, due: Stage[]): Promise<void> {
    const stage = due[due.length - 1];
    const latest = await this.#latest(inUse, due);
    const mayAsk =
      !latest ||
      (!OPEN.includes(latest.status) && latest.key !== keyOf(inUse, stage));
    const request = mayAsk ? await this.#open(inUse, stage) : latest;
    if (stage.key !== 'half') {
      await this.#escalate(inUse, stage, request);
    }
  }

  async #open(
    inUse: IssuanceInUse,
    stage: Stage,
  ): Promise<ScheduledState | undefined> {
    const { id, cluster, namespace, requestId, renewals } = inUse.issuance;
    const key = keyOf(inUse, stage);
    try {
      await this.#requests.open({
        kind: 'certificate-authority-renew',
        parameters: { cluster, namespace, issuance: id },
        key,
        reason: `${inUse.subject} of ${cluster} ends on ${dayOf(
          inUse.notAfter,
        )}; half of its life is over.`,
        ...(renewals === 'inAdvance' ? { approvedWith: requestId } : {}),
      });
    } catch (error) {
      const { cause } = failureOf(error);
      if (this.#problems.get(id) !== cause) {
        this.#problems.set(id, cause);
        this.#logger.warn(
          `the renewal of the certificate authority of ${cluster} could not be asked for; it is tried again: ${cause}`,
        );
      }
      return undefined;
    }
    this.#problems.delete(id);
    return this.#requests.look(key);
  }

  async #escalate(
    inUse: IssuanceInUse,
    stage: Stage,
    request: ScheduledState | undefined,
  ): Promise<void> {
    const { issuance, notAfter } = inUse;
    const { id, cluster, namespace, authority } = issuance;
    const now = this.#now();
    const hasEnded = notAfter <= now;
    const words = this.#whatIsWrong(id, request, hasEnded);
    if (!words) {
      return;
    }
    await this.#alerts.tell({
      subject: `renewal ${id}`,
      stage: stage.key,
      severity: SEVERITIES[stage.key] ?? 'high',
      title: hasEnded
        ? `The certificate authority of ${cluster} has ended and was not renewed`
        : `The certificate authority of ${cluster} ends ${untilThen(
            notAfter,
            now,
          )} and is not renewed`,
      description: words,
      link: request
        ? `/mesh/requests/${request.id}`
        : `/mesh/certificates/${encodeURIComponent(cluster)}`,
      recipients: [
        ...this.#settings.recipients,
        ...(this.#settings.escalateTo.get(authority) ?? []),
        ...this.#ownersOf(cluster, namespace),
        ...(request?.waitsFor ?? []),
      ],
    });
  }

  /** Why it is not renewed, and what to do; undefined while it is being done in time. */
  #whatIsWrong(
    id: string,
    request: ScheduledState | undefined,
    hasEnded: boolean,
  ): string | undefined {
    if (!request) {
      return `Its renewal could not be asked for: ${
        this.#problems.get(id) ?? 'the reason is not known'
      }`;
    }
    switch (request.status) {
      case 'requested':
        return request.waitsFor.length
          ? `Its renewal waits for an approval by ${request.waitsFor.join(
              ', ',
            )}.`
          : 'Its renewal waits for an approval, and no policy names who may give it: an administrator has to add one for certificate-authority-renew to mesh.requests.policies.';
      case 'approved':
      case 'provisioning':
        if (request.problem) {
          return `Its renewal is approved and does not get on: ${request.problem}`;
        }
        return hasEnded
          ? 'Its renewal is approved and was not carried out in time; look at its history, and whether backends work on requests.'
          : undefined;
      case 'ready':
        return 'A renewal was carried out, and the control plane still uses the former one; look at its history.';
      default:
        return `Its renewal is ${request.status}${
          request.problem ? `: ${request.problem}` : ''
        }. Ask for another, or retry it.`;
    }
  }

  /** The newest request for a renewal of this intermediate. */
  async #latest(
    inUse: IssuanceInUse,
    due: readonly Stage[],
  ): Promise<ScheduledState | undefined> {
    for (const stage of [...due].reverse()) {
      const request = await this.#requests.look(keyOf(inUse, stage));
      if (request) {
        return request;
      }
    }
    return undefined;
  }

  #reached(inUse: IssuanceInUse): Stage[] {
    return reached(renewalStages(inUse, this.#settings.days), this.#now());
  }
}

function keyOf({ issuance }: IssuanceInUse, { key }: Stage): string {
  return `certificate-authority-renew ${issuance.id} ${key}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
