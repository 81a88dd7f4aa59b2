import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { readCertificates } from '@meshport/certificates';
import { ChildProcess, fork } from 'child_process';
import { createPrivateKey, createPublicKey } from 'crypto';
import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';
import type { Order, Question } from '../__testUtils__/issuingProgram';
import { certificateOf, stateOf } from './Issuance';

// Processes are started, and killed by SIGKILL.
jest.setTimeout(300_000);

const PROGRAM = resolvePackagePath(
  '@meshport/backstage-plugin-mesh-backend',
  'src/certificate-authorities/__testUtils__/issuingProgram.ts',
);
const SIX_MINUTES = 360;

/** A backend that issues, in a process of its own. */
class IssuingProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  readonly #gone: Promise<string | null>;
  #ended: ((words: string) => void) | undefined;
  #killAt: string | undefined;

  constructor(private readonly world: IssuanceWorld) {
    const { filename } = world.database.dbs[0].client.config.connection;
    this.#child = fork(PROGRAM, [world.kubeconfig, filename], {
      execArgv: ['--require', '@backstage/cli/config/nodeTransform.cjs'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Dates stay dates.
      serialization: 'advanced',
    });
    this.#gone = new Promise(resolve =>
      this.#child.once('exit', (_, signal) => {
        resolve(signal);
        this.#ended?.(`killed by ${signal}`);
      }),
    );
    this.#ready = new Promise((resolve, reject) => {
      this.#child.once('exit', () => reject(new Error('it did not start')));
      this.#child.on('message', (message: any) => {
        if (message.ready) {
          resolve();
        } else if (message.ended) {
          this.#ended?.(message.ended);
        } else if (message.number) {
          // What loads the program tells of its files by the same channel.
          void this.#answer(message);
        }
      });
    });
    // Whoever has it carry something out is told.
    this.#ready.catch(() => {});
  }

  /** How it ended: `done`, an error, or the signal that ended it at a boundary. */
  async carryOut(order: Order, killAt?: string): Promise<string> {
    await this.#ready;
    this.#killAt = killAt;
    const ended = new Promise<string>(resolve => {
      this.#ended = resolve;
    });
    this.#child.send(order);
    return ended;
  }

  async kill(): Promise<string | null> {
    this.#child.kill('SIGKILL');
    return this.#gone;
  }

  async #answer({ number, what, request }: Question): Promise<void> {
    const provider: any = this.world.service.provider(call => call());
    const reply: object = await (typeof provider[what] === 'function'
      ? provider[what](request).then(
          (answer: unknown) => ({ number, answer }),
          (error: Error) => ({ number, error: error.message }),
        )
      : { number });
    if (what === this.#killAt) {
      this.#child.kill('SIGKILL');
    } else if (this.#child.connected) {
      this.#child.send(reply);
    }
  }
}

describe('a backend that is killed while it issues', () => {
  let world: IssuanceWorld;
  let survivor: IssuingProcess;
  const started: IssuingProcess[] = [];
  let laterMs = 0;

  const start = () => {
    const one = new IssuingProcess(world);
    started.push(one);
    return one;
  };

  beforeAll(async () => {
    world = await IssuanceWorld.start();
    survivor = start();
  });
  afterAll(async () => {
    await Promise.all(started.map(one => one.kill()));
    await world.stop();
  });

  it.each([
    ['approved', 1, []],
    ['keyed', 1, ['nothing issued']],
    ['issueIntermediate', 2, ['issued']],
    ['issued', 2, ['issued']],
    ['checked', 2, ['issued']],
    ['secret', 1, []],
    ['written', 1, []],
  ] as const)(
    'leaves nothing unsaid when that is after %s, and another goes on six minutes later',
    async (boundary, certificates, orphans) => {
      const planner = world.process();
      const request = await world.request(planner.issue, {
        authority: 'cloud',
        cluster: 'main',
      });
      const known = world.service.ledger.length;
      const victim = start();
      expect(await victim.carryOut({ request, laterMs }, boundary)).toBe(
        'killed by SIGKILL',
      );
      world.service.clock.advance(SIX_MINUTES);
      laterMs += SIX_MINUTES * 1000;
      expect(await survivor.carryOut({ request, laterMs })).toBe('done');

      const issued = world.service.ledger.slice(known);
      expect(issued).toHaveLength(certificates);
      // What is in use was issued last, and its key is beside it.
      expect(world.serial).toBe(issued.at(-1)!.serial);
      const spki = { type: 'spki', format: 'pem' } as const;
      expect(
        createPublicKey(createPrivateKey(world.file('ca-key.pem'))).export(
          spki,
        ),
      ).toEqual(createPublicKey(world.file('ca-cert.pem')).export(spki));
      // Every other is listed, by its serial where there is one.
      const tries = (await planner.store.list()).filter(
        ({ requestId }) => requestId === request.id,
      );
      const left = tries.filter(one => stateOf(one) === 'orphaned');
      expect(
        left.map(one => (certificateOf(one) ? 'issued' : 'nothing issued')),
      ).toEqual(orphans);
      expect(
        left.flatMap(one => {
          const found = certificateOf(one);
          return found ? readCertificates(found.certificate)[0].serial : [];
        }),
      ).toEqual(issued.slice(0, -1).map(({ serial }) => serial));
      expect(tries.map(stateOf)).toContain('written');
      await planner.close();
    },
  );
});
