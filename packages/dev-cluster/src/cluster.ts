import type { IncomingMessage, ServerResponse } from 'http';
import { bootstrapPolicy } from './access/bootstrap';
import type { ServerCertificate } from './access/certificates';
import { Rbac } from './access/rbac';
import { Tokens } from './access/tokens';
import { ApiHandler } from './api/handler';
import { OpenApi } from './api/openapi';
import { ApiServer } from './api/server';
import { expired } from './api/status';
import type { Watch } from './api/watch';
import { GarbageCollector } from './controllers/garbage';
import { IstiodAuthorities } from './controllers/istiodAuthority';
import { istiodPort } from './controllers/istiodPorts';
import { Namespaces } from './controllers/namespaces';
import { TokenSecrets } from './controllers/tokenSecrets';
import { Workloads } from './controllers/workloads';
import { Faults } from './faults';
import { schemas } from './kinds/schemas';
import type { ResourceTypes } from './kinds/resourceTypes';
import { clone, type KubeObject } from './objects';
import { Planter } from './planter';
import { Addresses } from './registry/addresses';
import { Registry } from './registry/registry';
import { Store } from './store/store';

/** One running development cluster. */
export interface DevCluster {
  name: string;
  url: string;
  caPem: string;
  /** Bearer token of a user in `system:masters`. */
  adminToken: string;
  /** Copies of the stored objects of a kind, straight from the store. */
  objects(kind: string, namespace?: string): object[];
  /** Puts an object into the store as an administrator would; a copy of what is stored. */
  apply(object: object): object;
  /** Deletes an object as an administrator would. */
  remove(kind: string, namespace: string | undefined, name: string): void;
  /** A bearer token for a user or `system:serviceaccount:<ns>:<name>`. */
  tokenFor(user: string, groups?: string[]): string;
  /** From now on this token is as good as expired. */
  revokeToken(token: string): void;
  faults: Faults;
  /** Takes the API down; data, keys and port stay. */
  stop(): Promise<void>;
  /** Brings the API back up. */
  start(): Promise<void>;
  /** The requests that came in, oldest first, at most the last 10,000. */
  requests(): { method: string; path: string }[];
  clearRequests(): void;
}

/** What a cluster is made from. */
export interface ClusterOptions {
  name: string;
  number: number;
  host: string;
  port: number;
  readyAfterMs: number;
  certificate: ServerCertificate;
  types: ResourceTypes;
  openApi: OpenApi;
  objects: object[];
  stored: object[];
  onError(error: Error, item: string): void;
}

const keptRequests = 10_000;

/** Wires the parts of one cluster. */
export class Cluster implements DevCluster {
  readonly name: string;
  readonly caPem: string;
  readonly adminToken: string;
  readonly faults: Faults;
  private readonly store = new Store();
  private readonly watches = new Set<Watch>();
  private readonly planter: Planter;
  private readonly tokens: Tokens;
  private readonly server: ApiServer;
  private readonly controllers: { stop(): void }[];
  private readonly authorities: IstiodAuthorities;
  private log: { method: string; path: string }[] = [];

  constructor(private readonly options: ClusterOptions) {
    const { certificate, types, onError } = options;
    const addresses = new Addresses(options.number);
    const registry = new Registry(this.store, types, addresses);
    this.name = options.name;
    this.caPem = certificate.caPem;
    this.tokens = new Tokens(this.store);
    this.adminToken = this.tokens.opaqueFor('dev-admin', ['system:masters']);
    this.planter = new Planter(registry);
    this.faults = new Faults({
      dropWatches: () => this.endWatches(watch => watch.end(true)),
      expireWatches: () => this.expireWatches(),
      muteWatches: () => this.watches.forEach(watch => watch.mute()),
      stop: () => this.stop(),
      start: () => this.start(),
    });
    const handler = new ApiHandler({
      types,
      registry,
      rbac: new Rbac(this.store),
      tokens: this.tokens,
      faults: this.faults,
      openApi: options.openApi,
      watches: this.watches,
      onRequest: request => this.record(request),
      address: () => new URL(this.url).host,
      podPort: (pod, port) =>
        istiodPort(
          {
            name: this.name,
            store: this.store,
            authorities: this.authorities,
            onError,
          },
          pod,
          port,
        ),
    });
    this.server = new ApiServer({
      host: options.host,
      port: options.port,
      ...certificate,
      handle: (request: IncomingMessage, response: ServerResponse) => {
        handler
          .handle(request, response)
          .catch(error => onError(error, 'http'));
      },
      upgrade: (request, socket, head) => {
        socket.on('error', () => socket.destroy());
        handler
          .upgrade(request, socket, head)
          .catch(error => onError(error, 'upgrade'));
      },
    });
    this.authorities = new IstiodAuthorities(registry, onError);
    this.controllers = [
      this.authorities,
      new Namespaces(registry, certificate.caPem, onError),
      new GarbageCollector(registry, onError),
      new TokenSecrets(registry, this.tokens, certificate.caPem, onError),
      new Workloads(registry, addresses, options, onError),
    ];
    this.planter.plant([
      ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(
        name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      ),
      ...bootstrapPolicy,
      ...schemas().crds,
      ...options.objects,
    ]);
    this.planter.adopt(options.stored);
    // Nobody can have watched from before the seeds were there.
    this.store.log.compact(this.store.revision);
  }

  get url(): string {
    return `https://${this.options.host}:${this.server.port}`;
  }

  objects(kind: string, namespace?: string): object[] {
    const types = this.options.types.named(kind);
    if (!types.length) throw new Error(`the dev cluster serves no ${kind}`);
    return types.flatMap(({ key }) =>
      this.store.list(key, namespace).map(clone),
    );
  }

  apply(object: object): object {
    return clone(this.planter.put(object as KubeObject));
  }

  remove(kind: string, namespace: string | undefined, name: string): void {
    this.planter.remove(this.options.types.named(kind), namespace, name);
  }

  tokenFor(user: string, groups: string[] = []): string {
    return this.tokens.opaqueFor(user, groups);
  }

  revokeToken(token: string): void {
    this.tokens.revoke(token);
  }

  async start(): Promise<void> {
    await this.server.start();
    this.tokens.issuer = this.url;
  }

  async stop(): Promise<void> {
    this.endWatches(watch => watch.end(true));
    await this.server.stop();
  }

  /** Ends the cluster for good. */
  async shutDown(): Promise<void> {
    this.controllers.forEach(controller => controller.stop());
    await this.stop();
  }

  requests(): { method: string; path: string }[] {
    return [...this.log];
  }

  clearRequests(): void {
    this.log = [];
  }

  private record(request: { method: string; path: string }) {
    this.log.push(request);
    if (this.log.length > keptRequests * 2) {
      this.log = this.log.slice(-keptRequests);
    }
  }

  private endWatches(end: (watch: Watch) => void) {
    [...this.watches].forEach(end);
  }

  private expireWatches() {
    const { revision, log } = this.store;
    log.compact(revision);
    const error = expired(
      `The resourceVersion for the provided watch is too old.`,
    );
    this.endWatches(watch => watch.fail(error));
  }
}
