import { ChildProcess, spawn } from 'child_process';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { DevMesh, eventually } from '../__testUtils__/devMesh';

jest.setTimeout(400_000);

const PROGRAM = join(__dirname, '../__testUtils__/backendProgram.ts');
/** Who asks the backend. */
const TOKEN = 'only-for-this-test';
const TRANSFORM = require.resolve('@backstage/cli/config/nodeTransform.cjs');

/** A machine with much else to do takes a minute to start a backend. */
const START_MS = 120_000;

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function entries(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name: `vm-${i}`, namespace: 'shop' },
    spec: { address: `10.0.${i >> 8}.${i & 255}` },
  }));
}

/** A backend in a process of its own, which has loaded its code and waits to be started. */
class BackendProcess {
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #url: string;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;

  constructor(options: {
    folder: string;
    /** For its log. */
    name: string;
    configFile: string;
    port: number;
  }) {
    const { folder, name, configFile, port } = options;
    this.#log = join(folder, `${name}.log`);
    this.#url = `http://127.0.0.1:${port}/api/mesh/health`;
    this.#child = spawn(
      process.execPath,
      ['--require', TRANSFORM, PROGRAM, '--wait', '--config', configFile],
      {
        // Backstage looks for a package.json.
        cwd: join(__dirname, '../..'),
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          TMPDIR: join(folder, 'tmp'),
          NODE_ENV: 'development',
        },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    const log = createWriteStream(this.#log, { flags: 'a' });
    this.#child.stdout!.pipe(log, { end: false });
    this.#child.stderr!.pipe(log, { end: false });
    this.ended = new Promise(resolve =>
      this.#child.once('exit', (code, signal) => {
        log.end();
        resolve({ code, signal });
      }),
    );
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  start(): void {
    this.#child.stdin!.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What `GET /health` says; throws with the log until it answers. */
  async health(): Promise<any> {
    if (!this.isAlive) {
      throw new Error(`it ended: ${this.#tail()}`);
    }
    const answer = await fetch(this.#url, {
      headers: { authorization: `Bearer ${TOKEN}` },
    }).catch(() => undefined);
    if (!answer?.ok) {
      throw new Error(`${answer && (await answer.text())} ${this.#tail()}`);
    }
    return answer.json();
  }

  #tail(): string {
    return readFileSync(this.#log, 'utf8').slice(-2000);
  }
}

describe('a backend that is killed while it reads a cluster for the first time', () => {
  let folder: string;
  let mesh: DevMesh;
  let configFile: string;
  let port: number;
  let backends: BackendProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    mkdirSync(join(folder, 'tmp'));
    mesh = await DevMesh.start({
      east: [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        ...entries(1200),
      ],
    });
    port = await freePort();
    configFile = join(folder, 'app-config.yaml');
    // JSON is YAML.
    writeFileSync(
      configFile,
      JSON.stringify({
        app: { baseUrl: 'http://127.0.0.1:3000' },
        backend: {
          baseUrl: `http://127.0.0.1:${port}`,
          listen: { host: '127.0.0.1', port },
          database: { client: 'better-sqlite3', connection: ':memory:' },
          auth: {
            externalAccess: [
              { type: 'static', options: { token: TOKEN, subject: 'test' } },
            ],
          },
        },
        mesh: { clusters: [mesh.details('east')] },
      }),
    );
  });

  afterEach(async () => {
    backends.forEach(backend => backend.kill('SIGKILL'));
    await Promise.all(backends.map(({ ended }) => ended));
    backends = [];
    await mesh.cluster('east').faults.set({ clear: true });
  });

  afterAll(async () => {
    await mesh.close();
    rmSync(folder, { recursive: true });
  });

  const east = () => mesh.cluster('east');

  const listsAsked = () =>
    east()
      .requests()
      .filter(({ path }) => path.includes('limit=500')).length;

  /** Starts it, and waits until it is in the midst of its lists. */
  async function startAndSync(backend: BackendProcess): Promise<void> {
    await east().faults.set({ latencyMs: 1500 });
    east().clearRequests();
    backend.start();
    await eventually(async () => {
      if (listsAsked() === 0) {
        await backend.health();
        throw new Error('it does not list yet');
      }
    }, START_MS);
  }

  async function expectComplete(started: BackendProcess) {
    await eventually(async () => {
      const { clusters, items } = await started.health();
      expect(clusters).toMatchObject([{ state: 'fresh', failures: [] }]);
      const { count } = items[0].kinds.find(
        ({ kind }: any) => kind === 'WorkloadEntry',
      );
      expect(count).toBe(1200);
    }, START_MS);
  }

  /** No temporary file of it is there. */
  function expectNothingLeft() {
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  }

  it('starts clean after SIGKILL, and ends within seconds on SIGTERM', async () => {
    // To load their code takes the longest: both do it at once.
    backends = ['first', 'second'].map(
      name => new BackendProcess({ folder, name, configFile, port }),
    );
    const [first, second] = backends;
    await startAndSync(first);
    first.kill('SIGKILL');
    expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expectNothingLeft();

    await startAndSync(second);
    await east().faults.set({ clear: true });
    await expectComplete(second);

    // It lists anew, and what is asked is answered when nobody waits any more.
    const before = listsAsked();
    await east().faults.set({ latencyMs: 30_000, expireWatches: true });
    await eventually(() => expect(listsAsked()).toBeGreaterThan(before));
    const askedAt = Date.now();
    second.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - askedAt).toBeLessThan(20_000);
    expectNothingLeft();
  });
});
