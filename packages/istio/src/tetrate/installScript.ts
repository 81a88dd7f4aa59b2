import { agentFiles, AGENT_FOLDER } from './agentFiles';
import { SCRIPT_FUNCTIONS } from './installFunctions';
import { packagePath } from './packages';
import type { TetrateOnboardingInput } from './TetrateOnboardingInput';

/**
 * SHA-256 of a package that an administrator looked up beforehand: a checksum
 * from the host that serves the package proves only that it came whole.
 *
 * @public
 */
export interface PackagePin {
  name: 'onboarding-agent' | 'istio-sidecar';
  format: 'deb' | 'rpm';
  architecture: 'amd64' | 'arm64';
  /** Absent for packages without a revision. */
  revision?: string;
  /** 64 hexadecimal digits in lower case. */
  sha256: string;
}

const END = 'MESHPORT_END_OF_FILE';

/** A file of the script as a function that prints it. */
function printer(name: string, content: string): string {
  if (content.split('\n').includes(END)) {
    throw new Error(`a line of ${name} ends the text in the script`);
  }
  return `${name}() {\n  cat <<'${END}'\n${content}${END}\n}\n`;
}

function pinsOf(pins: readonly PackagePin[], revision?: string): string {
  const lines = pins
    .filter(
      pin =>
        pin.revision === (pin.name === 'istio-sidecar' ? revision : undefined),
    )
    .map(
      ({ name, format, architecture, sha256 }) =>
        `    ${name}.${format}.${architecture}) printf '%s' '${sha256}' ;;\n`,
    );
  return `pin_of() {\n  case "$1.$2.$3" in\n${lines.join(
    '',
  )}    *) printf '' ;;\n  esac\n}\n`;
}

function lowPorts({ machines }: TetrateOnboardingInput): boolean {
  return [
    ...machines.ports.map(({ number, targetPort = number }) => targetPort),
    ...(machines.withoutCapture?.dependencies ?? []).map(({ port }) => port),
  ].some(port => port < 1024);
}

/**
 * The script that installs agent and sidecar on a machine and has it join. It
 * holds nothing secret, does nothing before its last line, and undoes what it
 * did when a step fails.
 *
 * @param pins - checksums that packages must have; without one the package is
 * compared with what the repository says.
 * @public
 */
export function installScript(
  input: TetrateOnboardingInput,
  pins: readonly PackagePin[] = [],
): string {
  const { machines, endpoint, agent = {} } = input;
  const files = agentFiles(input);
  const contentOf = (path: string) =>
    files.find(file => file.path === path)?.content ?? '';
  const group = `${machines.namespace}/${machines.name}`;
  const paths = (['onboarding-agent', 'istio-sidecar'] as const).map(
    name =>
      `    ${name}) printf '%s' "${packagePath(
        name,
        '$2',
        '$3',
        agent.revision,
      ).replace('$2.$2', '$2')}" ;;\n`,
  );
  return [
    '#!/bin/sh\n',
    `# Has this machine join WorkloadGroup ${group} by Tetrate's onboarding plane.\n`,
    '# There is nothing secret in it, and nothing happens before its last line.\n',
    'set -u\n\n',
    `GROUP='${group}'\n`,
    `HOST='${endpoint.host}'\n`,
    `CONFIG_FOLDER='${AGENT_FOLDER}'\n`,
    `LOW_PORTS='${lowPorts(input) ? 'yes' : 'no'}'\n\n`,
    printer(
      'onboarding_config',
      contentOf(`${AGENT_FOLDER}/onboarding.config.yaml`),
    ),
    '\n',
    printer('agent_config', contentOf(`${AGENT_FOLDER}/agent.config.yaml`)),
    '\n',
    printer('hosts_block', contentOf('/etc/hosts')),
    '\n',
    `package_path() {\n  case "$1" in\n${paths.join('')}  esac\n}\n\n`,
    pinsOf(pins, agent.revision),
    '\n',
    SCRIPT_FUNCTIONS,
    '\nmain "$@"\n',
  ].join('');
}
