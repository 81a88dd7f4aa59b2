import { EnrolmentCall } from '../forms';

/**
 * Loads the static script and runs it. The code is no part of it: the script
 * asks for it, or reads it from a file.
 *
 * @param options - further options of the script, e.g. `--uninstall`
 */
export function enrolmentLine(
  { portal, request, caFile, allowHttp }: EnrolmentCall,
  options: string[] = [],
): string {
  // Without a portal that is reached in plain text, nothing else is allowed.
  const isPlain = allowHttp && portal.startsWith('http://');
  const load = [
    'curl',
    `--proto '${isPlain ? '=http,https' : '=https'}'`,
    '-fsSL',
    ...(caFile ? [`--cacert ${caFile}`] : []),
    `${portal}/enrol/script`,
  ];
  const run = [
    'sudo sh -s --',
    `--portal ${portal}`,
    `--request ${request}`,
    ...(caFile ? [`--cacert ${caFile}`] : []),
    ...(isPlain ? ['--allow-http'] : []),
    ...options,
  ];
  return `${load.join(' ')} | ${run.join(' ')}`;
}

/** Takes the agent and what was placed with it off a machine again. */
export function uninstallLine(of: EnrolmentCall): string {
  return enrolmentLine(of, ['--uninstall']);
}
