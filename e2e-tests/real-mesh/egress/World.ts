import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EgressEnvironment } from '@meshport/istio';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { equipmentFolder } from '../equipment';
import { Situation } from '../situation';
import { Caller, callerObjects, RESOLVING } from './Callers';
import { GatewayChart } from './GatewayChart';
import { CALLERS, CREDENTIALS } from './inputs';
import { Outside } from './Outside';

/** Two teams that know nothing of each other, each with a caller `buyer`. */
export const TEAMS = ['red', 'blue'] as const;
export type Team = (typeof TEAMS)[number];

type Ground = Pick<Situation, 'mesh' | 'kubectl' | 'work' | 'cleanUp'>;

const worlds = new Map<string, Promise<World>>();

const GATEWAY_API = 'gateway.networking.k8s.io';

/** Everything around the gateways: servers outside the mesh, and callers. */
export class World {
  outside!: Outside;
  chart!: GatewayChart;
  /** Admitted where a gateway names callers. */
  named!: Caller;
  /** In the namespace of the named one, under another account. */
  unnamed!: Caller;
  /** In that namespace too; its proxy answers DNS. */
  resolving!: Caller;
  /** In a namespace that no gateway is for. */
  stranger!: Caller;
  /** Has no sidecar. */
  offMesh!: Caller;
  teams!: Record<Team, Caller>;
  /** What the mesh runs. */
  environment!: EgressEnvironment;

  /** The one of a run: made when it is first asked for. */
  static of(ground: Ground): Promise<World> {
    let making = worlds.get(ground.work);
    if (!making) {
      const world = new World(ground);
      making = world.#create().then(() => world);
      worlds.set(ground.work, making);
    }
    return making;
  }

  readonly #gatewayNamespaces = new Set<string>();

  private constructor(private readonly ground: Ground) {}

  get kubectl() {
    return this.ground.kubectl;
  }

  get callers(): Caller[] {
    const { named, unnamed, resolving, stranger, offMesh, teams } = this;
    return [
      ...[named, unnamed, resolving, stranger, offMesh],
      ...Object.values(teams),
    ];
  }

  /** Takes callers and gateways away again, for the journeys that follow. */
  async remove(): Promise<void> {
    const namespaces = new Set([
      ...this.#gatewayNamespaces,
      ...this.callers.map(one => one.namespace),
    ]);
    await this.kubectl.run(
      ...['delete', 'namespaces', '--ignore-not-found', '--wait=false'],
      ...namespaces,
    );
    await eventually(120, async () => {
      const { items } = await this.kubectl.json('namespaces');
      const left = items
        .map((one: any) => one.metadata.name)
        .filter((one: string) => namespaces.has(one));
      expect(left.length === 0, 'their namespaces are gone', left);
    });
  }

  /** Says that a namespace goes with the callers. */
  goesToo(namespace: string): void {
    this.#gatewayNamespaces.add(namespace);
  }

  /** Makes a namespace in which gateways can run; it goes with the callers. */
  async gatewayNamespace(name: string): Promise<void> {
    this.goesToo(name);
    await this.kubectl.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'istio-injection': 'enabled' } },
    });
    await this.credentials(name);
  }

  /** Puts the Secrets that upstreams want into a namespace. */
  async credentials(name: string): Promise<void> {
    const { kubectl, outside } = this;
    const authority = `--from-file=ca.crt=${outside.authority.file}`;
    const create = ['-n', name, 'create', 'secret', 'generic'];
    await kubectl.run(...create, CREDENTIALS.simple, authority);
    await kubectl.run(
      ...[...create, CREDENTIALS.mutual, authority],
      `--from-file=tls.crt=${outside.client.certificate}`,
      `--from-file=tls.key=${outside.client.key}`,
    );
  }

  async #create(): Promise<void> {
    const { mesh, kubectl, cleanUp } = this.ground;
    const work = join(this.ground.work, 'egress');
    mkdirSync(work);
    const building = GatewayChart.build(equipmentFolder(), join(work, 'chart'));
    this.outside = await Outside.start(mesh, join(work, 'outside'), cleanUp);
    const { authority } = this.outside;
    const caller = (namespace: string, name: string) =>
      new Caller(kubectl, namespace, name);
    this.named = caller(CALLERS.namespace, CALLERS.named);
    this.unnamed = caller(CALLERS.namespace, CALLERS.unnamed);
    this.resolving = caller(CALLERS.namespace, RESOLVING);
    this.stranger = caller('strangers', 'passer-by');
    this.offMesh = caller('off-mesh', 'walker');
    this.teams = { red: caller('red', 'buyer'), blue: caller('blue', 'buyer') };
    const own = await authority.sign(
      'own',
      ...this.callers.map(one => one.ownHost),
    );
    const namespaces = new Map<string, string[]>();
    for (const { namespace, name } of this.callers) {
      namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), name]);
    }
    const items = [...namespaces].flatMap(([namespace, names]) =>
      callerObjects(namespace, names, own, namespace !== 'off-mesh'),
    );
    await kubectl.apply({ apiVersion: 'v1', kind: 'List', items });
    await Promise.all(this.callers.map(one => one.ready()));
    this.environment = await this.#look();
    this.chart = await building;
  }

  async #look(): Promise<EgressEnvironment> {
    const { kubectl } = this;
    const { items } = await kubectl.json('customresourcedefinitions');
    const { serverVersion } = await kubectl.version();
    const gatewayApi = items
      .filter(({ spec }: any) => spec.group === GATEWAY_API)
      .map(({ spec }: any) => ({
        kind: spec.names.kind,
        versions: spec.versions
          .filter((one: any) => one.served)
          .map((one: any) => one.name),
      }));
    return {
      kubernetesVersion: serverVersion.gitVersion.replace(/^v/, ''),
      clusterDomain: 'cluster.local',
      trustDomain: 'cluster.local',
      gatewayApi,
      ambient: false,
      outboundTrafficPolicy: 'ALLOW_ANY',
      curlImage: 'any',
    };
  }
}
