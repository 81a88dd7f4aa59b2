import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { RequestStore } from '../../requests/store';
import { isNotInstalled } from '../../requests/work/Outbox';
import { AlarmStore, StoredAlarm } from './AlarmStore';

/** Tells people of alarms, at least once each: the mark is made after it has left. */
export class AlarmSender {
  readonly #alarms: AlarmStore;
  readonly #requests: Pick<RequestStore, 'find'>;
  readonly #notifications: NotificationService | undefined;
  readonly #logger: LoggerService;

  constructor(options: {
    alarms: AlarmStore;
    requests: Pick<RequestStore, 'find'>;
    /** Absent: nobody is notified; pages show alarms all the same. */
    notifications?: NotificationService;
    logger: LoggerService;
  }) {
    this.#alarms = options.alarms;
    this.#requests = options.requests;
    this.#notifications = options.notifications;
    this.#logger = options.logger;
  }

  /** Sends what nobody was told yet; what does not leave is tried again. */
  async send(now: number): Promise<void> {
    for (const alarm of await this.#alarms.open()) {
      if (alarm.notifiedAt === undefined) {
        await this.#sendOne(alarm, now);
      }
    }
  }

  async #sendOne(alarm: StoredAlarm, now: number): Promise<void> {
    const request = await this.#requests.find(alarm.requestId);
    if (!request) {
      return;
    }
    const owners = request.targets.flatMap(({ owners: of }) => of);
    try {
      await this.#notifications?.send({
        recipients: {
          type: 'entity',
          entityRef: [...new Set([request.requester, ...owners])],
        },
        payload: {
          title: `A retired machine has come back: ${request.plan.title}`,
          link: `/mesh/requests/${request.id}`,
          severity: 'critical',
          topic: 'mesh-virtual-machines',
          // Of several instances that send it, the last one replaces the others.
          scope: `mesh-vm-alarm:${alarm.requestId}:${alarm.name}:${alarm.connectedAt}`,
        },
      });
    } catch (error) {
      if (isNotInstalled(error)) {
        await this.#alarms.markNotified(alarm, now);
        return;
      }
      this.#logger.warn(
        `the alarm about ${alarm.name} of request ${
          alarm.requestId
        } could not be sent (${
          error instanceof Error ? error.name : 'Error'
        }); it is tried again`,
      );
      return;
    }
    await this.#alarms.markNotified(alarm, now);
  }
}
