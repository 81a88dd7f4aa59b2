import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  meshNamespaceReadPermission,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { ShownAnswer } from '../../entities';
import { Caller } from '../../entities/EntityLookup';
import { meshConfigOf } from '../../entities/meshConfig';
import { ReadScope } from '../../entities/ReadScope';
import { etagOf, ReadyAnswer } from '../../entities/ReadyAnswer';
import { shownRevisions } from '../../entities/shownRevisions';
import { viewFreshness } from '../../entities/viewFreshness';
import { Inventory, WatchedKindName } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { RequestReader } from '../../requests/RequestReader';
import { parametersOf } from '../VmOnboardingKind';
import {
  composeProgress,
  ProgressClusters,
  ProgressSettings,
} from './composeProgress';
import { ProgressFacts, ProgressSources } from './ProgressSources';

/** What answers are made from. */
const VIEW = {
  name: 'machine-progress',
  inputs: [
    'WorkloadEntry',
    'WorkloadGroup',
    'VirtualService',
    'ServiceAccount',
  ] satisfies WatchedKindName[],
  controlPlaneInputs: ['AuthorizationPolicy'] satisfies WatchedKindName[],
  judge: () => [],
};

/** Answers how far a request's machines are. */
export class ProgressReader {
  readonly #reader: RequestReader;
  readonly #sources: ProgressSources;
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #settings: ProgressSettings;
  readonly #onShown: (shown: ShownAnswer) => void;

  constructor(options: {
    reader: RequestReader;
    sources: ProgressSources;
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    settings: ProgressSettings;
    /** Called for every answer to a user. */
    onShown: (shown: ShownAnswer) => void;
  }) {
    this.#reader = options.reader;
    this.#sources = options.sources;
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#settings = options.settings;
    this.#onShown = options.onShown;
  }

  /**
   * @throws `NotFoundError` also for a request that the caller may not read,
   * `InputError` for one of another kind, `NotAllowedError` when the caller may
   * not read the machines' namespace
   */
  async read(id: string, caller: Caller): Promise<ReadyAnswer> {
    const { credentials } = caller;
    const [request, scope] = await Promise.all([
      this.#reader.detail(id, credentials, undefined),
      ReadScope.create(this.#authorizer, credentials),
    ]);
    const parameters = machinesOf(request);
    const { cluster, machines } = parameters;
    if (
      !scope.mayReadCluster(cluster) ||
      !scope.mayReadNamespace(cluster, machines.namespace)
    ) {
      throw new NotAllowedError(
        `You may not see machines in namespace ${machines.namespace} of cluster ${cluster}. Ask its owner, or an administrator for ${meshNamespaceReadPermission.name}`,
      );
    }
    const { primary } = this.#clustersOf(cluster);
    const facts = await this.#sources.read(
      request,
      parameters,
      {
        policyTarget: {
          cluster: primary.details.name,
          namespace: meshConfigOf(primary).rootNamespace,
        },
      },
      credentials,
    );
    const answer = this.#answer(facts, scope);
    if (caller.user) {
      this.#onShown({
        user: caller.user,
        question: JSON.stringify([VIEW.name, id]),
        etag: answer.etag,
        kinds: this.#kindsOf(cluster),
        look: () => this.#answer(facts, scope.renewed()),
      });
    }
    return answer;
  }

  #answer(facts: ProgressFacts, scope: ReadScope): ReadyAnswer {
    const { cluster } = facts.parameters;
    const clusters = this.#clustersOf(cluster);
    const progress = composeProgress(
      facts,
      clusters,
      this.#settings,
      Date.now(),
    );
    const { clusters: freshness, ...content } = progress;
    return {
      etag: etagOf(freshness, scope.decision, JSON.stringify(content)),
      clusters: freshness,
      revisions: shownRevisions(this.#kindsOf(cluster), this.#inventory, scope),
      body: () => JSON.stringify(progress),
    };
  }

  #clustersOf(name: string): ProgressClusters {
    const cluster = this.#inventory.cluster(name);
    if (!cluster) {
      throw new NotFoundError(
        `cluster: there is no cluster ${name} any more; an administrator has to configure it again`,
      );
    }
    const { primary } = cluster.details;
    return {
      cluster,
      primary: (primary && this.#inventory.cluster(primary)) || cluster,
      freshness: viewFreshness(VIEW, cluster, this.#inventory),
    };
  }

  #kindsOf(name: string): Map<string, WatchedKindName[]> {
    return new Map([[name, [...VIEW.inputs, ...VIEW.controlPlaneInputs]]]);
  }
}

function machinesOf(request: MeshRequestDetail) {
  if (request.kind !== 'vm-onboarding') {
    throw new InputError(
      'This request is not for virtual machines, so there is nothing to follow',
    );
  }
  return parametersOf(request.plan);
}
