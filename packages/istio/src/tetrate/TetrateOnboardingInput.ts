import type { VmOnboardingInput } from '../workload';
import type { JoinRule } from './TetrateMatchers';

/** Ports of `vmgateway` that machines use: agent, packages, istiod. */
export const ONBOARDING_PORT = 15443;

/**
 * Where agents find the onboarding plane.
 *
 * @public
 */
export interface OnboardingEndpoint {
  host: string;
  /** Default 15443. */
  port?: number;
  /** Name in the certificate, where it is not `host`. */
  sni?: string;
}

/**
 * A program that the agent runs, for a credential or for the host's addresses.
 *
 * @public
 */
export interface AgentPlugin {
  /** E.g. `ext-jwt-credential`. */
  name: string;
  /** Default `onboarding-agent-NAME-plugin` on the PATH. */
  path?: string;
  args?: string[];
  /** Nothing secret: name a file of the machine instead. */
  env?: { name: string; value: string }[];
}

/**
 * How the agent on a machine runs.
 *
 * @public
 */
export interface TetrateAgent {
  /** Which platform says who the machine is. Default `auto`. */
  platform?: 'auto' | 'ec2' | 'custom';
  /** For `custom`: what gets the token. */
  credential?: AgentPlugin;
  /** For `custom`: how the machine's addresses are found; one of both. */
  hostInfo?: {
    plugin?: AgentPlugin;
    /** Regular expressions of network interfaces. */
    interfaces?: { include?: string[]; exclude?: string[] };
  };
  /** By which address the mesh reaches the machine. Default `VPC`. */
  connectedOver?: 'VPC' | 'INTERNET';
  /** Further labels of this machine; a group's labels cannot be changed by them. */
  labels?: Record<string, string>;
  /** Revision of the sidecar package; default: the package without one. */
  revision?: string;
}

/**
 * Virtual machines that are to join by Tetrate's onboarding plane.
 *
 * @public
 */
export interface TetrateOnboardingInput {
  /** As for Istio's own way. The proxy takes no iptables, so `withoutCapture` is needed. */
  machines: VmOnboardingInput;
  /** Who may join; at least one. */
  rules: JoinRule[];
  endpoint: OnboardingEndpoint;
  agent?: TetrateAgent;
}
