import { InputError, NotFoundError } from '@backstage/errors';
import {
  MeshAnswer,
  MeshObject,
  MeshObjectQuery,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller } from '../entities/EntityLookup';
import { ShownAnswer } from '../entities/EntityReader';
import { ReadScope } from '../entities/ReadScope';
import { ReadyAnswer, readyAnswer } from '../entities/ReadyAnswer';
import { manifestOf } from '../findings/manifestText';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { findGitOwner } from '../manifests/owners';
import { MeshAuthorizer } from '../permissions';
import { withoutCredentials } from './withoutCredentials';

/** Kinds that decide something; of these the inventory keeps everything that people write. */
const SHOWN_KINDS: readonly WatchedKindName[] = [
  'AuthorizationPolicy',
  'DestinationRule',
  'Gateway',
  'HTTPRoute',
  'PeerAuthentication',
  'RequestAuthentication',
  'Service',
  'ServiceEntry',
  'Sidecar',
  'VirtualService',
  'WorkloadEntry',
  'WorkloadGroup',
];

/** Shows objects as YAML, out of memory. */
export class ObjectReader {
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #onShown: (shown: ShownAnswer) => void;

  constructor(options: {
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    /** Called for every answer to a user. */
    onShown: (shown: ShownAnswer) => void;
  }) {
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#onShown = options.onShown;
  }

  /**
   * @throws `InputError` for a kind that is not shown, `NotFoundError` for an
   * object that is not there, in the same words as for one that may not be read
   */
  async read(query: MeshObjectQuery, caller: Caller): Promise<ReadyAnswer> {
    const kind = SHOWN_KINDS.find(one => one === query.kind);
    if (!kind) {
      throw new InputError(
        `kind: ${JSON.stringify(
          query.kind.slice(0, 60),
        )} is not shown; use one of ${SHOWN_KINDS.join(', ')}`,
      );
    }
    const scope = await ReadScope.create(this.#authorizer, caller.credentials);
    const found = this.#find(query, kind, scope);
    if (!found) {
      throw new NotFoundError(
        `There is no ${kind} ${query.namespace}/${query.name} in cluster ${query.cluster} that you may read`,
      );
    }
    const answer = readyAnswer(found, scope.decision);
    if (caller.user) {
      this.#onShown({
        user: caller.user,
        question: JSON.stringify(['object', query]),
        etag: answer.etag,
        kinds: new Map([[query.cluster, [kind, 'Namespace']]]),
        look: () => {
          const now = scope.renewed();
          return readyAnswer(
            this.#find(query, kind, now) ?? { ...found, items: [] },
            now.decision,
          );
        },
      });
    }
    return answer;
  }

  #find(
    { cluster: where, namespace, name, field }: MeshObjectQuery,
    kind: WatchedKindName,
    scope: ReadScope,
  ): MeshAnswer<MeshObject> | undefined {
    const cluster = this.#inventory.cluster(where);
    if (
      !cluster ||
      !scope.mayReadCluster(where) ||
      !scope.mayReadNamespace(where, namespace)
    ) {
      return undefined;
    }
    const object = cluster.store(kind).get(namespace, name);
    if (!object) {
      return undefined;
    }
    const keptBy = findGitOwner(object);
    const owner = scope.ownerOf(where, namespace);
    const item: MeshObject = {
      cluster: where,
      kind,
      namespace,
      name,
      manifest: manifestOf(
        withoutCredentials(object),
        field ? [pathOf(field)] : [],
      ),
      ...(keptBy ? { keptBy } : {}),
      ...(owner === undefined ? {} : { owner }),
    };
    return {
      items: [item],
      clusters: [freshnessOf(cluster, kind)],
      withheld: [],
    };
  }
}

function freshnessOf(cluster: ClusterInventory, kind: WatchedKindName) {
  return cluster.freshness([kind]);
}

/** The parts of a JSON pointer (RFC 6901). */
function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map(part => (/^\d+$/.test(part) ? Number(part) : part));
}
