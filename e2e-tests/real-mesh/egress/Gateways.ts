import {
  EgressEnvironment,
  EgressGatewayInput,
  EgressGatewayModel,
  helmValuesOf,
  renderEgressGateway,
  validateEgressGateway,
} from '@meshport/istio';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { World } from './World';

/** An egress gateway that runs, as its input says. */
export class RunningGateway {
  /** Kind, namespace and name of all that was applied. */
  #applied: any[] = [];

  private constructor(
    private readonly world: World,
    public model: EgressGatewayModel,
    private readonly environment: EgressEnvironment,
    private readonly adapt: (object: any) => any,
  ) {}

  /**
   * Lets it read Secrets, applies it and waits until its pod is ready.
   *
   * @param adapt - What the equipment wants otherwise of an object.
   */
  static async start(
    world: World,
    input: EgressGatewayInput,
    environment = world.environment,
    adapt = (object: any) => object,
  ): Promise<RunningGateway> {
    const gateway = new RunningGateway(
      world,
      modelOf(input, environment),
      environment,
      adapt,
    );
    await world.kubectl.apply({
      apiVersion: 'v1',
      kind: 'List',
      items: secretRights(gateway.model),
    });
    await gateway.#apply();
    await gateway.address();
    return gateway;
  }

  get workload(): string {
    const { name, pattern } = this.model;
    return pattern === 'gateway-api' ? `${name}-istio` : name;
  }

  get serviceHost(): string {
    return `${this.workload}.${this.model.namespace}.svc.cluster.local`;
  }

  /** Its pods that have not been told to end. */
  async pods(): Promise<any[]> {
    const { name, namespace, pattern } = this.model;
    const selector =
      pattern === 'gateway-api'
        ? `gateway.networking.k8s.io/gateway-name=${name}`
        : `app=${name}`;
    const { items } = await this.world.kubectl.json(
      ...['pods', '-n', namespace, '-l', selector],
    );
    return items.filter((pod: any) => !pod.metadata.deletionTimestamp);
  }

  /** Whether its pod is ready. */
  async isReady(): Promise<boolean> {
    const [pod] = await this.pods();
    return Boolean(
      pod?.status.containerStatuses?.every((one: any) => one.ready),
    );
  }

  /** Address of its pod, once that is ready. */
  address(): Promise<string> {
    return eventually(90, async () => {
      const [pod] = await this.pods();
      expect(
        pod?.status.containerStatuses?.every((one: any) => one.ready),
        `the pod of ${this.model.name} is ready`,
        pod?.status,
      );
      return pod.status.podIP;
    });
  }

  /** Address of its Service. */
  async serviceAddress(): Promise<string> {
    const { spec } = await this.world.kubectl.json(
      ...['service', this.workload, '-n', this.model.namespace],
    );
    return spec.clusterIP;
  }

  /** Makes it what the input says: applies, and deletes what it has no more. */
  async change(input: EgressGatewayInput): Promise<void> {
    this.model = modelOf(input, this.environment);
    await this.#apply();
  }

  /** Deletes all of it, in the opposite order. */
  async remove(): Promise<void> {
    await this.#delete(this.#applied);
    this.#applied = [];
  }

  async #apply(): Promise<void> {
    const { world, model, environment } = this;
    const before = this.#applied;
    const rendered = renderEgressGateway(model, environment);
    const ofChart =
      model.pattern === 'helm'
        ? await world.chart.render(
            model.name,
            model.namespace,
            helmValuesOf(model, environment),
          )
        : [];
    this.#applied = [...ofChart, ...rendered].map(this.adapt);
    const now = new Set(this.#applied.map(identityOf));
    await this.#delete(before.filter(one => !now.has(identityOf(one))));
    await world.kubectl.apply({
      apiVersion: 'v1',
      kind: 'List',
      items: this.#applied,
    });
  }

  async #delete(objects: any[]): Promise<void> {
    if (objects.length === 0) return;
    await this.world.kubectl.delete([...objects].reverse());
  }
}

function identityOf({ kind, metadata }: any): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function modelOf(
  input: EgressGatewayInput,
  environment: EgressEnvironment,
): EgressGatewayModel {
  const checked = validateEgressGateway(input, environment);
  if ('problems' in checked) {
    throw new Error(
      `${input.name} is refused: ${JSON.stringify(checked.problems)}`,
    );
  }
  return checked.model;
}

/** What an administrator gives a gateway whose upstreams want Secrets. */
export function secretRights(model: EgressGatewayModel): object[] {
  const { name, namespace, pattern } = model;
  const account = pattern === 'gateway-api' ? `${name}-istio` : name;
  const metadata = { name: `${name}-secrets`, namespace };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: metadata.name,
      },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}
