import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { FindingsWatch } from '../findings/FindingsWatch';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { WriteGate } from '../manifests/writeGate';
import { MeshAuthorizer } from '../permissions';
import { CredentialLookup } from './CredentialLookup';
import { EgressInventory } from './EgressInventory';
import { EgressReader } from './EgressReader';
import { EgressRemoval } from './EgressRemoval';
import { GatewayLook } from './GatewayLook';
import { createEgressRouter } from './router';

/** Wires egress gateways together. */
export function createEgress(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  gate: WriteGate;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  logger: LoggerService;
  registry: ClusterRegistry;
  watch: FindingsWatch;
}): { router: Router } {
  const settings = readApplySettings(deps.config);
  const egress = new EgressInventory(deps.inventory);
  const look = new GatewayLook(deps);
  return {
    router: createEgressRouter({
      ...deps,
      reader: new EgressReader({
        ...deps,
        egress,
        look,
        credentials: new CredentialLookup(deps.registry),
      }),
      removal: new EgressRemoval({ ...deps, egress, look, settings }),
    }),
  };
}
