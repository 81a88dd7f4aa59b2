import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import type { Mesh } from '../../../e2e-tests/real-mesh/equipment';
import { Kubectl } from '../../../e2e-tests/real-mesh/Kubectl';
import { Machine } from '../../../e2e-tests/real-mesh/Machine';
import { CleanUp, run } from '../../../e2e-tests/support/programs';
import { CASE_NAMESPACE, caseWorld } from '../policyCases/caseWorld';
import { CALLER } from './callerProgram';
import type { CallerOnWire, GeneratedCall } from './calls';
import {
  GATE,
  MACHINE,
  MACHINE_COMMAND,
  NAMESPACES,
  portsOf,
  worldObjects,
} from './policyWorld';

/** Kinds that a round makes and the next one takes away. */
const POLICY_KINDS = [
  'peerauthentications.security.istio.io',
  'requestauthentications.security.istio.io',
  'authorizationpolicies.security.istio.io',
  'destinationrules.networking.istio.io',
  'virtualservices.networking.istio.io',
  'sidecars.networking.istio.io',
  'gateways.networking.istio.io',
  'serviceentries.networking.istio.io',
  'httproutes.gateway.networking.k8s.io',
  'referencegrants.gateway.networking.k8s.io',
];

/** Milliseconds in which proxies have what was applied; a disagreement waits longer. */
const SETTLES = 2500;

/** Workloads, policies and calls on a real mesh. */
export class PolicyWire {
  #meshConfig: Record<string, unknown> | undefined;
  #applied: readonly object[] = [];
  readonly #machine: Machine;

  constructor(private readonly mesh: Omit<Mesh, 'addresses'>, work: string) {
    const net = this.cidr.replace(/0\/24$/, '');
    this.#machine = new Machine(mesh, work, 'policies', `${net}200`);
  }

  /** Where the pods are, `10.N.0.0/24`. */
  get cidr(): string {
    return this.mesh.cidr;
  }

  /** Makes the world and waits for its pods and the machine. */
  async start(cleanUp: CleanUp): Promise<void> {
    // A mesh that runs on is left as it was.
    cleanUp.add(() => this.configure({}));
    await this.configure({});
    const objects = [...worldObjects(), ...caseWorld(this.cidr)];
    await this.#run(['apply', '-f', '-'], lines(objects));
    await this.#clear();
    const deployments = objects.filter(one => one.kind === 'Deployment');
    for (const { metadata } of deployments) {
      const { name, namespace } = metadata;
      await this.#run([
        ...['-n', namespace, 'rollout', 'status', `deployment/${name}`],
        '--timeout=90s',
      ]);
    }
    await this.#machine.join(
      new Kubectl(this.mesh),
      { ...MACHINE, port: portsOf({ isHeadless: false })[0].targetPort },
      cleanUp,
      MACHINE_COMMAND,
    );
  }

  /** The pods and the machine that call with any policies. */
  async callers(): Promise<CallerOnWire[]> {
    return (await this.workloads()).filter(
      one => one.namespace !== CASE_NAMESPACE,
    );
  }

  /** All pods of the world, and the machine. */
  async workloads(): Promise<CallerOnWire[]> {
    const { items } = await this.#json(['get', 'pods', '-A']);
    const { items: entries } = await this.#json([
      'get',
      'workloadentries',
      '-A',
    ]);
    const kinds: Record<string, CallerOnWire['kind']> = {
      plain: 'plain',
      edge: 'gateway',
    };
    return [
      ...items
        .filter(({ metadata }: any) =>
          [...NAMESPACES, CASE_NAMESPACE].includes(metadata.namespace),
        )
        .map(({ metadata: { namespace, name } }: any) => ({
          namespace,
          name,
          kind: kinds[namespace] ?? 'sidecar',
        })),
      ...entries
        .filter(({ metadata }: any) => metadata.name.startsWith(MACHINE.name))
        .map(({ metadata: { namespace, name } }: any) => ({
          namespace,
          name,
          kind: 'virtualMachine',
        })),
    ];
  }

  /** Takes all policies of the world away, whoever applied them. */
  async #clear(): Promise<void> {
    await Promise.all(
      [...NAMESPACES, CASE_NAMESPACE, 'istio-system'].map(namespace =>
        this.#run([
          ...['-n', namespace, 'delete', POLICY_KINDS.join(','), '--all'],
          '--wait=false',
        ]),
      ),
    );
  }

  /**
   * Takes the policies of the last round away and applies others.
   *
   * @returns what istiod refuses, which is left out
   */
  async replace(policies: readonly object[]): Promise<string[]> {
    const former = this.#applied;
    if (former.length) {
      await this.#run(
        ['delete', '--ignore-not-found', '--wait=false', '-f', '-'],
        lines(former),
      );
    }
    this.#applied = policies;
    if (!policies.length) {
      return [];
    }
    const refused = await this.#run(['apply', '-f', '-'], lines(policies)).then(
      () => [],
      (error: Error) => {
        const wrong = error.message
          .split('\n')
          .filter(line => line.startsWith('Error') || line.includes('error'));
        if (!wrong.every(line => line.includes('denied the request'))) {
          throw error;
        }
        return wrong;
      },
    );
    await setTimeout(SETTLES);
    return refused;
  }

  /** Sets the mesh's configuration: what it was when first asked for, and more. */
  async configure(more: Record<string, unknown>): Promise<void> {
    const map = ['-n', 'istio-system', 'configmap', 'istio'];
    if (!this.#meshConfig) {
      const { data } = await this.#json(['get', ...map]);
      this.#meshConfig = parse(data.mesh);
    }
    const mesh = stringify({ ...this.#meshConfig, ...more });
    await this.#run([
      ...['patch', ...map, '--type=merge', '-p'],
      JSON.stringify({ data: { mesh } }),
    ]);
  }

  /** The status of each call; 0 where the connection broke. */
  async call(calls: readonly GeneratedCall[]): Promise<number[]> {
    const addressOf = await this.#addresses();
    const codes: number[] = new Array(calls.length).fill(0);
    const callers = [
      ...new Set(calls.map(({ from }) => `${from.namespace}/${from.name}`)),
    ];
    await Promise.all(
      callers.map(async caller => {
        const own = [...calls.entries()].filter(
          ([, { from }]) => `${from.namespace}/${from.name}` === caller,
        );
        const input = own
          .map(([, call]) =>
            JSON.stringify({
              ...call,
              address: addressOf(call),
              port: call.kind === 'gateway' ? 80 : call.port,
            }),
          )
          .join('\n');
        const said = await this.#callFrom(own[0][1], input);
        said
          .trim()
          .split('\n')
          .forEach((code, index) => (codes[own[index][0]] = Number(code)));
      }),
    );
    return codes;
  }

  async #callFrom(
    { from, kind }: Pick<GeneratedCall, 'from' | 'kind'>,
    input: string,
  ): Promise<string> {
    const command = ['python3', '-c', CALLER];
    if (kind === 'virtualMachine') {
      return (await this.#machine.execWith(input, ...command)).stdout;
    }
    // Those outside call the gateway: they have no proxy.
    const pod =
      kind === 'gateway'
        ? ['-n', 'plain', 'exec', '-i', 'deployment/raw']
        : ['-n', from.namespace, 'exec', '-i', from.name];
    return this.#run([...pod, '-c', 'app', '--', ...command], input);
  }

  /** Where each call goes: to the Service, to a pod of a headless one, or to the gateway. */
  async #addresses(): Promise<(call: GeneratedCall) => string> {
    const { items: services } = await this.#json(['get', 'services', '-A']);
    const { items: pods } = await this.#json(['get', 'pods', '-A']);
    return ({ to, kind }) => {
      const { name, namespace } = kind === 'gateway' ? GATE : to;
      const { spec } = services.find(
        ({ metadata }: any) =>
          metadata.name === name && metadata.namespace === namespace,
      );
      return spec.clusterIP === 'None'
        ? pods.find(
            ({ metadata }: any) =>
              metadata.namespace === namespace &&
              metadata.labels.app === spec.selector.app,
          ).status.podIP
        : spec.clusterIP;
    };
  }

  async #json(args: string[]): Promise<any> {
    return JSON.parse(await this.#run([...args, '-o', 'json']));
  }

  async #run(args: string[], input = ''): Promise<string> {
    const { bin, kubeconfig } = this.mesh;
    const { stdout } = await run(join(bin, 'kubectl'), args, {
      input,
      env: { ...process.env, KUBECONFIG: kubeconfig },
      timeout: 120,
    });
    return stdout;
  }
}

function lines(objects: readonly object[]): string {
  return objects.map(one => JSON.stringify(one)).join('\n---\n');
}
