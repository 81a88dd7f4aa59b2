import type { RemotePreflightFinding } from './remotePreflight';

/** How istiod is offered to a remote without one of its own. */
export type IstiodExposure =
  | 'none'
  | 'loadBalancer'
  | 'sharedGateway'
  | 'dedicatedGateway';

/** Body of `POST /remote-clusters/setup`. */
export interface RemoteSetupRequest {
  /** The cluster that has, or gets, istiod. */
  primary: string;
  /** The cluster that is to be read; absent to set up a primary only. */
  remote?: string;
  /** `remote`: it runs no istiod of its own; `primary`: it gets one (multi-primary). */
  remoteKind?: 'remote' | 'primary';
  /** Helm values or an IstioOperator file. */
  install: 'helm' | 'istioOperator';
  /** How istiod is offered; default: what the primary does already, else `sharedGateway`. */
  exposure?: IstiodExposure;
  /** Name of a dedicated gateway; default: `istio-istiodgateway`. */
  gatewayName?: string;
  /** Control plane revision of the primary; default: its only one. */
  revision?: string;
  /** Name of the mesh (`global.meshID`). */
  meshId?: string;
  /** Namespaces of the remote whose Services are to be known by name in the primary, or the other way round. */
  stubs?: {
    /** The cluster that gets the Services. */
    cluster: string;
    services: { namespace: string; name: string }[];
  };
}

/** One file or set of objects of a set-up. */
export interface RemoteSetupFile {
  path: string;
  /** The cluster that it is for. */
  cluster: string;
  /** How it is used, in words with the command. */
  use: string;
  content: string;
}

/** Answer of `POST /remote-clusters/setup`: drafts; nothing is changed. */
export interface RemoteSetupPlan {
  /** What to do, in order. */
  steps: { title: string; cluster: string; text: string; files: string[] }[];
  files: RemoteSetupFile[];
  findings: RemotePreflightFinding[];
  /** Where the remote finds istiod, when it is known. */
  istiodAddress?: string;
}

/** Body of `POST /remote-clusters/injection/preview`. */
export interface InjectionPreviewRequest {
  cluster: string;
  namespace: string;
  /** A workload that exists; or a manifest of a Pod or of a workload with a pod template, as YAML. */
  workload?: { kind: 'Deployment'; name: string };
  manifest?: string;
}

/** What the injectors of a cluster do with a pod. */
export interface InjectionPreview {
  cluster: string;
  namespace: string;
  injected: boolean;
  /** In words: why it is, or is not. */
  why: string;
  /** Revision that injected. */
  revision?: string;
  containers: { name: string; image: string; added: boolean; init: boolean }[];
  /** The pod as it would be, as YAML. */
  pod: string;
  /** The pod as it was sent, as YAML. */
  sent: string;
}

/** How the injection of one namespace is to be. */
export interface InjectionChange {
  namespace: string;
  /** `enabled` follows the default, `revision` the revision named, `disabled` opts out, `unset` takes all such labels away. */
  injection: 'enabled' | 'revision' | 'disabled' | 'unset';
  revision?: string;
}

/** A workload whose pods do not have what its namespace says. */
export interface InjectionRestart {
  namespace: string;
  kind: string;
  name: string;
  pods: number;
  /** In words, e.g. `has no sidecar and would get one`. */
  why: string;
  /** `kubectl rollout restart …`. */
  command: string;
}

/** Body of `POST /remote-clusters/injection/plan`. */
export interface InjectionPlanRequest {
  cluster: string;
  changes: InjectionChange[];
}

/** Answer of `POST /remote-clusters/injection/plan`. */
export interface InjectionPlan {
  cluster: string;
  changes: {
    namespace: string;
    before: Record<string, string>;
    after: Record<string, string>;
    changed: boolean;
  }[];
  restarts: InjectionRestart[];
  /** Why nothing is said of restarts of a namespace. */
  unknown: string[];
}

/** Body of `POST /remote-clusters/old-values`: the `istio-remote` chart's values as YAML. */
export interface OldRemoteValuesRequest {
  values: string;
}

/** Answer of `POST /remote-clusters/old-values`. */
export interface OldRemoteValues {
  /** Today's values as YAML. */
  values: string;
  mapped: { old: string; now?: string; why: string }[];
  unknown: string[];
}
