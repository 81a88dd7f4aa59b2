import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { Pair } from './certificates';
import { Arrival } from './Outside';

/** One call that a program makes. */
export interface Call {
  kind: 'http' | 'https' | 'tcp';
  address: string;
  port: number;
  /** The host's name; TCP has none. */
  host?: string;
  /** Tells this call from all others. */
  token: string;
  /** PEM of the authority that a client of HTTPS trusts. */
  authority?: string;
  headers?: Record<string, string>;
  /** Opens the connection and says nothing, with TCP. */
  silent?: boolean;
}

/** How a call ended. */
export interface Outcome {
  /** 200 for TCP that was answered. */
  status?: number;
  /** Why there is no answer, e.g. `ECONNRESET`. */
  error?: string;
  /** How the server outside saw it. */
  seen?: Arrival & { own?: string };
  location?: string;
  text?: string;
}

/** How a loop of calls went. */
export interface LoopOutcome {
  made: number;
  lost: (Outcome & { token: string; at: string })[];
  /** How many came from which address. */
  from: Record<string, number>;
}

/** Where caller.mjs is told what to do. */
export const CONTROL = 9100;

/** The program, and what it serves with. */
export const callerProgram = ({ certificate, key }: Pair): string[] => [
  process.execPath,
  join(__dirname, 'caller.mjs'),
  certificate,
  key,
];

/** A running caller.mjs, wherever it runs. */
export abstract class CallerProgram {
  /** How many calls it made, those of loops too. */
  made = 0;

  /** Makes calls, all at once. */
  call(...calls: Call[]): Promise<Outcome[]> {
    this.made += calls.length;
    return this.ask('calls', calls);
  }

  /** Calls again and again until `endLoop`. */
  startLoop(name: string, call: Call, everyMilliseconds = 20): Promise<void> {
    return this.ask('loop', { name, call, everyMilliseconds });
  }

  async endLoop(name: string): Promise<LoopOutcome> {
    const outcome: LoopOutcome = await this.ask('end', { name });
    this.made += outcome.made;
    return outcome;
  }

  /** Sends it one of its verbs and answers what it said. */
  protected abstract ask(verb: string, body: unknown): Promise<any>;
}

/** A pod that calls what a test asks it to. */
export class Caller extends CallerProgram {
  #address: string | undefined;

  constructor(
    private readonly kubectl: Kubectl,
    readonly namespace: string,
    readonly name: string,
  ) {
    super();
  }

  /** Host of the Service that its own pod serves. */
  get ownHost(): string {
    return `own-${this.name}.${this.namespace}.svc.cluster.local`;
  }

  /** Its pod's address; it is ready from here on. */
  async ready(): Promise<string> {
    this.#address ??= await eventually(60, async () => {
      const { items } = await this.kubectl.json(
        ...['pods', '-n', this.namespace, '-l', `app=${this.name}`],
      );
      const [pod] = items;
      expect(
        pod?.status.containerStatuses?.every((one: any) => one.ready),
        `${this.name} is ready`,
        pod?.status,
      );
      return pod.status.podIP as string;
    });
    return this.#address;
  }

  protected async ask(verb: string, body: unknown): Promise<any> {
    const address = await this.ready();
    const response = await fetch(`http://${address}:${CONTROL}/${verb}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return response.json();
  }
}

/** Name of callers whose proxy answers DNS. */
export const RESOLVING = 'resolver';

const ANSWERS_DNS = { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } };

/** What makes callers: a namespace, with or without sidecars, and a pod for each name. */
export function callerObjects(
  namespace: string,
  names: string[],
  certificate: Pair,
  sidecars = true,
): object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: sidecars ? { 'istio-injection': 'enabled' } : {},
      },
    },
    ...names.flatMap(name => [
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace },
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: {
              labels: { app: name },
              // Tests ask past the sidecar.
              annotations: {
                'traffic.sidecar.istio.io/excludeInboundPorts': String(CONTROL),
                ...(name === RESOLVING
                  ? { 'proxy.istio.io/config': JSON.stringify(ANSWERS_DNS) }
                  : {}),
              },
            },
            spec: {
              serviceAccountName: name,
              containers: [
                {
                  name: 'app',
                  image: 'any',
                  command: callerProgram(certificate),
                  readinessProbe: { tcpSocket: { port: CONTROL } },
                },
              ],
            },
          },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `own-${name}`, namespace },
        spec: {
          selector: { app: name },
          ports: [
            { name: 'http', port: 80, targetPort: 8080 },
            { name: 'tls', port: 443, targetPort: 8443 },
            { name: 'tcp', port: 5432, targetPort: 7000 },
          ],
        },
      },
    ]),
  ];
}
