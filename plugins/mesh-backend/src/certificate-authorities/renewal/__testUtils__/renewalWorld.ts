import {
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  readCertificates,
} from '@meshport/certificates';
import { Killer } from '../../../remote-clusters/__testUtils__/Killer';
import { ModelDatabase, openDatabase } from '../../../requests/model/databases';
import { ScheduledState } from '../../../requests/ScheduledRequests';
import { SILENT } from '../../../requests/model/ModelInstance';
import { Issuance, IssuanceEvent } from '../../issuance/Issuance';
import { AlertStore } from '../AlertStore';
import { CaAlerts } from '../CaAlerts';
import { Renewals } from '../Renewals';

export const DAY = 86_400_000;
export const PLATFORM = 'group:default/platform';

const NOBODY = new Killer(Infinity, 'before');

/** Kills at every call of a store. */
function killing<T extends object>(store: T, killer: Killer): T {
  return new Proxy(store, {
    get: (target, key) => {
      const value = Reflect.get(target, key, target);
      return typeof value === 'function'
        ? (...args: unknown[]) => killer.write(() => value.apply(target, args))
        : value;
    },
  });
}

/** Issuances, requests and people, with a clock that a test moves. */
export class RenewalWorld {
  now = Date.parse('2026-01-01T00:00:00Z');
  readonly issuances: Issuance[] = [];
  readonly requests = new Map<string, ScheduledState & { asked: any }>();
  readonly sent: any[] = [];
  readonly logs: string[] = [];
  /** Set: requests cannot be opened. */
  refusal: Error | undefined;
  /** Set: the service of notifications fails. */
  outage: Error | undefined;
  /** By cluster, where the control plane has something of another. */
  readonly present = new Map<string, string>();

  private constructor(readonly database: ModelDatabase) {}

  static async start(): Promise<RenewalWorld> {
    return new RenewalWorld(await openDatabase('sqlite'));
  }

  /** One instance of the backend, which a killer may end. */
  instance(killer: Killer = NOBODY): { renewals: Renewals; alerts: CaAlerts } {
    const logger = {
      ...SILENT,
      warn: (text: string) => {
        this.logs.push(text);
      },
    };
    const alerts = new CaAlerts({
      store: killing(new AlertStore(this.database.dbs[0]), killer),
      notifications: {
        send: async sent => {
          if (this.outage) {
            throw this.outage;
          }
          await killer.write(async () => {
            this.sent.push(sent);
          });
        },
      },
      logger,
      now: () => this.now,
    });
    const renewals = new Renewals({
      issuances: { list: async () => this.issuances },
      requests: {
        open: request =>
          killer.write(async () => {
            const known = this.requests.get(request.key);
            if (known) {
              return { id: known.id, created: false };
            }
            if (this.refusal) {
              throw this.refusal;
            }
            const id = `request-${this.requests.size + 1}`;
            this.requests.set(request.key, {
              id,
              key: request.key,
              status: 'requested',
              waitsFor: [PLATFORM],
              asked: request,
            });
            return { id, created: true };
          }),
        look: async key => this.requests.get(key),
      },
      present: async ({ issuance }) => this.present.get(issuance.cluster),
      alerts,
      settings: {
        days: [30, 14, 7],
        recipients: ['group:default/security'],
        escalateTo: new Map([['local', ['user:default/lead']]]),
      },
      ownersOf: () => ['group:default/owners'],
      logger,
      now: () => this.now,
    });
    return { renewals, alerts };
  }

  /** An intermediate that was written to a control plane now. */
  async issued(
    options: {
      cluster?: string;
      days?: number;
      renewals?: Issuance['renewals'];
      /** Days before it was issued from which on it holds. */
      datedBack?: number;
      /** Events after it was issued. */
      then?: IssuanceEvent['type'][];
    } = {},
  ): Promise<Issuance> {
    const { cluster = 'east', days = 90, renewals = 'ask' } = options;
    const rootKey = await generateCaKey('P-256');
    const key = await generateCaKey('P-256');
    const certificate = createRoot({
      key: rootKey,
      subject: { commonName: 'Root' },
      now: new Date(this.now),
      notAfter: new Date(this.now + 3650 * DAY),
    });
    const authority = new LocalAuthority({ key: rootKey, certificate });
    const intermediate = authority.signIntermediate(
      createIntermediateCsr({
        key,
        subject: { commonName: `Intermediate of ${cluster}` },
        pathLength: 0,
      }),
      {
        // Signed certificates hold from five minutes before.
        now: new Date(this.now + 300_000 - (options.datedBack ?? 0) * DAY),
        notAfter: new Date(this.now + days * DAY),
        pathLength: 0,
      },
    );
    const at = this.now;
    const texts = { text: 'so it is', mend: 'so be it' };
    const issuance = {
      id: `issuance-${this.issuances.length + 1}`,
      number: 1,
      createdAt: at,
      operation: 'request/first',
      requestId: 'first',
      cluster,
      namespace: 'istio-system',
      authority: 'local',
      provider: 'local',
      keyType: 'P-256',
      validityDays: days,
      subject: { commonName: 'x', organization: 'y', locality: cluster },
      renewals,
      events: [
        { type: 'requested', at, ...texts },
        {
          type: 'issued',
          at,
          ...texts,
          certificate: intermediate,
          chain: authority.chain,
          reference: 'serial',
        },
        ...(options.then ?? ['written', 'live']).map(type => ({
          type,
          at,
          ...texts,
        })),
      ],
    } as unknown as Issuance;
    this.issuances.unshift(issuance);
    return issuance;
  }

  fingerprintOf(issuance: Issuance): string {
    const issued = issuance.events.find(({ type }) => type === 'issued') as any;
    return readCertificates(issued.certificate)[0].fingerprint;
  }

  /** To whom which titles were sent, in the order of time. */
  get told(): { title: string; severity: string; to: string[] }[] {
    return this.sent.map(({ recipients, payload }) => ({
      title: payload.title,
      severity: payload.severity,
      to: recipients.entityRef,
    }));
  }

  stop(): Promise<void> {
    return this.database.close();
  }
}
