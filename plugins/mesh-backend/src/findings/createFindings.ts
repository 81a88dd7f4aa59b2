import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { PlanFindings } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { FindingsCheck } from './FindingsCheck';
import { FindingsReader } from './FindingsReader';
import { FindingsWatch } from './FindingsWatch';
import { CausedFindings } from './planFindings';
import { createFindingsRouter } from './router';
import { readSuppressions } from './suppressions';

/** Wires findings together. */
export function createFindings(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  catalog: CatalogService;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  logger: LoggerService;
}): {
  router: Router;
  /** For the plans of requests. */
  plans: PlanFindings;
  start(): void;
  stop(): void;
} {
  const { inventory, logger, config } = deps;
  const watch = new FindingsWatch({
    inventory,
    logger,
    suppressions: readSuppressions(config),
  });
  return {
    router: createFindingsRouter({
      ...deps,
      reader: new FindingsReader({ ...deps, watch }),
      check: new FindingsCheck({ ...deps, watch }),
    }),
    plans: new CausedFindings({ inventory, watch }),
    start: () => watch.start(),
    stop: () => watch.stop(),
  };
}
