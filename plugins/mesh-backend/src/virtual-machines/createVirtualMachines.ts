import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { RequestReader } from '../requests/RequestReader';
import { requestDatabase } from '../requests/store';
import { BundleService } from './BundleService';
import { Inventory } from '../inventory';
import { JoinFactsStore } from './JoinFacts';
import { GroupStore } from './progress/GroupStore';
import { createVirtualMachinesRouter } from './router';
import { VmOnboardingKind } from './VmOnboardingKind';

/** Wires the onboarding of virtual machines together. */
export async function createVirtualMachines(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
}): Promise<{
  kind: RequestKind;
  /** @param reader - of the requests that the bundles belong to. */
  router(reader: RequestReader): Router;
}> {
  const settings = readApplySettings(deps.config);
  const database = await requestDatabase(deps.database);
  const facts = new JoinFactsStore(database);
  const groups = new GroupStore(database);
  return {
    kind: new VmOnboardingKind({ ...deps, settings, facts, groups }),
    router: reader =>
      createVirtualMachinesRouter({
        ...deps,
        bundles: new BundleService({ ...deps, reader, settings, facts }),
      }),
  };
}
