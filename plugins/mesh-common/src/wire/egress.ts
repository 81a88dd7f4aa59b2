import { CheckFindingsReport, FindingCounts, MeshFinding } from './findings';
import { AppliedObject, ApplyReport } from './manifests';
import { EgressVerdict, ObjectReference } from './policies';

/** In which form an egress gateway runs; `other` for one that was made in another way. */
export type EgressGatewayPattern =
  | 'injected'
  | 'helm'
  | 'gateway-api'
  | 'waypoint'
  | 'other';

/** How calls travel on to an upstream. */
export type EgressUpstreamProtocol =
  | 'HTTP'
  | 'TLS-ORIGINATION'
  | 'TLS-PASSTHROUGH'
  | 'TCP'
  | 'unknown';

/** One host outside the mesh that a gateway leads to, as it is in the cluster. */
export interface EgressUpstreamView {
  host: string;
  /** Absent where no ServiceEntry tells it. */
  port?: number;
  protocol: EgressUpstreamProtocol;
  /** With `TLS-ORIGINATION`. */
  tlsMode?: 'SIMPLE' | 'MUTUAL';
  /** The name that the upstream's certificate is asked for. */
  sni?: string;
  /** Name of the Secret for the TLS towards the upstream; nothing of its content. */
  credentialName?: string;
  /** Names under which it is offered outside the mesh, by an ingress gateway. */
  exposedAs?: string[];
}

/** Who gets in at a gateway. */
export interface EgressCallers {
  /**
   * `named`: only those listed; `anyone`: everybody in the namespaces that see
   * it; `nobody`: a policy denies all; `unknown`: policies could not be read.
   */
  admitted: 'named' | 'anyone' | 'nobody' | 'unknown';
  /** In words, e.g. `sa/reviews in bookinfo`, `any in shop`. */
  who: string[];
  /** For `unknown`: because of what. */
  why?: string;
}

/** Something about a gateway that does not fit together. */
export interface EgressProblem {
  /** E.g. `no-service-entry`, `port-claimed-twice`. */
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** How to mend it. */
  mend?: string;
  object?: ObjectReference;
}

/** The pods of a gateway. */
export interface EgressWorkload {
  /** E.g. `Deployment`; `Gateway` for one that istiod makes pods for. */
  kind: string;
  namespace: string;
  name: string;
  pods: number;
  readyPods: number;
  serviceAccounts: string[];
  /** Version of the proxies, e.g. `1.30.2`; several while they are being replaced. */
  versions: string[];
}

/** One egress gateway as lists show it. */
export interface EgressGatewayView {
  cluster: string;
  namespace: string;
  name: string;
  /** `meshport`: it bears our label and was rendered here; `other`: somebody else's. */
  madeBy: 'meshport' | 'other';
  pattern: EgressGatewayPattern;
  /** Name of the catalog component. */
  component?: string;
  /** Name of the group that owns it; of the namespace's owner where the gateway names none. */
  owner?: string;
  revision?: string;
  upstreams: EgressUpstreamView[];
  callers: EgressCallers;
  /** Namespaces whose calls are led to it, its own among them; `*` for all. */
  clientNamespaces: string[];
  /** How many of them the caller may not read; they are not named. */
  hiddenClientNamespaces?: number;
  /** Absent where nothing runs for it, or pods could not be read. */
  workload?: EgressWorkload;
  /** What does not fit together in it. */
  problems: EgressProblem[];
  /** Findings about its objects, by severity. */
  findings: FindingCounts;
  /** Who keeps it in step with Git, e.g. `Argo CD (application shop)`. */
  keptBy?: string;
}

/** What a form may offer for one cluster: item of `GET /egress-gateways/choices`. */
export interface EgressClusterChoices {
  cluster: string;
  writable: boolean;
  istioVersion?: string;
  recommended: { pattern: EgressGatewayPattern; reason: string };
  /** Patterns that it can run. */
  patterns: EgressGatewayPattern[];
  /** Namespaces that the caller may read. */
  namespaces: {
    name: string;
    /** Whether the caller may apply to it. */
    mayApply: boolean;
    serviceAccounts: string[];
  }[];
  /** Ingress gateways that a gateway may be exposed through. */
  ingressGateways: {
    namespace: string;
    name: string;
    /** Selects its pods. */
    selector: Record<string, string>;
  }[];
  /** Names of the external authorization providers of MeshConfig; absent where it could not be read. */
  authorizationProviders?: string[];
  /** Revisions and tags. */
  revisions: string[];
}

/** A Secret that a gateway names, without its content. */
export interface EgressCredential {
  namespace: string;
  name: string;
  /** What it is for, e.g. `TLS to api.example.org`. */
  use: string;
  state: 'exists' | 'missing' | 'notReadable';
  /** For `notReadable`: why, and what to do. */
  why?: string;
  /** When its certificate ends (ISO 8601), where cert-manager tells it. */
  notAfter?: string;
}

/** Somebody who would feel it if a gateway were gone. */
export interface EgressUser {
  /** `proxies`: running proxies in a client namespace; else an object that names the gateway. */
  kind: 'proxies' | 'VirtualService' | 'Sidecar' | 'DestinationRule' | 'Route';
  object?: ObjectReference;
  /** In words, e.g. `3 proxies in bookinfo follow the route to api.example.org`. */
  message: string;
}

/** What deleting a gateway takes away. */
export interface EgressRemovalPlan {
  /** In the order in which they are deleted: routes first. */
  deletes: (ObjectReference & { apiVersion: string; uid: string })[];
  /** Objects with the gateway's label that stay, and why. */
  stays: { object: ObjectReference; why: string }[];
  /** Who still uses it, as far as configuration shows. */
  users: EgressUser[];
  /** What of the use could not be looked at, in sentences. */
  unknown: string[];
  /** Stands for what is deleted; a removal names it. */
  hash: string;
}

/** One object of a gateway as YAML. */
export interface EgressManifest {
  object: ObjectReference & { apiVersion: string };
  text: string;
  /** False when only the fields that Meshport keeps are shown. */
  whole: boolean;
}

/** Answer item of `GET /egress-gateways/:cluster/:namespace/:name`. */
export interface EgressGatewayDetail extends EgressGatewayView {
  manifests: EgressManifest[];
  openFindings: MeshFinding[];
  /** What deleting it would take away. Read from memory: deleting looks again. */
  removal: EgressRemovalPlan;
  credentials: EgressCredential[];
  /** What `POST /egress-gateways` takes to make the same, for change and clone; absent where it cannot be told. */
  input?: Record<string, unknown>;
  /** Why `input` is absent or leaves something out, in sentences. */
  inputNotes: string[];
}

/** Answer item of `GET /entities/:kind/:namespace/:name/egress`. */
export interface EntityEgress extends EgressVerdict {
  cluster: string;
  /** The component's namespace. */
  namespace: string;
  /** Whether the component may use the gateway: named callers that it is not among make it `refused`. */
  admission?: 'admitted' | 'refused' | 'partly' | 'unknown';
  /** In words why. */
  admissionWhy?: string;
}

/** Body of `POST /egress-gateways/preview`. */
export interface EgressPreviewRequest {
  cluster: string;
  /** As `POST /egress-gateways` takes it. */
  gateway: Record<string, unknown>;
}

/** An object that would be written. */
export interface EgressPreviewObject {
  object: ObjectReference & { apiVersion: string };
  /** YAML; nothing secret. */
  text: string;
  /** `unknown` where the cluster could not be asked; `problem` says why. */
  outcome: AppliedObject['outcome'] | 'unknown';
  changes: AppliedObject['changes'];
  /** What would keep it from being applied. */
  problem?: string;
}

/** A namespace that would be touched. */
export interface EgressPreviewNamespace {
  name: string;
  /** The field that names it, e.g. `callers[0].namespace`. */
  field: string;
  /** Kinds of the objects that are written there; empty for one whose calls are only led elsewhere. */
  kinds: string[];
  /** Whether the caller may apply there. */
  mayApply: boolean;
}

/** What a gateway would do to others. */
export interface EgressImpact {
  about:
    | 'strict-mtls'
    | 'registry-only'
    | 'network-policy'
    | 'readiness'
    | 'credential'
    | 'claims'
    | 'dns'
    | 'route';
  /** `harm`: something breaks; `unknown`: could not be looked at. */
  verdict: 'fine' | 'note' | 'harm' | 'unknown';
  message: string;
  /** One for each workload, call or object. */
  details: string[];
}

/** What a cluster runs, as far as it is known. */
export interface EgressEnvironmentView {
  istioVersion?: string;
  kubernetesVersion?: string;
  ambient?: boolean;
  gatewayApi?: boolean;
  outboundTrafficPolicy?: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  dnsCapture?: boolean;
  authorizationProviders?: string[];
  /** What is not known, and why, in sentences. */
  notKnown: string[];
}

/** Answer of `POST /egress-gateways/preview`. */
export interface EgressPreview {
  cluster: string;
  /** The gateway as it was understood, defaults and all. */
  gateway: Record<string, unknown>;
  environment: EgressEnvironmentView;
  recommended: { pattern: EgressGatewayPattern; reason: string };
  /** In the order in which they are written. */
  objects: EgressPreviewObject[];
  /** Objects of the gateway that it would have no more. */
  removed: (ObjectReference & { apiVersion: string })[];
  /** Absent when they could not be judged; `findingsWhy` says why. */
  findings?: CheckFindingsReport;
  findingsWhy?: string;
  namespaces: EgressPreviewNamespace[];
  impacts: EgressImpact[];
  credentials: EgressCredential[];
  /** Values for the `gateway` chart, for pattern `helm`. */
  helmValues?: string;
  warnings: string[];
  /** Sentence that says how to ask for it, where a policy demands an approval. */
  needsApproval?: string;
}

/** Answer of `DELETE /egress-gateways/:cluster/:namespace/:name`. */
export interface EgressRemovalReport {
  cluster: string;
  namespace: string;
  name: string;
  dryRun: boolean;
  plan: EgressRemovalPlan;
  /** What was deleted; empty in a dry-run. */
  deleted: (ObjectReference & { apiVersion: string })[];
}

/** How `DELETE /egress-gateways/…` is asked for. */
export interface EgressRemovalOptions {
  /** Tell what would be deleted, and delete nothing. */
  dryRun?: boolean;
  /** `plan.hash` of the dry-run; needed to delete. */
  plan?: string;
  /** Delete it although somebody still uses it. */
  evenIfUsed?: boolean;
}

/** Body of `POST /egress-gateways/:cluster/:namespace/:name/tests`. */
export interface EgressTestRequest {
  /** `inside`: a client in the mesh calls; `outside`: through the ingress gateway, as somebody outside the mesh. */
  check: 'inside' | 'outside';
  /** The upstream's host; may be left out when there is one only. */
  host?: string;
  /** The upstream's port; may be left out when there is one only. */
  port?: number;
  /** For `inside`: where the client runs; the gateway's namespace unless told. */
  namespace?: string;
  /** For `inside`: under which identity; `default` unless told. */
  serviceAccount?: string;
  /** Path of the call; `/` unless told. */
  path?: string;
  /** How long to wait for the result, in seconds, 5 to 240; default 90. */
  waitSeconds?: number;
}

/** What a test found. */
export interface EgressTestReport {
  check: 'inside' | 'outside';
  cluster: string;
  /** `passed`, `refused` (403 or a closed connection), `failed`, or `notRun` when the Job never ran or did not end in time. */
  outcome: 'passed' | 'refused' | 'failed' | 'notRun';
  /** One sentence. */
  message: string;
  /** HTTP status of the answer. */
  status?: number;
  /** What was called, e.g. `http://api.example.org/`. */
  url: string;
  namespace: string;
  serviceAccount: string;
  /** What the program said, shortened; no headers, no body. */
  output?: string;
  startedAt: string;
  seconds: number;
  /** Whether the Job is gone again; it goes by itself otherwise. */
  cleanedUp: boolean;
}

/** Answer of `POST /egress-gateways`. */
export interface EgressApplyReport extends ApplyReport {
  /** Objects that the gateway has no more. */
  removed?: (ObjectReference & { apiVersion: string })[];
}
