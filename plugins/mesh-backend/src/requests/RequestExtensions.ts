import {
  MeshRequestsExtensionPoint,
  PlanFindings,
  RequestKind,
  RequestPolicy,
} from '@meshport/backstage-plugin-mesh-node';
import { KindRegistry } from './KindRegistry';

/** What modules add to requests. */
export class RequestExtensions implements MeshRequestsExtensionPoint {
  readonly kinds = new KindRegistry();
  readonly policies: RequestPolicy[] = [];
  readonly findings: PlanFindings[] = [];

  addKind(kind: RequestKind): void {
    this.kinds.add(kind);
  }

  addPolicy(policy: RequestPolicy): void {
    this.policies.push(policy);
  }

  addFindings(findings: PlanFindings): void {
    this.findings.push(findings);
  }
}
