import { CaProvider } from '@meshport/backstage-plugin-mesh-node';
import knexFactory from 'knex';
import { ClusterConnection, HttpClusterConnection } from '../../clusters';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { issuanceProcess } from './issuanceProcess';

/** What the parent is asked; it answers `{ number, answer }` or `{ number, error }`, or kills. */
export interface Question {
  number: number;
  /** A boundary that was passed, or a method of the authority. */
  what: string;
  request?: unknown;
}

/** What the parent wants done: an issuance, at a time that may be moved. */
export interface Order {
  request: { id: string; plan: any };
  laterMs: number;
}

// A backend in a process of its own as far as it issues: it can be killed for
// good. Started as `issuingProgram KUBECONFIG DATABASE`.
const [kubeconfig, filename] = process.argv.slice(2);
const waiting = new Map<number, (message: any) => void>();
let laterMs = 0;

/** Goes on when the parent says so. */
async function ask(what: string, request?: unknown): Promise<any> {
  const number = waiting.size + 1;
  const answered = new Promise<any>(resolve => waiting.set(number, resolve));
  process.send!({ number, what, request } satisfies Question);
  const { answer, error } = await answered;
  if (error) {
    throw new Error(error);
  }
  return answer;
}

/** After a write the parent may kill. */
async function passing<T>(what: string, write: Promise<T>): Promise<T> {
  const result = await write;
  await ask(what);
  return result;
}

const provider: CaProvider = {
  remembersSeconds: 300,
  describe: () => ask('describe'),
  issueIntermediate: ({ signal: _, ...request }) =>
    ask('issueIntermediate', request),
  find: ({ signal: _, ...request }) => ask('find', request),
};

const store = new IssuanceStore(
  knexFactory({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  }),
);
const noting = new Proxy(store, {
  get: (target, key) => {
    switch (key) {
      case 'begin':
        return (...args: Parameters<IssuanceStore['begin']>) =>
          passing('approved', target.begin(...args));
      case 'append':
        return (...args: Parameters<IssuanceStore['append']>) =>
          passing(args[1].type, target.append(...args));
      default: {
        const value = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
    }
  },
});

const cluster = new HttpClusterConnection({
  name: 'main',
  kubeconfig: { file: kubeconfig, context: 'main' },
});
const connection: ClusterConnection = new Proxy(cluster, {
  get: (target, key) => {
    const value = Reflect.get(target, key, target);
    if (key !== 'request') {
      return typeof value === 'function' ? value.bind(target) : value;
    }
    return (request: any) => {
      const isWrite = (request.method ?? 'GET') !== 'GET';
      return isWrite && !request.query?.dryRun
        ? passing('secret', target.request(request))
        : target.request(request);
    };
  },
});

const { issue } = issuanceProcess({
  connection,
  provider,
  store: noting,
  now: () => Date.now() + laterMs,
});

async function carryOut(order: Order): Promise<string> {
  laterMs = order.laterMs;
  try {
    await issue.provision({
      requestId: order.request.id,
      plan: order.request.plan,
      attempt: 1,
      signal: new AbortController().signal,
      made: [],
      keepLease: async () => {},
      hide: () => {},
    } as any);
    return 'done';
  } catch (error) {
    return String(error);
  }
}

process.on('message', async (message: any) => {
  if (message.request) {
    process.send!({ ended: await carryOut(message) });
  } else {
    waiting.get(message.number)?.(message);
  }
});
process.send!({ ready: true });
