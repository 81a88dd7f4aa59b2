import { spawn } from 'node:child_process';
import type { CallQuestion } from '@meshport/istio';
import type { CallerPod } from './calls';
import { NAMESPACES, worldObjects, WORKLOADS } from './policyWorld';

/** Kinds that a round makes and the next one takes away. */
const POLICY_KINDS = [
  'peerauthentications.security.istio.io',
  'requestauthentications.security.istio.io',
  'authorizationpolicies.security.istio.io',
  'destinationrules.networking.istio.io',
  'virtualservices.networking.istio.io',
  'sidecars.networking.istio.io',
];

/** Milliseconds in which proxies have what was applied; a disagreement waits once more. */
const SETTLES = 2500;

/** Makes the calls that standard input lists, each on a connection of its own. */
const CALLER = `
import http.client, json, sys
for line in sys.stdin:
    call = json.loads(line)
    try:
        connection = http.client.HTTPConnection(call['address'], call['port'], timeout=5)
        connection.putrequest(call['method'], call['path'], skip_host=True, skip_accept_encoding=True)
        for name, value in call['headers'].items():
            connection.putheader(name, value)
        connection.endheaders()
        print(connection.getresponse().status, flush=True)
        connection.close()
    except Exception as error:
        print(0, flush=True)
`;

/** Pods, policies and calls on a real mesh. */
export class PolicyWire {
  constructor(private readonly kubectl: string) {}

  /** Makes the world and waits for its pods. */
  async start(): Promise<void> {
    await this.#run(['apply', '-f', '-'], lines(worldObjects()));
    for (const { name, namespace } of WORKLOADS) {
      await this.#run([
        ...['-n', namespace, 'rollout', 'status', `deployment/${name}`],
        '--timeout=90s',
      ]);
    }
  }

  async pods(): Promise<CallerPod[]> {
    const { items } = await this.#json(['get', 'pods', '-A']);
    return items
      .filter(({ metadata }: any) =>
        NAMESPACES.includes(metadata.namespace as 'alpha'),
      )
      .map(({ metadata: { namespace, name } }: any) => ({ namespace, name }));
  }

  /** Takes the policies of the last round away and applies others. */
  async replace(policies: readonly object[]): Promise<void> {
    for (const namespace of [...NAMESPACES, 'istio-system']) {
      await this.#run([
        ...['-n', namespace, 'delete', POLICY_KINDS.join(','), '--all'],
        '--wait=false',
      ]);
    }
    if (policies.length) {
      await this.#run(['apply', '-f', '-'], lines(policies));
    }
    await new Promise(resolve => setTimeout(resolve, SETTLES));
  }

  /** The status of each call; 0 where the connection broke. */
  async call(calls: readonly CallQuestion[]): Promise<number[]> {
    const { items } = await this.#json(['get', 'services', '-A']);
    const addressOf = ({ to }: CallQuestion): string =>
      items.find(
        ({ metadata }: any) =>
          metadata.name === to.name && metadata.namespace === to.namespace,
      ).spec.clusterIP;
    const codes: number[] = new Array(calls.length).fill(0);
    const callers = [
      ...new Set(calls.map(({ from }) => `${from.namespace}/${from.name}`)),
    ];
    for (const caller of callers) {
      const [namespace, pod] = caller.split('/');
      const own = [...calls.entries()].filter(
        ([, { from }]) => from.namespace === namespace && from.name === pod,
      );
      const said = await this.#run(
        [
          ...['-n', namespace, 'exec', '-i', pod, '-c', 'app', '--'],
          ...['python3', '-c', CALLER],
        ],
        own
          .map(([, call]) =>
            JSON.stringify({ ...call, address: addressOf(call) }),
          )
          .join('\n'),
      );
      said
        .trim()
        .split('\n')
        .forEach((code, index) => (codes[own[index][0]] = Number(code)));
    }
    return codes;
  }

  async #json(args: string[]): Promise<any> {
    return JSON.parse(await this.#run([...args, '-o', 'json']));
  }

  #run(args: string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.kubectl, args);
      let [said, wrong] = ['', ''];
      child.stdout.on('data', part => (said += part));
      child.stderr.on('data', part => (wrong += part));
      child.on('error', reject);
      child.on('close', code =>
        code === 0
          ? resolve(said)
          : reject(new Error(`kubectl ${args.join(' ')}: ${wrong}`)),
      );
      child.stdin.end(input);
    });
  }
}

function lines(objects: readonly object[]): string {
  return objects.map(one => JSON.stringify(one)).join('\n---\n');
}
