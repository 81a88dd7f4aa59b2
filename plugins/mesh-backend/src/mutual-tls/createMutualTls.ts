import {
  AuditorService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { ShownAnswer } from '../entities';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { ClusterPlanDelivery } from '../requests/ClusterPlanDelivery';
import { DeclaredDependencies } from '../sidecar-scope/DeclaredDependencies';
import { MutualTlsKind } from './MutualTlsKind';
import { MutualTlsReader } from './MutualTlsReader';
import { MutualTlsStages } from './MutualTlsStages';
import { createMutualTlsRouter } from './router';

/** Wires together what leads a mesh to STRICT. */
export function createMutualTls(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  dependencies: DeclaredDependencies;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
  /** Called for every answer to a user. */
  onShown: (shown: ShownAnswer) => void;
}): { kind: RequestKind; router: Router } {
  const { registry } = deps;
  const settings = readApplySettings(deps.config);
  const stages = new MutualTlsStages(deps);
  return {
    kind: new MutualTlsKind({
      ...deps,
      settings,
      delivery: new ClusterPlanDelivery({ registry, settings }),
      stages,
    }),
    router: createMutualTlsRouter({
      ...deps,
      reader: new MutualTlsReader({ ...deps, stages }),
    }),
  };
}
