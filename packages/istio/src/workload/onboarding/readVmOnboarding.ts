import type { InputProblem } from '../../input/InputProblem';
import { InputReader } from '../../input/InputReader';
import {
  isDnsLabel,
  isDnsSubdomain,
  isLabelKey,
  isLabelValue,
  isServiceName,
} from '../../resources';
import {
  MAX_VM_GROUP_NAME,
  VM_PORT_PROTOCOLS,
  VmDependency,
  VmOnboardingInput,
  VmService,
} from './VmOnboardingInput';
import { readPorts } from './readPorts';
import { readProbe } from './readProbe';

const FIELDS = [
  'name',
  'namespace',
  'app',
  'version',
  'labels',
  'serviceAccount',
  'network',
  'locality',
  'weight',
  'ports',
  'probe',
  'autoRegister',
  'service',
  'subsets',
  'machinesPercent',
  'withoutCapture',
  'component',
  'owner',
];

const LABEL_MEND =
  'Give lower-case letters, digits and dashes, beginning and ending with a letter or a digit, at most 63 characters.';
const VALUE_MEND =
  'Give letters, digits, dashes, dots and underscores, at most 63 characters.';

const label = (text: string) => (isDnsLabel(text) ? undefined : LABEL_MEND);
const value = (text: string) =>
  text !== '' && isLabelValue(text) ? undefined : VALUE_MEND;
const hostName = (text: string) =>
  isDnsSubdomain(text) && text.includes('.')
    ? undefined
    : 'Give a full host name in lower case, e.g. details.bookinfo.svc.cluster.local.';

/** Labels whose meaning Istio, Kubernetes or Meshport fixes: a form may not set them. */
function isReservedLabel(key: string): boolean {
  return (
    ['app', 'version'].includes(key) ||
    /(^|\.)(istio\.io|kubernetes\.io|k8s\.io|meshport\.dev)\//.test(key)
  );
}

function readLabels(
  reader: InputReader,
  problems: InputProblem[],
): Record<string, string> | undefined {
  const labels = reader.value('labels');
  if (labels === undefined) {
    return undefined;
  }
  if (!InputReader.isObject(labels)) {
    return reader.refuse('labels', 'Give an object of keys and values.');
  }
  const entries = Object.entries(labels);
  if (entries.length > 32) {
    return reader.refuse('labels', 'Give at most 32.');
  }
  const read: Record<string, string> = {};
  for (const [key, text] of entries) {
    const field = `labels[${JSON.stringify(key.slice(0, 60))}]`;
    if (!isLabelKey(key)) {
      problems.push({ field, message: 'This is no key of a label.' });
    } else if (isReservedLabel(key)) {
      problems.push({
        field,
        message:
          'This label has a meaning of its own and is not set here. Take it out.',
      });
    } else if (typeof text !== 'string' || !isLabelValue(text)) {
      problems.push({ field, message: VALUE_MEND });
    } else {
      read[key] = text;
    }
  }
  return read;
}

function readPart<T>(
  reader: InputReader,
  problems: InputProblem[],
  field: string,
  known: string[],
  read: (part: InputReader) => T,
): T | undefined {
  const part = reader.value(field);
  if (part === undefined) {
    return undefined;
  }
  if (!InputReader.isObject(part)) {
    return reader.refuse(field, 'Give an object.');
  }
  const inner = new InputReader(part, problems, `${field}.`);
  inner.refuseUnknown(known);
  return read(inner);
}

function readService(part: InputReader): VmService | undefined {
  const kind = part.oneOf('kind', [
    'existing',
    'Service',
    'ServiceEntry',
  ] as const);
  if (kind === undefined) {
    return part.value('kind') === undefined
      ? part.refuse(
          'kind',
          'This is missing. Choose existing, Service or ServiceEntry.',
        )
      : undefined;
  }
  if (kind === 'ServiceEntry') {
    const host = part.requiredText(
      'host',
      'Give the name under which callers reach the machines.',
      text =>
        hostName(text) ??
        (/\.svc\.|\.svc$/.test(text)
          ? 'This is the name of a Kubernetes Service. Choose Service instead, or another host.'
          : undefined),
    );
    return { kind, host };
  }
  const name = part.requiredText('name', 'Give the name of a Service.', text =>
    isServiceName(text)
      ? undefined
      : 'Give lower-case letters, digits and dashes, beginning with a letter.',
  );
  return { kind, name };
}

function readDependencies(
  part: InputReader,
  problems: InputProblem[],
): VmDependency[] {
  const list = part.value('dependencies');
  if (!Array.isArray(list) || list.length === 0 || list.length > 64) {
    part.refuse('dependencies', 'Give a list of 1 to 64 services.');
    return [];
  }
  return list.map((one: unknown, index) => {
    const path = `withoutCapture.dependencies[${index}]`;
    if (!InputReader.isObject(one)) {
      problems.push({ field: path, message: 'Give an object.' });
      return { host: '', port: 0 };
    }
    const reader = new InputReader(one, problems, `${path}.`);
    reader.refuseUnknown(['host', 'port', 'protocol']);
    if (reader.value('port') === undefined) {
      reader.refuse('port', 'This is missing. Give the port of the service.');
    }
    const protocol = reader.oneOf('protocol', VM_PORT_PROTOCOLS);
    return {
      host: reader.requiredText('host', 'Give the host.', hostName),
      port: reader.wholeNumber('port', 1, 65535) ?? 0,
      ...(protocol ? { protocol } : {}),
    };
  });
}

/** On one address a port is either HTTP, for several hosts, or belongs to one host. */
function refuseSharedPorts(
  dependencies: VmDependency[],
  problems: InputProblem[],
): void {
  const first = new Map<number, VmDependency>();
  dependencies.forEach((one, index) => {
    const other = first.get(one.port);
    first.set(one.port, other ?? one);
    const opaque = [one, other].some(
      side => side && ['TCP', 'TLS', 'HTTPS'].includes(side.protocol ?? 'HTTP'),
    );
    const field = `withoutCapture.dependencies[${index}].port`;
    if (!other) {
      return;
    }
    if (other.host === one.host) {
      problems.push({ field, message: 'This is named twice. Take one out.' });
    } else if (
      opaque ||
      (other.protocol ?? 'HTTP') !== (one.protocol ?? 'HTTP')
    ) {
      problems.push({
        field,
        message: `Port ${one.port} is ${other.host}'s already, and a listener tells hosts apart for plain HTTP only. Use iptables on the machine, or another port of one of the services.`,
      });
    }
  });
}

function readBoolean(reader: InputReader, field: string): boolean | undefined {
  const read = reader.value(field);
  return read === undefined || typeof read === 'boolean'
    ? read
    : reader.refuse(field, 'Give true or false.');
}

function locality(text: string): string | undefined {
  const parts = text.split('/');
  return parts.length <= 3 && parts.every(one => one && isLabelValue(one))
    ? undefined
    : 'Give region, region/zone or region/zone/subzone.';
}

function refuseHalfRight(
  input: VmOnboardingInput,
  problems: InputProblem[],
): void {
  if (input.machinesPercent !== undefined && !input.subsets) {
    problems.push({
      field: 'machinesPercent',
      message:
        'A share needs subsets, so that machines and pods can be told apart.',
    });
  }
  if (input.subsets && !input.service) {
    problems.push({
      field: 'subsets',
      message: 'Subsets are of a service. Say which one under service.',
    });
  }
  const { machines = 'vm', containers = 'container' } = input.subsets ?? {};
  if (input.subsets && machines === containers) {
    problems.push({
      field: 'subsets.containers',
      message: 'Machines and pods need different values of the label.',
    });
  }
}

/**
 * Reads what a person says of virtual machines that are to join.
 *
 * @returns the input, or every problem that it has
 * @public
 */
export function readVmOnboarding(
  source: unknown,
): { input: VmOnboardingInput } | { problems: InputProblem[] } {
  if (!InputReader.isObject(source)) {
    return { problems: [{ field: '', message: 'Give an object.' }] };
  }
  const problems: InputProblem[] = [];
  const reader = new InputReader(source, problems);
  reader.refuseUnknown(FIELDS);
  const read: VmOnboardingInput = {
    name: reader.requiredText('name', 'Give the name of the group.', text =>
      isDnsLabel(text) && text.length <= MAX_VM_GROUP_NAME
        ? undefined
        : `Give lower-case letters, digits and dashes, at most ${MAX_VM_GROUP_NAME} characters.`,
    ),
    namespace: reader.requiredText(
      'namespace',
      'Give the namespace of the machines.',
      label,
    ),
    app: reader.text('app', value),
    version: reader.text('version', value),
    labels: readLabels(reader, problems),
    serviceAccount: reader.text('serviceAccount', text =>
      isDnsSubdomain(text)
        ? undefined
        : 'Give the name of a service account: lower-case letters, digits, dashes and dots.',
    ),
    network: reader.text('network', value),
    locality: reader.text('locality', locality),
    weight: reader.wholeNumber('weight', 1, 128),
    ports: readPorts(reader, problems),
    probe: readPart(
      reader,
      problems,
      'probe',
      [
        'httpGet',
        'tcpSocket',
        'exec',
        'initialDelaySeconds',
        'timeoutSeconds',
        'periodSeconds',
        'successThreshold',
        'failureThreshold',
      ],
      part => readProbe(part, problems),
    ),
    autoRegister: readBoolean(reader, 'autoRegister'),
    service: readPart(
      reader,
      problems,
      'service',
      ['kind', 'name', 'host'],
      readService,
    ),
    subsets: readPart(
      reader,
      problems,
      'subsets',
      ['label', 'machines', 'containers'],
      part => ({
        label: part.text('label', text =>
          isLabelKey(text) ? undefined : 'This is no key of a label.',
        ),
        machines: part.text('machines', value),
        containers: part.text('containers', value),
      }),
    ),
    machinesPercent: reader.wholeNumber('machinesPercent', 0, 100),
    withoutCapture: readPart(
      reader,
      problems,
      'withoutCapture',
      ['dependencies'],
      part => ({ dependencies: readDependencies(part, problems) }),
    ),
    component: reader.text('component', value),
    owner: reader.text('owner', value),
  };
  refuseHalfRight(read, problems);
  if (read.withoutCapture) {
    refuseSharedPorts(read.withoutCapture.dependencies, problems);
  }
  return problems.length ? { problems } : { input: withoutAbsent(read) };
}

/** Leaves out what was not said, also inside, so that equal inputs are equal as data. */
function withoutAbsent<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}
