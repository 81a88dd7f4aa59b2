import { toYamlText } from '../resources';
import { vmHostsBlock } from '../workload';
import {
  ONBOARDING_PORT,
  TetrateOnboardingInput,
} from './TetrateOnboardingInput';
import type { AgentPlugin, TetrateAgent } from './TetrateOnboardingInput';

/**
 * A file of a machine.
 *
 * @public
 */
export interface MachineFile {
  /** Where it belongs. */
  path: string;
  /** As chmod has it. */
  mode: string;
  content: string;
}

const API_VERSION = 'config.agent.onboarding.tetrate.io/v1alpha1';

/** Where the agent reads its configuration. */
export const AGENT_FOLDER = '/etc/onboarding-agent';

function without(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  );
}

/** Where the agent finds the plane, and which group it joins. */
function onboardingConfiguration({
  machines,
  endpoint,
  agent = {},
}: TetrateOnboardingInput): Record<string, unknown> {
  const { host, port = ONBOARDING_PORT, sni = host } = endpoint;
  return without({
    apiVersion: API_VERSION,
    kind: 'OnboardingConfiguration',
    onboardingEndpoint: {
      host,
      port,
      // Never without checking: who sits between could hand out identities.
      transportSecurity: { tls: { sni, insecureSkipVerify: false } },
    },
    workloadGroup: { namespace: machines.namespace, name: machines.name },
    workload:
      agent.labels && Object.keys(agent.labels).length
        ? { labels: agent.labels }
        : undefined,
    settings: { connectedOver: agent.connectedOver ?? 'VPC' },
  });
}

function pluginOf({ name, path, args, env }: AgentPlugin) {
  return without({
    name,
    path,
    args: args?.length ? args : undefined,
    env: env?.length ? env : undefined,
  });
}

function hostInfoOf({ hostInfo }: TetrateAgent) {
  if (!hostInfo) {
    return undefined;
  }
  return hostInfo.plugin
    ? { plugin: pluginOf(hostInfo.plugin) }
    : { basic: { networkInterfaces: without({ ...hostInfo.interfaces }) } };
}

function hostOf(agent: TetrateAgent): Record<string, unknown> {
  switch (agent.platform) {
    case 'ec2':
      return { aws: { ec2: {} } };
    case 'custom':
      return {
        custom: without({
          credential: agent.credential && [
            { plugin: pluginOf(agent.credential) },
          ],
          hostinfo: hostInfoOf(agent),
        }),
      };
    default:
      return { auto: {} };
  }
}

/** How the agent says who the machine is, and which sidecar it starts. */
function agentConfiguration({
  agent = {},
}: TetrateOnboardingInput): Record<string, unknown> {
  return without({
    apiVersion: API_VERSION,
    kind: 'AgentConfiguration',
    host: hostOf(agent),
    sidecar: agent.revision
      ? { istio: { revision: agent.revision } }
      : undefined,
  });
}

/**
 * The files that make a machine join; nothing of them is secret, and the same
 * input gives the same text. The last is a block for `/etc/hosts`, where the
 * application calls services by their names.
 *
 * @public
 */
export function agentFiles(input: TetrateOnboardingInput): MachineFile[] {
  const block = vmHostsBlock(input.machines);
  return [
    {
      path: `${AGENT_FOLDER}/onboarding.config.yaml`,
      mode: '0644',
      content: toYamlText(onboardingConfiguration(input)),
    },
    {
      path: `${AGENT_FOLDER}/agent.config.yaml`,
      mode: '0644',
      content: toYamlText(agentConfiguration(input)),
    },
    ...(block ? [{ path: '/etc/hosts', mode: '0644', content: block }] : []),
  ];
}
