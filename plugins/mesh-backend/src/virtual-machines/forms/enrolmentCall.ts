/** Where a machine finds the portal, and for which request it comes. */
export interface EnrolmentCall {
  /** Base of the backend's routes, e.g. `https://portal.example.org/api/mesh`. */
  portal: string;
  /** ID of the request. */
  request: string;
  /** File on the machine with the certificates by which the portal is trusted. */
  caFile?: string;
  /** Whether the portal may be called without TLS, for trying out. */
  allowHttp: boolean;
}

/** A folder in memory that is gone when the machine has joined, or has not. */
export const WORK_FOLDER = '/run/meshport-enrol-form';
/** The code, for root only. */
export const CODE_FILE = `${WORK_FOLDER}/code`;
const SCRIPT_FILE = `${WORK_FOLDER}/enrol.sh`;

/** Fetches the script whole, before anything of it runs. */
export function fetchCommand(call: EnrolmentCall): string[] {
  return [
    'curl',
    ...['--proto', call.allowHttp ? '=http,https' : '=https'],
    '-fsSL',
    ...['--retry', '10', '--retry-delay', '5', '--retry-connrefused'],
    ...(call.caFile ? ['--cacert', call.caFile] : []),
    ...['-o', SCRIPT_FILE, `${call.portal}/enrol/script`],
  ];
}

/** Runs the script; the code is in its file, never an argument. */
export function joinCommand(call: EnrolmentCall): string[] {
  return [
    'sh',
    SCRIPT_FILE,
    ...['--portal', call.portal, '--request', call.request],
    ...(call.caFile ? ['--cacert', call.caFile] : []),
    ...['--code-file', CODE_FILE],
    ...(call.allowHttp ? ['--allow-http'] : []),
  ];
}
