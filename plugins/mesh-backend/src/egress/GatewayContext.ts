import { RootConfigService } from '@backstage/backend-plugin-api';
import { ClusterRegistry } from '../clusters/types';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { CredentialLookup } from './CredentialLookup';
import { EgressEnvironments } from './EgressEnvironments';
import { EgressInventory } from './EgressInventory';
import { readEgressSettings } from './egressSettings';
import { GatewayLook } from './GatewayLook';

/** What everything about egress gateways is made with. */
export interface GatewayContext {
  egress: EgressInventory;
  environments: EgressEnvironments;
  credentials: CredentialLookup;
  look: GatewayLook;
}

/** Throws `InputError` when `mesh.egress` cannot be read. */
export function createGatewayContext(deps: {
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  inventory: Inventory;
  registry: ClusterRegistry;
}): GatewayContext {
  const { inventory, registry } = deps;
  const egress = new EgressInventory(inventory);
  return {
    egress,
    environments: new EgressEnvironments({
      inventory,
      registry,
      settings: readEgressSettings(deps.config),
    }),
    credentials: new CredentialLookup(registry),
    look: new GatewayLook({ ...deps, egress }),
  };
}
