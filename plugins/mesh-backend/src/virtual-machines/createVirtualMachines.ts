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
import { JoinFactsStore } from './JoinFacts';
import { createVirtualMachinesRouter } from './router';
import { VmOnboardingKind } from './VmOnboardingKind';

/** Wires the onboarding of virtual machines together. */
export async function createVirtualMachines(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  registry: ClusterRegistry;
}): Promise<{
  kind: RequestKind;
  /** @param reader - of the requests that the bundles belong to. */
  router(reader: RequestReader): Router;
}> {
  const settings = readApplySettings(deps.config);
  const facts = new JoinFactsStore(await requestDatabase(deps.database));
  return {
    kind: new VmOnboardingKind({ ...deps, settings, facts }),
    router: reader =>
      createVirtualMachinesRouter({
        ...deps,
        bundles: new BundleService({ ...deps, reader, settings, facts }),
      }),
  };
}
