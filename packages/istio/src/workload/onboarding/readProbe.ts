import type { InputReader } from '../../input/InputReader';
import { problemWithCommand } from '../../input/problemWithCommand';
import { problemWithListenerPort } from './readPorts';
import type { VmProbe } from './VmOnboardingInput';

const KINDS = ['httpGet', 'tcpSocket', 'exec'] as const;

function readPort(part: InputReader): number {
  if (part.value('port') === undefined) {
    part.refuse('port', 'This is missing. Give the port that is asked.');
  }
  const port = part.wholeNumber('port', 1, 65535);
  const problem =
    port === undefined ? undefined : problemWithListenerPort(port);
  if (problem) {
    part.refuse('port', `${problem} Give a port of the application.`);
  }
  return port ?? 0;
}

function readCommand(part: InputReader): { command: string[] } {
  const command = part.value('command');
  if (
    !Array.isArray(command) ||
    command.length === 0 ||
    command.length > 32 ||
    !command.every(
      one =>
        typeof one === 'string' && one.length <= 1000 && !one.includes('\0'),
    )
  ) {
    part.refuse(
      'command',
      'Give a program and its arguments as a list of 1 to 32 texts.',
    );
    return { command: [] };
  }
  const problem =
    problemWithCommand(command) ??
    (command[0].startsWith('/')
      ? undefined
      : 'Give the full path of the program.');
  if (problem) {
    part.refuse('command[0]', problem);
  }
  return { command };
}

function problemWithPath(path: string): string | undefined {
  return /^\/[\x21-\x7e]*$/.test(path) && path.length <= 1000
    ? undefined
    : 'Give a path that begins with /, without blanks.';
}

/** Reads the field `probe`; exactly one kind of question. */
export function readProbe(reader: InputReader): VmProbe | undefined {
  const known = [
    ...KINDS,
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ];
  return reader.object('probe', known, part => {
    if (KINDS.filter(kind => part.value(kind) !== undefined).length !== 1) {
      reader.refuse(
        'probe',
        'Give exactly one of httpGet, tcpSocket and exec.',
      );
    }
    return {
      httpGet: part.object('httpGet', ['path', 'port', 'scheme'], http => ({
        path: http.text('path', problemWithPath),
        port: readPort(http),
        scheme: http.oneOf('scheme', ['HTTP', 'HTTPS'] as const),
      })),
      tcpSocket: part.object('tcpSocket', ['port'], tcp => ({
        port: readPort(tcp),
      })),
      exec: part.object('exec', ['command'], readCommand),
      initialDelaySeconds: part.wholeNumber('initialDelaySeconds', 0, 3600),
      timeoutSeconds: part.wholeNumber('timeoutSeconds', 1, 300),
      periodSeconds: part.wholeNumber('periodSeconds', 1, 3600),
      successThreshold: part.wholeNumber('successThreshold', 1, 100),
      failureThreshold: part.wholeNumber('failureThreshold', 1, 100),
    };
  });
}
