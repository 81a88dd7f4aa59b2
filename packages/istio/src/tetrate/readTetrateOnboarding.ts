import type { InputProblem } from '../input/InputProblem';
import { InputReader } from '../input/InputReader';
import { readVmOnboarding } from '../workload';
import { readAgent, readEndpoint } from './readAgent';
import { readJoinRules } from './readMatchers';
import type { TetrateOnboardingInput } from './TetrateOnboardingInput';

const FIELDS = ['machines', 'rules', 'endpoint', 'agent'] as const;

const AGENT_FIELDS = [
  'platform',
  'credential',
  'hostInfo',
  'connectedOver',
  'labels',
  'revision',
] as const;

/** What of Istio's own way Tetrate's does otherwise. */
function refuseIstiosWay(
  machines: Record<string, unknown>,
  problems: InputProblem[],
): void {
  if (machines.autoRegister === false) {
    problems.push({
      field: 'machines.autoRegister',
      message:
        "Tetrate's plane registers every machine itself. Leave this out.",
    });
  }
  if (machines.withoutCapture === undefined) {
    problems.push({
      field: 'machines.withoutCapture',
      message:
        "This is missing. Tetrate's sidecar runs without iptables: name the services that the application calls, each gets a listener.",
    });
  }
}

function callsNobody(machines: unknown): machines is Record<string, unknown> {
  const capture = InputReader.isObject(machines)
    ? machines.withoutCapture
    : undefined;
  return (
    InputReader.isObject(capture) &&
    Object.keys(capture).length === 1 &&
    Array.isArray(capture.dependencies) &&
    capture.dependencies.length === 0
  );
}

/**
 * Reads the machines. Istio's own way captures calls with iptables where no
 * dependency is named; here that means that the application calls nobody.
 */
function readMachines(source: unknown): ReturnType<typeof readVmOnboarding> {
  if (!callsNobody(source)) {
    return readVmOnboarding(source);
  }
  const { withoutCapture, ...rest } = source;
  const read = readVmOnboarding(rest);
  return 'problems' in read
    ? read
    : { input: { ...read.input, withoutCapture: { dependencies: [] } } };
}

/**
 * Reads who is to join by Tetrate's plane, and how.
 *
 * @returns the input, or every problem that it has
 * @public
 */
export function readTetrateOnboarding(
  source: unknown,
): { input: TetrateOnboardingInput } | { problems: InputProblem[] } {
  if (!InputReader.isObject(source)) {
    return { problems: [{ field: '', message: 'Give an object.' }] };
  }
  const problems: InputProblem[] = [];
  const reader = new InputReader(source, problems);
  reader.refuseUnknown(FIELDS);
  const machines = readMachines(source.machines);
  if ('problems' in machines) {
    problems.push(
      ...machines.problems.map(({ field, message }) => ({
        field: `machines${field ? `.${field}` : ''}`,
        message,
      })),
    );
  }
  if (InputReader.isObject(source.machines)) {
    refuseIstiosWay(source.machines, problems);
  }
  const rules = readJoinRules(reader);
  const endpoint = readEndpoint(reader);
  const agent = reader.object('agent', AGENT_FIELDS, readAgent);
  if (problems.length || 'problems' in machines || !endpoint) {
    return { problems };
  }
  const input: TetrateOnboardingInput = {
    machines: machines.input,
    rules,
    endpoint,
    ...(agent ? { agent } : {}),
  };
  // Without what was not said, so that equal inputs are equal as data.
  return { input: JSON.parse(JSON.stringify(input)) };
}
