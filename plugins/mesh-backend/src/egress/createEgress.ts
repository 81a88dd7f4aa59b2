import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { FindingsCheck } from '../findings/FindingsCheck';
import { FindingsWatch } from '../findings/FindingsWatch';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { WriteGate } from '../manifests/writeGate';
import { MeshAuthorizer } from '../permissions';
import { EgressChoicesReader } from './EgressChoicesReader';
import { EgressPreviews } from './EgressPreviews';
import { EgressReader } from './EgressReader';
import { EgressRemoval } from './EgressRemoval';
import { EgressTests } from './EgressTests';
import { GatewayContext } from './GatewayContext';
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
  check: FindingsCheck;
  gateways: GatewayContext;
}): { router: Router } {
  const services = {
    ...deps,
    ...deps.gateways,
    settings: readApplySettings(deps.config),
  };
  return {
    router: createEgressRouter({
      ...deps,
      reader: new EgressReader(services),
      removal: new EgressRemoval(services),
      previews: new EgressPreviews(services),
      choices: new EgressChoicesReader(services),
      tests: new EgressTests(services),
    }),
  };
}
