/** Kinds of machine that a rule names. */
export const RULE_KINDS = ['ec2', 'ecs', 'jwt'] as const;

export type RuleKind = (typeof RULE_KINDS)[number];

/** Whom a rule lets in, as the request takes it. */
export interface WorkloadValue {
  aws?: {
    partitions?: string[];
    accounts?: string[];
    regions?: string[];
    zones?: string[];
    ec2?: { iamRoleNames?: string[] };
    ecs?: { clusters?: string[]; iamRoleNames?: string[] };
  };
  jwt?: {
    issuer?: string;
    subjects?: string[];
    attributes?: { name: string; values?: string[] }[];
  };
}

/** One rule, as the request takes it. */
export interface RuleValue {
  workloads: WorkloadValue[];
  groups?: Record<string, string>;
}

/** A program that the agent runs. */
export interface PluginValue {
  name?: string;
  path?: string;
  env?: { name: string; value: string }[];
}

/** Where the plane is and how the agent runs, as the request takes it. */
export interface AgentValue {
  endpoint?: { host?: string; port?: number; sni?: string };
  agent?: {
    platform?: 'auto' | 'ec2' | 'custom';
    credential?: PluginValue;
    connectedOver?: 'VPC' | 'INTERNET';
    revision?: string;
  };
}

/** What the form of the template holds beside the machines. */
export interface TetrateFormData {
  rules?: RuleValue[];
  plane?: AgentValue;
}
