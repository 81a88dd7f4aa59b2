import type { InputProblem } from '../../input/InputProblem';
import { InputReader } from '../../input/InputReader';
import type { VmProbe } from './VmOnboardingInput';

const SHELLS =
  /^(.*\/)?(sh|bash|dash|ash|zsh|ksh|csh|tcsh|fish|busybox|env|nsenter|sudo|su|xargs)$/;

function portOf(
  reader: InputReader,
  problems: InputProblem[],
  kind: 'httpGet' | 'tcpSocket',
): { part: InputReader; port: number } | undefined {
  const source = reader.value(kind);
  if (source === undefined) {
    return undefined;
  }
  if (!InputReader.isObject(source)) {
    return reader.refuse(kind, 'Give an object.');
  }
  const part = new InputReader(source, problems, `probe.${kind}.`);
  part.refuseUnknown(
    kind === 'httpGet' ? ['path', 'port', 'scheme'] : ['port'],
  );
  if (part.value('port') === undefined) {
    part.refuse('port', 'This is missing. Give the port that is asked.');
  }
  return { part, port: part.wholeNumber('port', 1, 65535) ?? 0 };
}

function readCommand(
  reader: InputReader,
  problems: InputProblem[],
): string[] | undefined {
  const source = reader.value('exec');
  if (source === undefined) {
    return undefined;
  }
  const command = InputReader.isObject(source) ? source.command : undefined;
  if (
    !Array.isArray(command) ||
    command.length === 0 ||
    command.length > 32 ||
    !command.every(one => typeof one === 'string' && one.length <= 1000)
  ) {
    problems.push({
      field: 'probe.exec.command',
      message: 'Give a program and its arguments as a list of 1 to 32 texts.',
    });
    return undefined;
  }
  if (SHELLS.test(command[0])) {
    problems.push({
      field: 'probe.exec.command[0]',
      message:
        'A probe is a program and its arguments, never a shell. Name the program itself.',
    });
  } else if (!command[0].startsWith('/')) {
    problems.push({
      field: 'probe.exec.command[0]',
      message: 'Give the full path of the program.',
    });
  }
  return command;
}

function refuseBadPath(path: string): string | undefined {
  return /^\/[\x21-\x7e]*$/.test(path) && path.length <= 1000
    ? undefined
    : 'Give a path that begins with /, without blanks.';
}

/** Reads the field `probe`; exactly one kind of question. */
export function readProbe(
  reader: InputReader,
  problems: InputProblem[],
): VmProbe {
  const kinds = ['httpGet', 'tcpSocket', 'exec'].filter(
    kind => reader.value(kind) !== undefined,
  );
  if (kinds.length !== 1) {
    problems.push({
      field: 'probe',
      message: 'Give exactly one of httpGet, tcpSocket and exec.',
    });
  }
  const http = portOf(reader, problems, 'httpGet');
  const tcp = portOf(reader, problems, 'tcpSocket');
  const command = readCommand(reader, problems);
  const periodSeconds = reader.wholeNumber('periodSeconds', 1, 3600);
  const timeoutSeconds = reader.wholeNumber('timeoutSeconds', 1, 300);
  return {
    ...(http
      ? {
          httpGet: {
            path: http.part.text('path', refuseBadPath),
            port: http.port,
            scheme: http.part.oneOf('scheme', ['HTTP', 'HTTPS'] as const),
          },
        }
      : {}),
    ...(tcp ? { tcpSocket: { port: tcp.port } } : {}),
    ...(command ? { exec: { command } } : {}),
    initialDelaySeconds: reader.wholeNumber('initialDelaySeconds', 0, 3600),
    timeoutSeconds,
    periodSeconds,
    successThreshold: reader.wholeNumber('successThreshold', 1, 100),
    failureThreshold: reader.wholeNumber('failureThreshold', 1, 100),
  };
}
