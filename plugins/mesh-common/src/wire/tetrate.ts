import { RequestFinding } from './requests';

/** Names a group of machines, and as whom they act. */
export interface TetrateGroup {
  namespace: string;
  name: string;
  serviceAccount: string;
}

/** One kind of machine that an OnboardingPolicy lets in. */
export interface TetrateJoiner {
  policy: { namespace: string; name: string };
  /** Place of the rule in the policy, from 0. */
  rule: number;
  /** Whom it lets in, in words. */
  who: string;
  /** Set where it names nobody in particular. */
  broad?: { message: string; mend: string };
  /** The groups that it is for now. */
  groups: TetrateGroup[];
  /** Whether it is for every group of the namespace, also later ones. */
  everyGroup: boolean;
}

/** A machine that the plane registered. */
export interface TetrateMachine {
  namespace: string;
  name: string;
  group?: string;
  /** Who it is, in words. */
  identity: string;
  agentVersion?: string;
  sidecarRevision?: string;
  sidecarVersion?: string;
  addresses: string[];
  /** Whether its agent is connected; absent when that is not known. */
  connected?: boolean;
  /** When that changed last, RFC 3339. */
  since?: string;
}

/** A package for machines. */
export interface TetratePackageLink {
  name: string;
  format: string;
  architecture: string;
  revision?: string;
  url: string;
  checksumUrl: string;
}

/** An onboarding plane, as its ControlPlane says and as it runs. */
export interface TetratePlane {
  name: string;
  namespace: string;
  /** Whether onboarding is on. */
  enabled: boolean;
  hosts: string[];
  secretName?: string;
  /** What the audience of a credential must be; absent where Tetrate made it. */
  uid?: string;
  tokenLifetime?: string;
  localRepository: boolean;
  issuers: { issuer: string; shortName?: string }[];
  customGateway?: { host: string; port: number };
  /** As the load balancer of `vmgateway` says it. */
  gateway?: string;
  workloads: { name: string; available: boolean }[];
  /** When the certificate of the endpoint ends, RFC 3339. */
  certificateEnds?: string;
  findings: RequestFinding[];
  /** Empty where the plane has no repository. */
  packages: TetratePackageLink[];
}

/** Answer of `GET /clusters/:cluster/tetrate-onboarding`. */
export interface TetrateOnboardingAnswer {
  cluster: string;
  /** Whether the cluster has Tetrate's kinds at all. */
  installed: boolean;
  /** Of the namespaces that the caller may read. */
  planes: TetratePlane[];
  /** DNS names at which machines can join, of all planes. */
  endpoints: string[];
  /** Issuers whose tokens a plane takes. */
  issuers: string[];
  /** Of the namespaces that the caller may read. */
  joiners: TetrateJoiner[];
  groups: TetrateGroup[];
  machines: TetrateMachine[];
  /** Issuers of cert-manager that could keep the certificate. */
  certificateIssuers: { kind: 'Issuer' | 'ClusterIssuer'; name: string }[];
  /** Revisions and tags that a sidecar package may be of. */
  revisions: string[];
  /** What could not be read, as sentences. */
  notKnown: string[];
  /** RFC 3339. */
  asOf: string;
}

/** Body of `POST /clusters/:cluster/tetrate-onboarding/join-questions`: one of both. */
export interface TetrateJoinQuestion {
  aws?: {
    partition?: string;
    account: string;
    region?: string;
    zone?: string;
    ec2?: { iamRoleName?: string };
    ecs?: { cluster?: string; iamRoleName?: string };
  };
  jwt?: {
    issuer: string;
    subject: string;
    attributes?: Record<string, string>;
  };
}

/** Whether a machine could join a group. */
export interface TetrateJoinVerdict {
  group: TetrateGroup;
  allowed: boolean;
  policy?: { namespace: string; name: string };
  why: string;
}

/** A file of a machine. */
export interface TetrateFile {
  path: string;
  /** As chmod has it. */
  mode: string;
  content: string;
}

/** Answer of `GET /requests/:id/tetrate-files`; nothing of it is secret. */
export interface TetrateFiles {
  cluster: string;
  namespace: string;
  group: string;
  files: TetrateFile[];
  /** POSIX sh, run as root. */
  script: string;
  cloudInit: string;
  ansible: string;
  packages: TetratePackageLink[];
  /** What to do on a machine that is to leave. */
  uninstallLine: string;
}
