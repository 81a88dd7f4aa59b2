import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { assertError } from '@backstage/errors';
import {
  meshRequestApprovePermission,
  meshRequestCreatePermission,
  MeshRequestDetail,
  MeshRequestFilter,
  MeshRequestKind,
  MeshRequestList,
  meshRequestReadPermission,
  meshRequestRetirePermission,
  RequestFinding,
  RequestLive,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller } from './access/callers';
import { KindPermissions } from './access/KindPermissions';
import { RequestAuthorizer, RequestRights } from './access/RequestAuthorizer';
import { allowedActions } from './allowedActions';
import { Approvals } from './Approvals';
import { KindRegistry } from './KindRegistry';
import { PeopleDirectory } from './PeopleDirectory';
import { PlanDelivery } from './PlanDelivery';
import { filterConditions } from './listConditions';
import { liveState } from './liveState';
import { RequestPlanner } from './RequestPlanner';
import { requestNotFound } from './requestSteps';
import { eventToWire, nextStepOf, resourceOf, toWire } from './requestViews';
import { RequestCondition, RequestStore, StoredRequest } from './store';

/** Answers questions about requests; every answer holds only what the caller may read. */
export class RequestReader {
  readonly #store: RequestStore;
  readonly #kinds: KindRegistry;
  readonly #authorizer: RequestAuthorizer;
  readonly #approvals: Approvals;
  readonly #kindPermissions: KindPermissions;
  readonly #directory: PeopleDirectory;
  readonly #delivery: PlanDelivery;
  readonly #planner: RequestPlanner;
  readonly #now: () => number;

  constructor(options: {
    store: RequestStore;
    kinds: KindRegistry;
    authorizer: RequestAuthorizer;
    approvals: Approvals;
    kindPermissions: KindPermissions;
    directory: PeopleDirectory;
    delivery: PlanDelivery;
    planner: RequestPlanner;
    now: () => number;
  }) {
    this.#store = options.store;
    this.#kinds = options.kinds;
    this.#authorizer = options.authorizer;
    this.#approvals = options.approvals;
    this.#kindPermissions = options.kindPermissions;
    this.#directory = options.directory;
    this.#delivery = options.delivery;
    this.#planner = options.planner;
    this.#now = options.now;
  }

  kinds(): MeshRequestKind[] {
    return this.#kinds.list().map(({ name, title, schema, deliveries }) => ({
      name,
      title,
      schema,
      deliveries: [...deliveries],
    }));
  }

  /** One call to the permission service. */
  async rightsOf(credentials: BackstageCredentials): Promise<RequestRights> {
    const [read, create, approve, retire] = await this.#authorizer.rights(
      credentials,
      [
        meshRequestReadPermission,
        meshRequestCreatePermission,
        meshRequestApprovePermission,
        meshRequestRetirePermission,
      ],
    );
    return { read, create, approve, retire };
  }

  /** @param userRef - whose `mine` and `to-approve` it is; absent for a service. */
  async list(
    filter: MeshRequestFilter & { limit: number; offset: number },
    credentials: BackstageCredentials,
    userRef: string | undefined,
  ): Promise<MeshRequestList> {
    const [right] = await this.#authorizer.rights(credentials, [
      meshRequestReadPermission,
    ]);
    const { limit, offset } = filter;
    const { items, total } = await this.#store.list({
      where: {
        all: [
          right.condition,
          await this.#viewCondition(filter.view, userRef),
          ...filterConditions(filter),
        ],
      },
      limit,
      offset,
    });
    return { items: items.map(toWire), total, limit, offset };
  }

  async #viewCondition(
    view: MeshRequestFilter['view'],
    userRef: string | undefined,
  ): Promise<RequestCondition> {
    if (view === undefined || view === 'all') {
      return { all: [] };
    }
    if (userRef === undefined) {
      return { any: [] };
    }
    const own: RequestCondition = { field: 'requester', in: [userRef] };
    return view === 'mine'
      ? own
      : {
          all: [
            {
              waitsFor: [userRef, ...(await this.#directory.groupsOf(userRef))],
            },
            { not: own },
          ],
        };
  }

  /** Throws `NotFoundError` also for one that the caller may not read. */
  async detail(
    id: string,
    credentials: BackstageCredentials,
    caller: Caller | undefined,
  ): Promise<MeshRequestDetail> {
    const request = await this.#store.find(id);
    const rights = await this.rightsOf(credentials);
    if (!request || !rights.read.allows(resourceOf(request))) {
      throw requestNotFound(id);
    }
    return this.#toDetail(request, rights, caller);
  }

  /** As the answer to the caller's own step, who knows what it was about. */
  async detailOwn(id: string, caller: Caller): Promise<MeshRequestDetail> {
    const request = await this.#store.find(id);
    if (!request) {
      throw requestNotFound(id);
    }
    const rights = await this.rightsOf(caller.credentials);
    return this.#toDetail(request, rights, caller);
  }

  async #toDetail(
    request: StoredRequest,
    rights: RequestRights,
    caller: Caller | undefined,
  ): Promise<MeshRequestDetail> {
    const approval = await this.#approvals.state(request);
    const { doneBecause } = this.#kinds.find(request.kind) ?? {};
    return {
      ...toWire(request),
      plan: request.plan,
      diff: request.facts.diff,
      findings: request.facts.findings,
      approval,
      history: request.history.map(eventToWire),
      nextStep: nextStepOf(request, approval, doneBecause),
      allowedActions: caller
        ? await allowedActions(request, {
            approval,
            rights,
            caller,
            approvals: this.#approvals,
            kindPermissions: this.#kindPermissions,
            keptBecause: await this.keptBecause(request),
          })
        : [],
    };
  }

  /** Why a request cannot be retired now, as its kind says. */
  async keptBecause({
    id,
    kind: name,
    status,
  }: Pick<StoredRequest, 'id' | 'kind' | 'status'>): Promise<
    string | undefined
  > {
    const kind = this.#kinds.find(name);
    return status === 'ready' && kind?.doneBecause
      ? `There is nothing to retire. ${kind.doneBecause}`
      : kind?.keptBecause?.(id);
  }

  /** A later request of the same kind and subject that lives; its ID. */
  async successorOf(request: StoredRequest): Promise<string | undefined> {
    const { items } = await this.#store.list({
      where: {
        all: [
          { field: 'kind', in: [request.kind] },
          { field: 'subject', in: [request.subject] },
          { field: 'status', in: ['approved', 'provisioning', 'ready'] },
          { not: { field: 'id', in: [request.id] } },
        ],
      },
      limit: 1,
      offset: 0,
    });
    return items.find(one => one.createdAt >= request.createdAt)?.id;
  }

  /** What the clusters show now; what cannot be read is said in words. */
  async live(
    id: string,
    credentials: BackstageCredentials,
  ): Promise<RequestLive> {
    const request = await this.#store.find(id);
    const [read] = await this.#authorizer.rights(credentials, [
      meshRequestReadPermission,
    ]);
    if (!request || !read.allows(resourceOf(request))) {
      throw requestNotFound(id);
    }
    const at = new Date(this.#now()).toISOString();
    try {
      const differences = await this.#delivery.compare(request.plan);
      const findings = await this.#planner.findings(request.plan);
      const { diff, conflict } = await this.#liveDiff(request);
      const { plan } = request;
      const standing = await this.#kinds
        .find(request.kind)
        ?.standing?.({ requestId: id, plan });
      return {
        at,
        differences,
        findings: conflict ? [conflict, ...findings] : findings,
        ...(standing ?? liveState(request, differences)),
        ...(diff ? { diff } : {}),
      };
    } catch (error) {
      assertError(error);
      return {
        at,
        state: 'unknown',
        message: error.message,
        differences: [],
        findings: [],
      };
    }
  }

  async #liveDiff(
    request: StoredRequest,
  ): Promise<{ diff?: RequestLive['diff']; conflict?: RequestFinding }> {
    const { delivery, status } = request;
    if (
      delivery === 'git' ||
      !['requested', 'approved', 'failed'].includes(status)
    ) {
      return {};
    }
    try {
      return { diff: await this.#delivery.rehearse(request.plan) };
    } catch (error) {
      assertError(error);
      if (error.name !== 'ConflictError') {
        throw error;
      }
      const { message } = error;
      return { conflict: { code: 'CONFLICT', severity: 'error', message } };
    }
  }
}
