import { RootConfigService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { IssueContext, PlaneName } from '../issuance/IssueContext';
import { ClusterRootPlane } from './ClusterRootPlane';
import { RootChangeKind } from './RootChangeKind';
import { RootChangeRun } from './RootChangeRun';
import { RootChanges } from './RootChanges';
import { readRootChangeSettings } from './rootChangeSettings';
import { RootChangeStore } from './RootChangeStore';

/** What others ask before they touch a control plane's authority. */
export function rootChangeUnderWay(knex: Knex) {
  const store = new RootChangeStore(knex);
  /** ID of the request of a change that is under way there. */
  return async ({
    cluster,
    namespace,
  }: PlaneName): Promise<string | undefined> =>
    (await store.underWay(cluster)).find(
      ({ facts }) => facts.namespace === namespace,
    )?.facts.requestId;
}

/** Wires guided changes of roots together. */
export function createRootChanges(deps: {
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  context: IssueContext;
  inventory: Inventory;
  knex: Knex;
  registry: ClusterRegistry;
}): { kind: RootChangeKind; rootChanges: RootChanges } {
  const { authorizer, config, context, inventory, knex, registry } = deps;
  const settings = readRootChangeSettings(config);
  const store = new RootChangeStore(knex, context.now);
  const plane = new ClusterRootPlane({
    registry,
    inventory,
    store,
    issuer: context.issuer,
    settings,
    spreadMs: authority =>
      context.authorities.get(authority).settings.listsSpreadMs,
    now: context.now,
  });
  return {
    kind: new RootChangeKind({
      context,
      store,
      run: new RootChangeRun({ store, plane }),
      settings,
    }),
    rootChanges: new RootChanges({ store, authorizer }),
  };
}
