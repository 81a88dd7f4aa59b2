import { createHash } from 'crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { isNotInstalled } from '../../requests/work/Outbox';
import { AlertKey, AlertStore } from './AlertStore';

/** For how long other instances leave an alert to the one that sends it, in milliseconds. */
const SENDING_MS = 60_000;

/** Something about a certificate authority that people have to know. */
export interface CaAlert extends AlertKey {
  severity: 'normal' | 'high' | 'critical';
  title: string;
  /** What it means and what to do. */
  description: string;
  /** Path of a page of the portal. */
  link: string;
  /** Entity references. */
  recipients: readonly string[];
}

/**
 * Tells people once of each thing, however many instances notice it. What was
 * not sent, since the service failed or the instance died, is sent at the next
 * look, and replaces what was sent in half.
 */
export class CaAlerts {
  readonly #store: AlertStore;
  readonly #notifications: Pick<NotificationService, 'send'>;
  readonly #logger: LoggerService;
  readonly #now: () => number;

  constructor(options: {
    store: AlertStore;
    notifications: Pick<NotificationService, 'send'>;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#store = options.store;
    this.#notifications = options.notifications;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /** True when it was told now. */
  async tell(alert: CaAlert): Promise<boolean> {
    const claim = { now: this.#now(), forMs: SENDING_MS };
    if (!(await this.#store.claim(alert, claim))) {
      return false;
    }
    const { title, description, recipients } = alert;
    this.#logger.warn(`${title}. ${description}`);
    if (recipients.length) {
      const sent = await this.#send(alert);
      if (!sent) {
        return false;
      }
    }
    await this.#store.sent(alert, this.#now());
    return true;
  }

  async #send(alert: CaAlert): Promise<boolean> {
    const { subject, stage, severity, title, description, link } = alert;
    try {
      await this.#notifications.send({
        recipients: {
          type: 'entity',
          entityRef: [...new Set(alert.recipients)],
        },
        payload: {
          title,
          description,
          severity,
          link,
          topic: 'mesh-certificate-authorities',
          scope: `mesh-ca:${createHash('sha256')
            .update(`${subject} ${stage}`)
            .digest('hex')
            .slice(0, 32)}`,
        },
      });
      return true;
    } catch (error) {
      if (isNotInstalled(error)) {
        // Nobody can be told by notification; the log and the page tell it.
        return true;
      }
      this.#logger.warn(
        `an alert of certificate authorities could not be sent (${
          isError(error) ? error.name : 'Error'
        }); it is tried again: ${title}`,
      );
      return false;
    }
  }
}
