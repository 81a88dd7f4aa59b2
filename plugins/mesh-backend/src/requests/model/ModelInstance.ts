import { LoggerService } from '@backstage/backend-plugin-api';
import { KindPermissions } from '../access/KindPermissions';
import { Approvals } from '../Approvals';
import { KindRegistry } from '../KindRegistry';
import { PeopleDirectory } from '../PeopleDirectory';
import { RequestPolicies } from '../policy/RequestPolicies';
import { RequestIntake } from '../RequestIntake';
import { RequestPlanner } from '../RequestPlanner';
import { RequestReader } from '../RequestReader';
import { RequestService } from '../RequestService';
import { RequestStore } from '../store';
import { PlanDelivery } from '../PlanDelivery';
import { Outbox } from '../work/Outbox';
import { RequestWorker } from '../work/RequestWorker';
import { modelKind, SUBJECTS } from './modelKind';

/** The group that approves, and the one that approves subject `three` beside it. */
export const APPROVERS = 'group:default/approvers';
export const AUDITORS = 'group:default/auditors';

const allowed = {
  allows: () => true,
  condition: { all: [] },
  decision: 'ALLOW',
};
const everything = async () => [allowed, allowed, allowed, allowed];
const silence = () => {};
/** A logger that says nothing. */
export const SILENT: LoggerService = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  child: () => SILENT,
};

/** One backend instance: service, worker and outbox over a shared store. */
export interface ModelInstance {
  service: RequestService;
  worker: RequestWorker;
  outbox: Outbox;
}

/** Puts an instance together as `createRequests` does, with the model's surroundings. */
export function modelInstance(options: {
  store: RequestStore;
  delivery: PlanDelivery;
  directory: PeopleDirectory;
  owner: string;
  now: () => number;
  chance: () => number;
  leaseMs: number;
  publish: (event: any) => Promise<void>;
  /** Whether nothing becomes ready now. */
  isBroken?: () => boolean;
}): ModelInstance {
  const { store, delivery, directory, now, chance } = options;
  const kinds = new KindRegistry();
  kinds.add(modelKind(options.isBroken ?? (() => false)));
  const demand = (policy: string, group: string) => ({
    policy,
    approval: 'required' as const,
    approverGroups: [group],
    approvalForGit: false,
    beneficiaryOwnerAgrees: false,
    deliveries: ['apply' as const],
  });
  const policies = new RequestPolicies({
    policies: [
      {
        demandFor: async ({ target }) =>
          SUBJECTS.includes(target.namespace ?? '')
            ? demand('approvers', APPROVERS)
            : undefined,
      },
      {
        demandFor: async ({ target }) =>
          target.namespace === 'three'
            ? demand('auditors', AUDITORS)
            : undefined,
      },
    ],
    directory,
  });
  const approvals = new Approvals({ kinds, policies, directory });
  const authorizer = { rights: everything };
  const planner = new RequestPlanner({
    kinds,
    delivery,
    findings: [],
    surroundings: { mayRead: async () => () => true, ownersOf: () => [] },
  });
  const mayAll = Object.assign(() => true, {
    deniedOutright: false,
    decision: 'ALLOW',
  });
  const meshAuthorizer = {
    namespaceFilter: async () => mayAll,
    namespaceResource: (cluster: string, name: string) => ({
      cluster,
      name,
      labels: {},
      owners: [],
    }),
  };
  const kindPermissions = new KindPermissions({
    kinds,
    authorizer: meshAuthorizer,
  });
  const intake = new RequestIntake({
    planner,
    approvals,
    directory,
    authorizer,
    meshAuthorizer,
    kindPermissions,
  });
  const reader = new RequestReader({
    store,
    kinds,
    authorizer,
    approvals,
    kindPermissions,
    directory,
    delivery,
    planner,
    now,
  });
  return {
    service: new RequestService({
      store,
      intake,
      reader,
      approvals,
      kindPermissions,
      now,
      refuseWrites: silence,
      onChanged: silence,
    }),
    worker: new RequestWorker({
      store,
      kinds,
      approvals,
      directory,
      delivery,
      planner,
      logger: SILENT,
      now,
      chance,
      owner: options.owner,
      leaseMs: options.leaseMs,
    }),
    outbox: new Outbox({
      store,
      events: { publish: options.publish },
      notifications: { send: async () => {} },
      logger: SILENT,
      now,
      chance,
    }),
  };
}
