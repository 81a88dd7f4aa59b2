import { createExtensionPoint } from '@backstage/backend-plugin-api';
import {
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestKind } from './requestKind';
import { RequestPolicy } from './requestPolicy';

/** Looks at plans beside their kind: analysers of the whole mesh, rules of an adopter. */
export interface PlanFindings {
  find(plan: RequestPlan): Promise<RequestFinding[]>;
}

/** Where modules of the mesh backend add kinds of request, policies and findings. */
export interface MeshRequestsExtensionPoint {
  /** Throws when there is a kind of this name. */
  addKind(kind: RequestKind): void;
  /** Beside `mesh.requests.policies`; what several demand adds up. */
  addPolicy(policy: RequestPolicy): void;
  addFindings(findings: PlanFindings): void;
}

/** @see MeshRequestsExtensionPoint */
export const meshRequestsExtensionPoint =
  createExtensionPoint<MeshRequestsExtensionPoint>({ id: 'mesh.requests' });
