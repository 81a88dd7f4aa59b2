import {
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isServiceName,
  problemWithHost,
} from '../resources';
import { InputReader, quoted } from './InputReader';
import {
  EgressGatewayInput,
  InputProblem,
  MAX_EGRESS_GATEWAY_NAME,
} from './EgressGatewayInput';
import type { EgressProtocol } from './EgressUpstream';
import { problemWithAddress, problemWithUpstream } from './upstreamRules';

const FIELDS = [
  'name',
  'namespace',
  'host',
  'protocol',
  'port',
  'tls',
  'clientNamespaces',
  'component',
  'owner',
  'replicas',
  'revision',
  'addresses',
] as const;

const PROTOCOLS: readonly EgressProtocol[] = [
  'TLS-ORIGINATION',
  'TLS-PASSTHROUGH',
  'HTTP',
];

/** Namespaces where Istio's injector never acts (pkg/kube/inject, IgnoredNamespaces). */
const NEVER_INJECTED = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

function problemWithName(name: string): string | undefined {
  if (name.length > MAX_EGRESS_GATEWAY_NAME) {
    return `Give at most ${MAX_EGRESS_GATEWAY_NAME} characters, so that names made from it stay valid.`;
  }
  return isServiceName(name)
    ? undefined
    : `${quoted(
        name,
      )} is no name for a Service. Use lower-case letters, digits and dashes; begin with a letter, end with a letter or digit.`;
}

function problemWithNamespace(name: string): string | undefined {
  return isDnsLabel(name)
    ? undefined
    : `${quoted(
        name,
      )} is no namespace. Use lower-case letters, digits and dashes, at most 63 characters.`;
}

function problemWithRunningIn(name: string): string | undefined {
  return NEVER_INJECTED.includes(name)
    ? `Istio never injects a proxy in ${name}. Choose another namespace.`
    : problemWithNamespace(name);
}

function problemWithLabel(what: string): (text: string) => string | undefined {
  return text =>
    text !== '' && isLabelValue(text)
      ? undefined
      : `Give the ${what}'s name alone, without kind and namespace: letters, digits, dashes, underscores and dots, at most 63 characters.`;
}

function problemWithRevision(text: string): string | undefined {
  return isDnsLabel(text)
    ? undefined
    : 'Give the revision or tag as it stands in the label istio.io/rev: lower-case letters, digits and dashes.';
}

function problemWithSecretName(text: string): string | undefined {
  return isDnsSubdomain(text)
    ? undefined
    : `${quoted(
        text,
      )} is no name of a Secret. Give the name alone: lower-case letters, digits, dashes and dots.`;
}

function problemWithSubjectAltName(text: string): string | undefined {
  return /^spiffe:\/\/[a-z0-9.-]+(\/[A-Za-z0-9._-]+)+$/.test(text)
    ? undefined
    : problemWithHost(text);
}

function readTls(
  value: unknown,
  protocol: EgressProtocol | undefined,
  problems: InputProblem[],
): EgressGatewayInput['tls'] {
  if (value === undefined) {
    return undefined;
  }
  if (protocol === 'HTTP' || protocol === 'TLS-PASSTHROUGH') {
    problems.push({
      field: 'tls',
      message: `With ${protocol} the gateway opens no TLS of its own. Take this out, or choose TLS-ORIGINATION.`,
    });
  }
  if (!InputReader.isObject(value)) {
    problems.push({
      field: 'tls',
      message: 'Give an object with sni, credentialName or subjectAltNames.',
    });
    return undefined;
  }
  const reader = new InputReader(value, problems, 'tls.');
  reader.refuseUnknown(['sni', 'credentialName', 'subjectAltNames']);
  return withoutUndefined({
    sni: reader.text('sni', problemWithHost),
    credentialName: reader.text('credentialName', problemWithSecretName),
    subjectAltNames: reader.texts(
      'subjectAltNames',
      20,
      problemWithSubjectAltName,
    ),
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}

/**
 * Checks what was asked for, completely: every problem of every field is told,
 * each with its mend. Only an input that this function returned may be rendered.
 *
 * @public
 */
export function validateEgressGateway(
  input: unknown,
): { input: EgressGatewayInput } | { problems: InputProblem[] } {
  if (!InputReader.isObject(input)) {
    return { problems: [{ field: '', message: 'Give an object.' }] };
  }
  const problems: InputProblem[] = [];
  const reader = new InputReader(input, problems);
  reader.refuseUnknown(FIELDS);

  const clients = reader.texts('clientNamespaces', 100, problemWithNamespace);
  const namespace = reader.requiredText(
    'namespace',
    'Name the namespace where the gateway is to run.',
    problemWithRunningIn,
  );
  const protocol = reader.oneOf('protocol', PROTOCOLS);
  const checked: EgressGatewayInput = {
    name: reader.requiredText(
      'name',
      'Give the gateway a name, e.g. payments-out.',
      problemWithName,
    ),
    namespace,
    host: reader.requiredText(
      'host',
      'Name the host to be reached, e.g. api.example.org.',
      host =>
        problemWithHost(host) ??
        problemWithUpstream(host, [namespace, ...(clients ?? [])]),
    ),
    protocol,
    port: reader.wholeNumber('port', 1, 65535),
    tls: readTls(reader.value('tls'), protocol, problems),
    clientNamespaces: clients,
    component: reader.text('component', problemWithLabel('component')),
    owner: reader.text('owner', problemWithLabel('group')),
    replicas: reader.wholeNumber('replicas', 1, 10),
    revision: reader.text('revision', problemWithRevision),
    addresses: reader.texts('addresses', 32, problemWithAddress),
  };
  return problems.length > 0
    ? { problems }
    : { input: withoutUndefined(checked) };
}
