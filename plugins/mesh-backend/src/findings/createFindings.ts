import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import { PlanFindings } from '@meshport/backstage-plugin-mesh-node';
import { SupportTable } from '@meshport/istio';
import { Router } from 'express';
import { ShownAnswer } from '../entities/EntityReader';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { requestDatabase } from '../requests/store';
import { FindingNudges } from './FindingNudges';
import { FindingsCheck } from './FindingsCheck';
import { FindingsReader } from './FindingsReader';
import { FindingsWatch } from './FindingsWatch';
import { FindingHistory } from './history/FindingHistory';
import { FindingKeeper } from './history/FindingKeeper';
import { FindingStore } from './history/FindingStore';
import { CausedFindings } from './planFindings';
import { createFindingsRouter } from './router';
import { readFindingSettings } from './settings';
import { UpgradeCheck } from './UpgradeCheck';

/** Wires findings together. */
export async function createFindings(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  logger: LoggerService;
  signals: SignalsService;
  /** By which upgrades are offered. */
  releases: SupportTable;
}): Promise<{
  router: Router;
  /** For the plans of requests. */
  plans: PlanFindings;
  watch: FindingsWatch;
  check: FindingsCheck;
  /** Somebody was shown an answer that changes with findings. */
  onShown(shown: ShownAnswer): void;
  start(): void;
  stop(): Promise<void>;
}> {
  const { inventory, logger, config } = deps;
  const { suppressions, retentionMs } = readFindingSettings(config);
  const history = new FindingHistory(retentionMs);
  const store = new FindingStore(await requestDatabase(deps.database));
  const keeper = new FindingKeeper({ history, store, logger, retentionMs });
  const nudges = new FindingNudges(deps);
  const watch = new FindingsWatch({
    inventory,
    logger,
    suppressions,
    history,
    onJudged: () => nudges.judged(),
  });
  const check = new FindingsCheck({ ...deps, watch });
  return {
    watch,
    check,
    onShown: shown => nudges.note(shown),
    router: createFindingsRouter({
      ...deps,
      reader: new FindingsReader({
        ...deps,
        watch,
        onShown: shown => nudges.note(shown),
      }),
      check,
      upgrade: new UpgradeCheck({ ...deps, watch }),
    }),
    plans: new CausedFindings({ inventory, watch }),
    start: () => {
      keeper.start();
      watch.start();
      nudges.start();
    },
    stop: async () => {
      nudges.stop();
      watch.stop();
      await keeper.stop();
    },
  };
}
