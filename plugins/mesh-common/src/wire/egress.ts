import { ClusterFreshness } from './clusters';
import {
  CheckedFinding,
  FindingCounts,
  MeshFinding,
  NotJudged,
} from './findings';
import { AppliedObject, ApplyReport } from './manifests';
import { ObjectReference } from './policies';

/** In which form an egress gateway runs; `sidecar-direct` runs none: callers' own proxies call the hosts. */
export type EgressPattern =
  | 'injected'
  | 'helm'
  | 'gateway-api'
  | 'waypoint'
  | 'sidecar-direct';

/** How calls travel on to an upstream. */
export type EgressUpstreamProtocol =
  | 'HTTP'
  | 'TLS-ORIGINATION'
  | 'TLS-PASSTHROUGH'
  | 'TCP';

/** An object of a cluster, with its version. */
export type EgressObject = ObjectReference & { apiVersion: string };

/** A Secret on the way, by name; never its content. */
export interface EgressCredential {
  /** Name of the Secret. */
  name: string;
  /** Where it has to be. */
  namespace: string;
  use: 'upstream' | 'ingress';
  state: 'present' | 'absent' | 'notReadable';
  /** When its certificate ends (ISO 8601), where cert-manager tells it; absent when that cannot be read. */
  expires?: string;
  /** Why it is not known, as a sentence. */
  why?: string;
}

/** One host outside the mesh that a gateway leads to, as it is in the cluster. */
export interface EgressUpstreamView {
  host: string;
  /** Absent where no ServiceEntry tells it. */
  port?: number;
  protocol: EgressUpstreamProtocol | 'unknown';
  /** What the gateway does about TLS to the upstream. */
  tls: 'none' | 'simple' | 'mutual' | 'passthrough' | 'unknown';
  /** The server name asked for, when it is not the host. */
  sni?: string;
  credentialName?: string;
  /** Host name under which an ingress gateway offers it, with that gateway. */
  exposure?: { host: string; ingress?: { namespace: string; name: string } };
  /** How callers in the mesh call it, e.g. `http://api.example.org`. */
  callAs?: string;
}

/** Who gets in. */
export interface EgressAdmission {
  /**
   * `named`: only `callers`; `namespaces`: everybody in the namespaces of
   * `callers`; `anyone`: the whole mesh; `unknown`: see `why`.
   */
  mode: 'named' | 'namespaces' | 'anyone' | 'unknown';
  callers: { namespace: string; serviceAccounts?: string[] }[];
  /** How many are in namespaces that the reader may not read. */
  hidden?: number;
  /** For `unknown`: because of what. */
  why?: string;
}

/** Something about a gateway that does not fit together. */
export interface EgressProblem {
  severity: 'error' | 'warning' | 'info';
  message: string;
  mend?: string;
  object?: ObjectReference;
}

/** One egress gateway as lists show it. */
export interface EgressGatewaySummary {
  cluster: string;
  namespace: string;
  name: string;
  /** Made by Meshport, by its label; others' are shown too, but not changed. */
  ours: boolean;
  pattern: EgressPattern | 'unknown';
  /** Entity reference of the group that owns it, or else its namespace. */
  owner?: string;
  /** Entity reference of the component. */
  component?: string;
  /** Argo CD or Flux, where one of them keeps it, e.g. `Argo CD (application shop)`. */
  managedBy?: string;
  upstreams: EgressUpstreamView[];
  admission: EgressAdmission;
  /** Between callers and gateway. */
  hop: 'mutual' | 'plain' | 'mixed' | 'unknown';
  workload: {
    state: 'ready' | 'notReady' | 'absent' | 'unknown';
    /** Pods. */
    ready?: number;
    wanted?: number;
    message: string;
  };
  /** Secrets that it names; whether they are there is looked up for one gateway only. */
  credentials: EgressCredential[];
  /** What is half-right. */
  problems: EgressProblem[];
  /** Findings about its objects, by severity. */
  findings: FindingCounts;
}

/** Somebody who uses a gateway, as far as configuration shows. */
export interface EgressUser {
  namespace: string;
  /** Of a running workload: its name by the labels `app` or `app.kubernetes.io/name`, else its service account. */
  workload?: string;
  serviceAccount?: string;
  /** Running pods with a proxy. */
  pods?: number;
  /** An object that names the gateway. */
  object?: ObjectReference;
  /** A sentence. */
  why: string;
}

/** What deleting a gateway takes away. */
export interface EgressRemovalPlan {
  /** In the order in which they are deleted: routes first. */
  deletes: EgressObject[];
  /** Objects with the gateway's label that stay. */
  keeps: { object: ObjectReference; why: string }[];
  /** Who still uses it. */
  users: EgressUser[];
  /** Hosts that stop working for whom, and what could not be looked at, as sentences. */
  consequences: string[];
  /** Whether the reader may remove it. */
  allowed: boolean;
  /** Why not, as a sentence. */
  why?: string;
  /** Stands for exactly these deletions; a removal names it. */
  hash: string;
}

/** Answer item of `GET /egress-gateways/:cluster/:namespace/:name`. */
export interface EgressGatewayDetail extends EgressGatewaySummary {
  /** As they are in memory, in the order of applying; `owned` ones bear the gateway's label. */
  objects: {
    object: EgressObject;
    owned: boolean;
    /** False when only the fields that Meshport keeps are shown. */
    whole: boolean;
    manifest: Record<string, unknown>;
  }[];
  foundFindings: MeshFinding[];
  notJudged: NotJudged[];
  users: EgressUser[];
  removal: EgressRemovalPlan;
  /** What `POST /egress-gateways` takes to make the same: for change and clone. */
  input?: Record<string, unknown>;
  /** Why `input` is absent, or what it leaves out, as a sentence. */
  inputWhy?: string;
  /** Whether the reader may run a test from the gateway's namespace. */
  mayTest: boolean;
  mayTestWhy?: string;
}

/** One way of a component to a host outside the mesh. */
export interface EntityEgressWay {
  host: string;
  ports: number[];
  protocol: EgressUpstreamProtocol | 'unknown';
  tls: EgressUpstreamView['tls'];
  /** The gateway on the way; absent when calls go directly. */
  gateway?: { name?: string; namespace?: string; hidden?: true };
  /** Whether the component's own service accounts get in. */
  admitted: 'yes' | 'no' | 'some' | 'unknown';
  /** A sentence. */
  why: string;
  decidedBy: ObjectReference[];
}

/** Answer item of `GET /entities/:kind/:namespace/:name/egress`: one for each namespace. */
export interface EntityEgress {
  cluster: string;
  namespace: string;
  /** What the mesh does with hosts that nobody declared. */
  undeclared: 'allowed' | 'refused' | 'unknown';
  ways: EntityEgressWay[];
}

/** Answer of `GET /egress-gateways/choices?cluster=NAME`: what a form offers, of what the caller may read. */
export interface EgressChoices {
  cluster: string;
  /** Facts of the cluster, for people. */
  facts: { label: string; value: string; known: boolean }[];
  recommended: { pattern: EgressPattern; reason: string };
  patterns: { pattern: EgressPattern; possible: boolean; reason: string }[];
  namespaces: {
    name: string;
    /** Entity reference. */
    owner?: string;
    mayApply: boolean;
    mesh: 'sidecar' | 'ambient' | 'none' | 'unknown';
  }[];
  /** Of running pods. */
  serviceAccounts: { namespace: string; name: string; workloads: string[] }[];
  ingressGateways: {
    namespace: string;
    name: string;
    kind: 'istio' | 'gateway-api';
    /** Labels of its pods, for `istio`. */
    selector?: Record<string, string>;
  }[];
  extensionProviders: { name: string; kind: string; authorizes: boolean }[];
  revisions: { revision: string; version?: string }[];
  clusters: ClusterFreshness[];
}

/** Body of `POST /egress-gateways/preview`. */
export interface EgressPreviewRequest {
  cluster: string;
  /** As `POST /egress-gateways` takes it. */
  gateway: Record<string, unknown>;
}

/** What a gateway would do to others. */
export interface EgressImpact {
  check:
    | 'STRICT'
    | 'REGISTRY_ONLY'
    | 'NETWORK_POLICY'
    | 'HOP'
    | 'READINESS'
    | 'CLAIMS'
    | 'CREDENTIAL'
    | 'ROUTES'
    | 'DNS'
    | 'OTHER';
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** Workloads, calls or objects that feel it, in words. */
  affected: string[];
  /** What could not be looked at, as a sentence. */
  unknown?: string;
}

/** Answer of `POST /egress-gateways/preview`; a gateway that cannot be made has `problems` and nothing else. */
export interface EgressPreview {
  cluster: string;
  /** Empty: it can be made. */
  problems: { field: string; message: string }[];
  /** The gateway as it was understood, defaults and all. */
  gateway?: Record<string, unknown>;
  recommended: { pattern: EgressPattern; reason: string };
  /** In the order of writing. */
  objects: { manifest: Record<string, unknown>; change?: AppliedObject }[];
  /** Why `change` is missing. */
  diffWhy?: string;
  /** Objects that are there now and that the gateway would have no more. */
  deletes: EgressObject[];
  /** Findings that it would cause, the worst first. */
  caused: CheckedFinding[];
  /** Findings that it would cure. */
  cured: CheckedFinding[];
  notJudged: NotJudged[];
  /** Why findings were not judged at all. */
  findingsWhy?: string;
  impacts: EgressImpact[];
  /** One for each namespace that it touches. */
  permissions: {
    namespace: string;
    kinds: string[];
    allowed: boolean;
    message: string;
  }[];
  /** Whether a policy wants an approval. */
  approval?: { needed: boolean; explanation: string };
  credentials: EgressCredential[];
  /** For pattern `helm`: values of the `gateway` chart, as YAML. */
  helmValues?: string;
  warnings: string[];
}

/** Answer of `POST /egress-gateways`. */
export interface EgressApplyReport extends ApplyReport {
  /** Objects that the gateway has no more; in a dry-run, that it would have no more. */
  removed: EgressObject[];
}

/** How `DELETE /egress-gateways/:cluster/:namespace/:name` is asked for. */
export interface EgressRemovalOptions {
  /** Tell what would be deleted, and delete nothing. */
  dryRun?: boolean;
  /** `plan.hash` of the dry-run; without it nothing is deleted. */
  plan?: string;
  /** Delete it although somebody still uses it. */
  evenIfUsed?: boolean;
}

/** Answer of `DELETE /egress-gateways/:cluster/:namespace/:name`. */
export interface EgressRemovalReport {
  cluster: string;
  namespace: string;
  name: string;
  dryRun: boolean;
  plan: EgressRemovalPlan;
  /** What was deleted, in order; empty in a dry-run. */
  deleted: EgressObject[];
}

/** Body of `POST /egress-gateways/:cluster/:namespace/:name/tests`. */
export interface StartEgressTest {
  /** `inside`: a client in the mesh calls; `outside`: through the ingress gateway, from a pod that is not in the mesh. */
  kind: 'inside' | 'outside';
  /** The upstream's host; may be left out when there is one only. */
  host?: string;
  /** The upstream's port; may be left out when the host has one only. */
  port?: number;
  /** Path of the call; `/` unless told. */
  path?: string;
  /** Where the client runs; the gateway's namespace unless told. */
  namespace?: string;
  /** Under which identity it calls; `default` unless told. */
  serviceAccount?: string;
  /** ConfigMap in that namespace whose `ca.crt` signed what is called; the image's authorities unless told. */
  certificateAuthority?: string;
  /** How long to wait for the result, in seconds, 5 to 240; 90 unless told. */
  waitSeconds?: number;
}

/** What a test found; the answer comes when it is over. */
export interface EgressTest {
  /** Name of its Job. */
  id: string;
  kind: 'inside' | 'outside';
  cluster: string;
  namespace: string;
  serviceAccount: string;
  host: string;
  /** What was called, e.g. `http://api.example.org/`. */
  url: string;
  /**
   * `passed`: an answer came through the gateway; `refused`: 403 or a closed
   * connection; `failed`: anything else; `notRun`: the Job never ran or did
   * not end in time.
   */
  state: 'passed' | 'refused' | 'failed' | 'notRun';
  /** A sentence: what was called, what came back. */
  message: string;
  /** HTTP status of the answer. */
  status?: number;
  startedAt: string;
  finishedAt: string;
  /** False when the Job could not be deleted; it goes by itself then. */
  cleanedUp: boolean;
}
