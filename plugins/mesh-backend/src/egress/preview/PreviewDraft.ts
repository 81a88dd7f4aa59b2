import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { EgressEnvironment, ValidEgressGateway } from '@meshport/istio';
import { ClusterRegistry } from '../../clusters/types';
import { ReadScope } from '../../entities/ReadScope';
import { FindingsCheck } from '../../findings/FindingsCheck';
import { ManifestObject } from '../../manifests/objects';
import { WriteGate } from '../../manifests/writeGate';
import { MeshAuthorizer } from '../../permissions';
import { CredentialLookup } from '../CredentialLookup';
import { EgressEnvironments } from '../EgressEnvironments';
import { EgressInventory } from '../EgressInventory';
import { GatewayLook } from '../GatewayLook';

/** What previews are made with. */
export interface PreviewServices {
  registry: ClusterRegistry;
  authorizer: MeshAuthorizer;
  egress: EgressInventory;
  environments: EgressEnvironments;
  credentials: CredentialLookup;
  look: GatewayLook;
  check: FindingsCheck;
  gate: WriteGate;
}

/** One preview in the making. */
export interface PreviewDraft {
  cluster: string;
  valid: ValidEgressGateway;
  environment: EgressEnvironment;
  objects: ManifestObject[];
  scope: ReadScope;
  credentials: BackstageCredentials;
}
