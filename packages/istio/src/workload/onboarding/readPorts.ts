import type { InputProblem } from '../../input/InputProblem';
import { InputReader } from '../../input/InputReader';
import { VM_PORT_PROTOCOLS, VmPort } from './VmOnboardingInput';

/**
 * Ports that the agent and Envoy of the machine use themselves (Istio's
 * "Ports used by Istio").
 */
export const ISTIO_PORTS: ReadonlyMap<number, string> = new Map([
  [15000, "Envoy's administration"],
  [15001, 'outbound calls'],
  [15004, "the agent's debugging"],
  [15006, 'inbound calls'],
  [15008, 'HBONE'],
  [15020, "the agent's metrics"],
  [15021, 'health checks'],
  [15053, 'DNS capture'],
  [15090, "Envoy's metrics"],
]);

/** As the CRD of WorkloadGroup has it for the keys of its ports. */
const PORT_NAME = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;

function taken(port: number | undefined): string | undefined {
  const use = port === undefined ? undefined : ISTIO_PORTS.get(port);
  return use && `Port ${port} is Istio's own on the machine (${use}).`;
}

function portName(text: string): string | undefined {
  // A Service's port names are RFC 1123 labels of at most 15 characters.
  return PORT_NAME.test(text) && text.length <= 15 && /^[a-z0-9-]+$/.test(text)
    ? undefined
    : 'Give lower-case letters, digits and dashes, at most 15 characters.';
}

/** Reads the field `ports`. */
export function readPorts(
  reader: InputReader,
  problems: InputProblem[],
): VmPort[] {
  const list = reader.value('ports');
  if (!Array.isArray(list) || list.length === 0 || list.length > 64) {
    reader.refuse(
      'ports',
      'Give the 1 to 64 ports on which the application listens.',
    );
    return [];
  }
  const seen = new Set<unknown>();
  const once = (part: InputReader, field: string, what: unknown) => {
    if (what !== undefined && seen.has(what)) {
      part.refuse(field, 'This is named twice. Take one out.');
    }
    seen.add(what);
  };
  return list.map((one: unknown, index) => {
    if (!InputReader.isObject(one)) {
      problems.push({ field: `ports[${index}]`, message: 'Give an object.' });
      return { name: '', number: 0 };
    }
    const part = new InputReader(one, problems, `ports[${index}].`);
    part.refuseUnknown(['name', 'number', 'targetPort', 'protocol']);
    const name = part.requiredText('name', 'Give a name, e.g. http.', portName);
    const number = part.wholeNumber('number', 1, 65535);
    if (part.value('number') === undefined) {
      part.refuse('number', 'This is missing. Give the port.');
    }
    const targetPort = part.wholeNumber('targetPort', 1, 65535);
    const protocol = part.oneOf('protocol', VM_PORT_PROTOCOLS);
    const clash = taken(targetPort ?? number);
    if (clash) {
      part.refuse(
        targetPort === undefined ? 'number' : 'targetPort',
        `${clash} Choose another port for the application.`,
      );
    }
    once(part, 'name', `name ${name}`);
    once(part, 'number', number);
    return {
      name,
      number: number ?? 0,
      ...(targetPort === undefined ? {} : { targetPort }),
      ...(protocol ? { protocol } : {}),
    };
  });
}
