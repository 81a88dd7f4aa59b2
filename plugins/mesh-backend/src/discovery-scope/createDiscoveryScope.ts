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
import { DiscoveryLabelsKind } from './DiscoveryLabelsKind';
import { DiscoveryReader } from './DiscoveryReader';
import { DiscoveryScopes } from './DiscoveryScopes';
import { readLabelKeys } from './labelKeys';
import { createDiscoveryRouter } from './router';

/** Wires together what tells and changes which namespaces istiod watches. */
export function createDiscoveryScope(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
  /** Called for every answer to a user. */
  onShown: (shown: ShownAnswer) => void;
}): { kind: RequestKind; router: Router } {
  const labelKeys = readLabelKeys(deps.config);
  const scopes = new DiscoveryScopes(deps);
  return {
    kind: new DiscoveryLabelsKind({
      ...deps,
      settings: readApplySettings(deps.config),
      scopes,
      labelKeys,
    }),
    router: createDiscoveryRouter({
      ...deps,
      reader: new DiscoveryReader({ ...deps, scopes, labelKeys }),
    }),
  };
}
