import {
  AuditorService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { RequestReader } from '../requests/RequestReader';
import { identityUsers } from '../virtual-machines/cutOff/identityUsers';
import { systemNames } from './EndpointNames';
import {
  BroadTetrateOnboardingKind,
  TetrateOnboardingKind,
} from './TetrateOnboardingKind';
import { TetratePlaneKind } from './TetratePlaneKind';
import { TetrateReader } from './TetrateReader';
import { createTetrateRouter } from './router';
import { readPackagePins } from './tetrateSettings';

/** Wires Tetrate's onboarding of machines together. */
export function createTetrate(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
}): {
  kinds: RequestKind[];
  /** @param requests - that the files belong to. */
  router(requests: RequestReader): Router;
} {
  const { inventory } = deps;
  const pins = readPackagePins(deps.config);
  const options = {
    registry: deps.registry,
    settings: readApplySettings(deps.config),
    names: systemNames,
    usersOf: (
      cluster: string,
      of: { namespace: string; group: string; serviceAccount: string },
    ) => {
      const one = inventory.cluster(cluster);
      return one
        ? identityUsers(one, {
            namespace: of.namespace,
            group: of.group,
            serviceAccounts: [of.serviceAccount],
          })
        : [];
    },
  };
  return {
    kinds: [
      new TetratePlaneKind(options),
      new TetrateOnboardingKind(options),
      new BroadTetrateOnboardingKind(options),
    ],
    router: requests =>
      createTetrateRouter({
        ...deps,
        reader: new TetrateReader({ ...deps, names: systemNames }),
        requests,
        pins,
      }),
  };
}
