import { ObjectReference } from './policies';

/** Most bytes of YAML (UTF-8) that one call may apply: it is read while everybody waits. */
export const MAX_MANIFEST_BYTES = 256 * 1024;

/** Body of `POST /manifests/apply`. */
export interface ApplyManifestsRequest {
  cluster: string;
  /** One or more YAML documents of allow-listed kinds. */
  manifests: string;
  /** Namespace for documents that name none. */
  namespace?: string;
  /** How long to wait for workloads to be ready, in seconds (0 to 300); 0 does not wait. */
  waitSeconds?: number;
}

/** Body of `POST /egress-gateways`; rendered by the backend itself. */
export interface ApplyEgressGatewayRequest {
  cluster: string;
  /** `EgressGatewayInput` of `@meshport/istio`, checked again by the backend. */
  gateway: Record<string, unknown>;
  waitSeconds?: number;
}

/** What happened, or would happen, to one object. */
export interface AppliedObject {
  object: ObjectReference & { apiVersion: string };
  outcome: 'created' | 'changed' | 'unchanged';
  /** Fields that change, as JSON pointers with the value before and after. */
  changes: { path: string; before?: unknown; after?: unknown }[];
}

/** Answer of the apply routes. */
export interface ApplyReport {
  cluster: string;
  dryRun: boolean;
  objects: AppliedObject[];
  created: number;
  changed: number;
  unchanged: number;
  /** Absent when nothing was waited for. */
  readiness?: { ready: boolean; message: string; waitedSeconds: number };
  /** Things worth knowing that did not stop the apply. */
  warnings: string[];
}
