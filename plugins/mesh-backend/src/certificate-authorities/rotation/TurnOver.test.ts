import {
  ClusterUnreachableError,
  KubernetesStatusError,
  PodConnectionError,
} from '../../clusters/errors';
import { ProxySecrets } from '../controlPlane/ProxySecrets';
import { Gate, isThrough } from './gates';
import { MeshProxy } from './meshProxies';
import { TurnOver } from './TurnOver';

const HOUR = 3_600_000;
const SERVED = Date.UTC(2026, 10, 22);
const BOTH: Gate = {
  include: ['old', 'new'],
  exclude: [],
  words: 'believe both roots',
};

const proxy = (name: string, more: Partial<MeshProxy> = {}): MeshProxy => ({
  key: `east/shop/${name}`,
  kind: 'pod',
  cluster: 'east',
  namespace: 'shop',
  name,
  workload: `Deployment shop/${name}`,
  isAskable: true,
  createdAt: SERVED - HOUR,
  lifeMs: 24 * HOUR,
  ...more,
});

const machine = (name: string, lifeMs = 24 * HOUR) =>
  proxy(name, {
    kind: 'machine',
    isAskable: false,
    workload: undefined,
    createdAt: undefined,
    lifeMs,
  });

/** Proxies whose answers can be changed, at a time that can be moved. */
function world(answers: Record<string, ProxySecrets | Error>) {
  const state = { now: SERVED, asked: [] as string[] };
  const turnOver = new TurnOver({
    now: () => state.now,
    ask: async ({ name }) => {
      state.asked.push(name);
      const answer = answers[name];
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
  });
  const look = (
    proxies: MeshProxy[],
    more: { unknown?: string; gateId?: string } = {},
  ) =>
    turnOver.look(
      BOTH,
      { proxies, unknown: more.unknown, longestMs: 24 * HOUR },
      {
        gateId: more.gateId ?? 'one',
        servedAt: SERVED,
        signal: new AbortController().signal,
      },
    );
  return { state, answers, look };
}

describe('turning over', () => {
  it('is seen where a proxy can be asked, and asked again until then', async () => {
    const { state, answers, look } = world({
      a: { roots: ['old', 'new'] },
      b: {
        roots: ['old'],
        leaf: { notBefore: SERVED - HOUR, notAfter: SERVED + HOUR },
      },
    });
    const first = await look([proxy('a'), proxy('b')]);
    expect(first).toMatchObject({
      done: 1,
      total: 2,
      unknown: 0,
      complete: false,
      laggards: [
        {
          name: 'b',
          workload: 'Deployment shop/b',
          turned: 'no',
          by: new Date(SERVED + HOUR).toISOString(),
        },
      ],
    });
    answers.b = { roots: ['new', 'old'] };
    state.now += 1_000;
    expect((await look([proxy('a'), proxy('b')])).done).toBe(1);
    state.now += 10 * 60_000;
    expect((await look([proxy('a'), proxy('b')])).complete).toBe(true);
    // Who is through is not asked again.
    expect(state.asked.filter(name => name === 'a')).toHaveLength(1);
  });

  it('never takes time for an answer that was no', async () => {
    const { state, look } = world({ a: { roots: ['old'] } });
    await look([proxy('a')]);
    state.now = SERVED + 1_000 * HOUR;
    const late = await look([proxy('a')]);
    expect(late.complete).toBe(false);
    expect(late.laggards[0].why).toContain('restart Deployment shop/a');
  });

  it('waits for the life of a certificate where nobody can be asked', async () => {
    const { state, look } = world({ b: new Error('forbidden') });
    const all = [machine('vm', HOUR), proxy('b', { lifeMs: 2 * HOUR })];
    const first = await look(all);
    expect(first).toMatchObject({ done: 0, unknown: 2, complete: false });
    expect(first.doneBy).toBeGreaterThan(SERVED + 2 * HOUR);
    state.now = SERVED + HOUR + 60_000;
    expect(await look(all)).toMatchObject({ done: 1, unknown: 1 });
    state.now = SERVED + 2 * HOUR + 60_000;
    expect((await look(all)).complete).toBe(true);
  });

  it('takes a workload that was restarted since for turned over', async () => {
    const { look } = world({ b: new Error('forbidden') });
    const restarted = proxy('b', { createdAt: SERVED + 60_000 });
    expect((await look([restarted])).complete).toBe(true);
    const before = proxy('b', { createdAt: SERVED - 60_000 });
    expect((await look([before])).complete).toBe(false);
  });

  it('is not over while some are not known, until the longest life is', async () => {
    const { state, look } = world({});
    const unknown = 'The pods of east are not read.';
    const first = await look([], { unknown });
    expect(first.complete).toBe(false);
    expect(first.note).toContain(unknown);
    state.now = SERVED + 25 * HOUR;
    expect((await look([], { unknown })).complete).toBe(true);
  });

  it('forgets what it saw when another stage is written', async () => {
    const { state, answers, look } = world({ a: { roots: ['old', 'new'] } });
    expect((await look([proxy('a')])).complete).toBe(true);
    answers.a = { roots: ['new'] };
    state.now += 1;
    const other = await look([proxy('a')], { gateId: 'two' });
    expect(other.complete).toBe(false);
  });
});

describe('why a proxy is not seen to turn over', () => {
  it.each<[string, Error, RegExp]>([
    [
      'a right is missing',
      new KubernetesStatusError(403, 'Forbidden', 'pods is forbidden'),
      /may not open ports .* in east; bind the role of docs\/rbac\/root-changes\.yaml/,
    ],
    [
      'its pod is gone',
      new KubernetesStatusError(404, 'NotFound', 'not found'),
      /^Its pod is gone/,
    ],
    [
      'its cluster is away',
      new ClusterUnreachableError('connection refused'),
      /^east does not answer; it is asked again/,
    ],
    [
      'nothing listens',
      new PodConnectionError('port 15000 is closed'),
      /does not answer on its administration port/,
    ],
    [
      'it is no Envoy',
      new SyntaxError('Envoy answers 404'),
      /not as an Envoy does/,
    ],
    [
      'something else happens',
      new Error('the socket hung up'),
      /could not be asked \(the socket hung up\)/,
    ],
  ])('is a plain sentence where %s', async (_, error, words) => {
    const { look } = world({ b: error });
    const [laggard] = (await look([proxy('b')])).laggards;
    expect(laggard.why).toMatch(words);
    expect(laggard.why).not.toContain(error.name);
    expect(laggard.why).toMatch(
      /It turns over with its next certificate, by 2026-.* or at once when it is restarted\.$/,
    );
  });

  it('says of machines that time is waited for, and of nothing to restart', async () => {
    const { look } = world({});
    const [laggard] = (await look([machine('vm', HOUR)])).laggards;
    expect(laggard.why).toMatch(
      /^A machine cannot be asked from here.* at the latest\.$/,
    );
  });
});

describe('a gate', () => {
  it.each<[string, Partial<Gate>, ProxySecrets, boolean | undefined]>([
    ['both roots', { include: ['a', 'b'] }, { roots: ['b', 'a', 'c'] }, true],
    ['one of two', { include: ['a', 'b'] }, { roots: ['b'] }, false],
    ['nothing yet', { include: ['a'] }, {}, undefined],
    [
      'the old one too',
      { include: ['a'], exclude: ['b'] },
      { roots: ['a', 'b'] },
      false,
    ],
    [
      'the signer',
      { signer: 's' },
      { leaf: { notBefore: 0, notAfter: 1, signer: 's' } },
      true,
    ],
    [
      'another signer',
      { signer: 's' },
      { leaf: { notBefore: 0, notAfter: 1, signer: 't' } },
      false,
    ],
    [
      'a certificate alone',
      { signer: 's' },
      { leaf: { notBefore: 0, notAfter: 1 } },
      undefined,
    ],
  ])('is judged by %s', (_, gate, secrets, expected) => {
    expect(
      isThrough({ include: [], exclude: [], words: '', ...gate }, secrets),
    ).toBe(expected);
  });
});
