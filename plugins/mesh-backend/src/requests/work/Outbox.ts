import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { OutgoingEvent, RequestStore } from '../store';
import { backOff } from './failures';
import { eventOf, notificationsOf } from './notifications';

const AT_ONCE = 20;
/** How long another instance leaves alone what one has taken, in milliseconds. */
const TAKEN_MS = 30_000;
/** Notifications that could not be sent this often are given up; the page shows all the same. */
const LAST_ATTEMPT = 50;

/**
 * Sends an event and notifications for every step, at least once: the mark on
 * the history row is made after it has left.
 */
export class Outbox {
  readonly #store: RequestStore;
  readonly #events: Pick<EventsService, 'publish'>;
  readonly #notifications: NotificationService | undefined;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #chance: () => number;
  #silent = false;

  constructor(options: {
    store: RequestStore;
    events: Pick<EventsService, 'publish'>;
    /** Absent: nobody is notified. */
    notifications?: NotificationService;
    logger: LoggerService;
    now: () => number;
    chance: () => number;
  }) {
    this.#store = options.store;
    this.#events = options.events;
    this.#notifications = options.notifications;
    this.#logger = options.logger;
    this.#now = options.now;
    this.#chance = options.chance;
  }

  /** Sends what waits, until nothing is left or something does not leave. */
  async send(): Promise<void> {
    for (;;) {
      const outgoing = await this.#store.claimOutgoing({
        now: this.#now(),
        leaseMs: TAKEN_MS,
        limit: AT_ONCE,
      });
      for (const one of outgoing) {
        await this.#sendOne(one);
      }
      if (outgoing.length < AT_ONCE) {
        return;
      }
    }
  }

  async #sendOne(one: OutgoingEvent): Promise<void> {
    const of = { requestId: one.request.id, sequence: one.event.sequence };
    try {
      if (!one.eventSent) {
        await this.#events.publish(eventOf(one));
        await this.#store.markSent(of, { event: true }, this.#now());
      }
      if (!one.notified) {
        await this.#notify(one);
        await this.#store.markSent(of, { notification: true }, this.#now());
      }
    } catch (error) {
      const name = isError(error) ? error.name : 'Error';
      this.#logger.warn(
        `step ${of.sequence} of request ${of.requestId} could not be sent (${name}); it is tried again`,
      );
      await this.#store.delaySending(
        of,
        this.#now() + backOff(one.sendAttempts, this.#chance()),
      );
    }
  }

  async #notify(one: OutgoingEvent): Promise<void> {
    const service = this.#notifications;
    if (!service) {
      return;
    }
    try {
      for (const notification of notificationsOf(one)) {
        await service.send({
          recipients: {
            type: 'entity',
            entityRef: notification.recipients,
            ...(notification.except
              ? { excludeEntityRef: notification.except }
              : {}),
          },
          payload: {
            title: notification.title,
            ...(notification.description
              ? { description: notification.description }
              : {}),
            link: notification.link,
            severity: notification.severity,
            topic: 'mesh-requests',
            // The same step replaces its notification when it is sent twice.
            scope: `mesh-request:${one.request.id}:${
              one.event.sequence
            }:${notification.recipients.join()}`,
          },
        });
      }
    } catch (error) {
      if (isNotInstalled(error)) {
        this.#sayOnce();
      } else if (one.sendAttempts < LAST_ATTEMPT) {
        throw error;
      } else {
        this.#logger.error(
          `step ${one.event.sequence} of request ${one.request.id} was notified to nobody: sending failed ${LAST_ATTEMPT} times`,
        );
      }
    }
  }

  #sayOnce(): void {
    if (!this.#silent) {
      this.#silent = true;
      this.#logger.info(
        'nobody is notified of requests: the notifications plugin is not installed',
      );
    }
  }
}

/** Whether nobody can be notified. The service's own error names the status of the answer only in its words. */
export function isNotInstalled(error: unknown): boolean {
  return isError(error) && /\bstatus 404\b/.test(error.message);
}
