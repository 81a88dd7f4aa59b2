import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { IdempotencyMemory, MovableClock } from '@meshport/ca-conformance';
import {
  CaProvider,
  IntermediateRequest,
  IssuedIntermediate,
} from '@meshport/backstage-plugin-mesh-node';
import {
  generateCaKey,
  LocalAuthority,
  readCertificates,
} from '@meshport/certificates';
import {
  nameConstraints,
  TestAuthority,
} from '@meshport/certificates/testUtils';

/** How an answer goes wrong, once. */
export type Fault =
  | 'lost'
  | 'refused'
  | 'otherKey'
  | 'otherIssuer'
  | 'shorter'
  | 'longer'
  | 'deeper'
  | 'garbage'
  | 'busy';

const DAY_MS = 86_400_000;
/** How much longer than asked for it lives. */
const MORE_DAYS: Partial<Record<Fault, number>> = { shorter: -20, longer: 2 };

/** A certificate that was issued, as the service itself knows it. */
export interface Ledgered {
  serial: string;
  publicKey: string;
  certificate: string;
  revoked: boolean;
}

/** A service that outlives the processes that call it: it signs for real, remembers as AWS does, and counts. */
export class StandInAuthority {
  readonly ledger: Ledgered[] = [];
  readonly faults: Fault[] = [];
  /** Whether it can tell what it issued. */
  tells = true;
  calls = 0;
  /** Answers wait for it. */
  hold: Promise<void> | undefined;
  readonly #memory: IdempotencyMemory<IssuedIntermediate>;

  private constructor(
    readonly clock: MovableClock,
    private readonly authority: TestAuthority,
  ) {
    this.#memory = new IdempotencyMemory(clock, 300);
  }

  /**
   * @param options - `permits`: the trust domains that may stand below it; any
   * when absent
   */
  static async start(
    clock: MovableClock,
    { permits }: { permits?: string[] } = {},
  ): Promise<StandInAuthority> {
    return new StandInAuthority(
      clock,
      new TestAuthority({
        name: 'Stand-in root',
        key: await generateCaKey('P-256'),
        now: new Date(),
        days: 3_650,
        extensions: permits ? [nameConstraints({ uri: permits })] : [],
      }),
    );
  }

  /** PEM. */
  get root(): string {
    return this.authority.certificate;
  }

  /** How one process reaches it. */
  provider(around: <T>(call: () => Promise<T>) => Promise<T>): CaProvider {
    const find: CaProvider['find'] = async ({ publicKey }) =>
      this.tells
        ? this.ledger
            .filter(one => one.publicKey === publicKey)
            .map(one => ({ ...one, reference: one.serial }))
        : undefined;
    return {
      remembersSeconds: 300,
      describe: async () => {
        const [facts] = readCertificates(this.root);
        return {
          id: 'stand-in',
          subject: facts.subject,
          keyAlgorithm: facts.keyAlgorithm,
          certificate: facts.pem,
          chain: [],
          notAfter: facts.notAfter,
          limits: [],
        };
      },
      revocationLists: async () => [
        { crl: this.authority.list(), source: 'the stand-in' },
      ],
      issueIntermediate: request => around(() => this.#answer(request)),
      find,
      revoke: ({ reference }) =>
        around(async () => {
          this.ledger.find(one => one.serial === reference)!.revoked = true;
        }),
    };
  }

  async #answer(request: IntermediateRequest): Promise<IssuedIntermediate> {
    this.calls += 1;
    await this.hold;
    const fault = this.faults.shift();
    if (fault === 'refused') {
      throw new InputError('csr: the policy of the service does not allow it');
    }
    if (fault === 'busy') {
      throw new ServiceUnavailableError('the service is busy');
    }
    const issued = await this.#memory.once(request.idempotencyKey, () =>
      this.#sign(request, fault),
    );
    switch (fault) {
      case 'lost':
        throw new ServiceUnavailableError('the connection was reset');
      case 'garbage':
        return { ...issued, certificate: 'no certificate' };
      case 'otherKey':
        return { ...issued, certificate: this.root };
      default:
        return issued;
    }
  }

  async #sign(
    { csr, notAfter, pathLength }: IntermediateRequest,
    fault: Fault | undefined,
  ): Promise<IssuedIntermediate> {
    const issuers =
      fault === 'otherIssuer'
        ? [await this.#issuing(), this.authority]
        : [this.authority];
    const [{ key, certificate: own }] = issuers;
    const authority = new LocalAuthority({
      key,
      certificate: own,
      chain: issuers
        .slice(1)
        .map(one => one.certificate)
        .join(''),
    });
    const certificate = authority.signIntermediate(csr, {
      notAfter: new Date(
        notAfter.getTime() + (MORE_DAYS[fault!] ?? 0) * DAY_MS,
      ),
      pathLength: fault === 'deeper' ? pathLength + 1 : pathLength,
    });
    const [{ serial, publicKey }] = readCertificates(certificate);
    this.ledger.push({ serial, publicKey, certificate, revoked: false });
    return {
      certificate,
      chain: issuers.map(one => one.certificate),
      reference: serial,
      notes: [],
    };
  }

  /** Another authority below the same root. */
  async #issuing(): Promise<TestAuthority> {
    return this.authority.issue({
      name: 'Stand-in issuing',
      key: await generateCaKey('P-256'),
      days: 3_000,
      pathLength: 1,
    });
  }
}
