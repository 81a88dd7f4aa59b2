import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { LeaseLostError } from '../../requests/store';
import { failureOf, SecretMask } from '../../requests/work/failures';
import { Join } from '../join/Join';
import { JoinHold } from '../join/JoinHold';
import { RemoteClusterContext } from '../join/RemoteClusterContext';
import { alarmOf, TokenAlarm } from './alarms';
import { missingFixes } from './istioFixes';
import { readEvidence } from './istiodEvidence';
import { renewAt } from './renewal';
import { beginRotation, endRotation } from './rotate';

/** How long one renewal waits for istiods, in milliseconds; what is not ended then is ended the next time. */
const PATIENCE_MS = 150_000;
const LOOK_EVERY_MS = 2000;

/** Renews rotating tokens when half of their life is over. */
export class TokenRenewal {
  readonly #context: RemoteClusterContext;
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;
  readonly #owner: string;
  readonly #raise: (join: Join, alarm: TokenAlarm) => Promise<void>;
  readonly #patienceMs: number;
  readonly #lookEveryMs: number;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: {
    context: RemoteClusterContext;
    auditor: AuditorService;
    logger: LoggerService;
    /** Names this instance, unlike any other. */
    owner: string;
    /** Tells people of a token that runs out. */
    raise(join: Join, alarm: TokenAlarm): Promise<void>;
    patienceMs?: number;
    lookEveryMs?: number;
  }) {
    this.#context = options.context;
    this.#auditor = options.auditor;
    this.#logger = options.logger;
    this.#owner = `renewal/${options.owner}`;
    this.#raise = options.raise;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#lookEveryMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  }

  /** Does what is due; one run at a time. */
  async run(): Promise<void> {
    this.#running ??= this.#runOnce().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  /** Ends what goes on; it is gone on with later. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #runOnce(): Promise<void> {
    for (const join of await this.#context.store.due(this.#context.now())) {
      if (this.#stop.signal.aborted) {
        return;
      }
      await this.#look(join);
    }
  }

  async #look(join: Join): Promise<void> {
    const holder = {
      owner: this.#owner,
      keep: async () => this.#stop.signal.throwIfAborted(),
      signal: this.#stop.signal,
    };
    try {
      await this.#context.holdAs(join.id, holder, hold => this.#renew(hold));
    } catch (error) {
      if (error instanceof LeaseLostError || this.#stop.signal.aborted) {
        return;
      }
      const words = isError(error) ? failureOf(error).cause : 'Error';
      this.#logger.debug(
        `the token of ${join.remote} for ${join.primary} was not looked at: ${words}`,
      );
    }
  }

  async #renew(hold: JoinHold): Promise<void> {
    const { join } = hold;
    const due = renewAt(join);
    if (due === undefined || due > this.#context.now()) {
      // Another instance was here first.
      return;
    }
    const mask = new SecretMask();
    const event = await this.#auditor.createEvent({
      eventId: 'remote-cluster-token-renewal',
      severityLevel: 'medium',
      meta: { primary: join.primary, remote: join.remote },
    });
    try {
      const problem = await this.#rotate(hold, secret => mask.hide(secret));
      if (problem) {
        await this.#delay(hold, problem);
        await event.fail({ error: new Error(problem) });
        return;
      }
      await hold.note({
        tryAt: undefined,
        problem: undefined,
        alarm: undefined,
      });
      await event.success({
        meta: {
          expires: new Date(hold.join.current!.expiresAt ?? 0).toISOString(),
        },
      });
    } catch (error) {
      const cause = mask.mask(failureOf(error).cause);
      await event.fail({ error: new Error(cause) });
      if (error instanceof LeaseLostError || this.#stop.signal.aborted) {
        throw error;
      }
      await this.#delay(hold, cause);
    }
  }

  /** Why it did not succeed, in words; undefined when it did. */
  async #rotate(
    hold: JoinHold,
    hide: (secret: string) => void,
  ): Promise<string | undefined> {
    const { join } = hold;
    const begun = join.previous !== undefined || join.next !== undefined;
    const byHand = begun ? undefined : await this.#whyByHand(hold);
    if (byHand) {
      return byHand;
    }
    const options = {
      ...this.#context.pairs.connections(join),
      pairs: this.#context.pairs,
      kind: join.tokenKind,
      settings: this.#context.tokenSettings(),
      hide,
      now: () => this.#context.now(),
    };
    await beginRotation(hold, options);
    const deadline = Date.now() + this.#patienceMs;
    for (;;) {
      const { state, message } = await endRotation(hold, options);
      if (state === 'taken') {
        return undefined;
      }
      if (state !== 'waiting' || Date.now() > deadline) {
        return message;
      }
      await new Promise(resolve => setTimeout(resolve, this.#lookEveryMs));
      await hold.keep();
    }
  }

  /** Why the token is not renewed without a person. */
  async #whyByHand({ join, signal }: JoinHold): Promise<string | undefined> {
    if (!this.#context.tokenSettings().scheduled) {
      return 'Tokens are renewed by hand here (mesh.remoteClusters.tokens.scheduled).';
    }
    const { primary } = this.#context.pairs.connections(join);
    const istiods = await readEvidence(primary, join.clusterId, {
      details: true,
      signal,
    });
    const mute = istiods.find(one => one.failure);
    if (mute) {
      return `It is not renewed without a person, since istiod cannot be asked: ${mute.failure}`;
    }
    const versions = istiods.map(({ version }) => version);
    const [missing] = missingFixes(versions, this.#context.istioFixes());
    return (
      missing &&
      `It is not renewed without a person, since not every istiod of ${join.primary} has the fix of ${missing.issue}: ${missing.defect}.`
    );
  }

  /** Tries again later, and tells of it. */
  async #delay(hold: JoinHold, problem: string): Promise<void> {
    const { join } = hold;
    const now = this.#context.now();
    const alarm = alarmOf(join, problem, now);
    await hold.note({
      problem,
      tryAt: now + this.#context.tokenSettings().renewEveryMs,
      alarm: alarm?.key,
    });
    if (alarm && alarm.key !== join.alarm) {
      this.#logger.warn(`${alarm.title}. ${alarm.description}`);
      await this.#raise(join, alarm);
    }
  }
}
