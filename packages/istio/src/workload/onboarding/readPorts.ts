import type { InputReader } from '../../input/InputReader';
import {
  VM_PORT_PROTOCOLS,
  VmExcludedPorts,
  VmPort,
} from './VmOnboardingInput';

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

/** Why nothing else can listen on a port of a machine; undefined when it can. */
export function problemWithListenerPort(port: number): string | undefined {
  const use = ISTIO_PORTS.get(port);
  return use && `Port ${port} is Istio's own on the machine (${use}).`;
}

/** A Service's port names are RFC 1123 labels of at most 15 characters with a letter. */
function problemWithPortName(text: string): string | undefined {
  return /^(?=.*[a-z])[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?$/.test(text) &&
    !text.includes('--')
    ? undefined
    : 'Give lower-case letters, digits and single dashes, with a letter, at most 15 characters.';
}

function readPort(part: InputReader): VmPort {
  const name = part.requiredText(
    'name',
    'Give a name, e.g. http.',
    problemWithPortName,
  );
  if (part.value('number') === undefined) {
    part.refuse('number', 'This is missing. Give the port.');
  }
  const number = part.wholeNumber('number', 1, 65535);
  const targetPort = part.wholeNumber('targetPort', 1, 65535);
  const listening = targetPort ?? number;
  const problem =
    listening === undefined ? undefined : problemWithListenerPort(listening);
  if (problem) {
    part.refuse(
      targetPort === undefined ? 'number' : 'targetPort',
      `${problem} Choose another port for the application.`,
    );
  }
  return {
    name,
    number: number ?? 0,
    targetPort,
    protocol: part.oneOf('protocol', VM_PORT_PROTOCOLS),
  };
}

function refuseTwice(
  reader: InputReader,
  ports: VmPort[],
  field: 'name' | 'number',
): void {
  ports.forEach((port, index) => {
    const isFirst =
      ports.findIndex(one => one[field] === port[field]) === index;
    if (!isFirst && port[field]) {
      reader.refuse(
        `ports[${index}].${field}`,
        'This is named twice. Take one out.',
      );
    }
  });
}

/** Reads the field `ports`. */
export function readPorts(reader: InputReader): VmPort[] {
  const given = reader.value('ports');
  if (!Array.isArray(given) || given.length === 0 || given.length > 64) {
    reader.refuse(
      'ports',
      'Give the 1 to 64 ports on which the application listens.',
    );
    return [];
  }
  const known = ['name', 'number', 'targetPort', 'protocol'];
  const read = given.map(
    (one, index) =>
      reader.inside(one, `ports[${index}]`, known, readPort) ?? {
        name: '',
        number: 0,
      },
  );
  refuseTwice(reader, read, 'name');
  refuseTwice(reader, read, 'number');
  return read;
}

function readPortNumbers(
  part: InputReader,
  field: 'inbound' | 'outbound',
): number[] | undefined {
  const seen = new Set<unknown>();
  return part.list(field, 64, (one, item) => {
    const isPort =
      typeof one === 'number' &&
      Number.isInteger(one) &&
      one > 0 &&
      one < 65536;
    if (!isPort) {
      return part.refuse(item, 'Give a whole number from 1 to 65535.');
    }
    if (seen.has(one)) {
      return part.refuse(item, 'This is named twice. Take one out.');
    }
    seen.add(one);
    return one;
  });
}

function isEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}

/**
 * Reads the field `excludedPorts`.
 *
 * @param ports - those of the group: the proxy takes no others anyway.
 */
export function readExcludedPorts(
  reader: InputReader,
  ports: VmPort[],
): VmExcludedPorts | undefined {
  return reader.object('excludedPorts', ['inbound', 'outbound'], part => {
    const inbound = readPortNumbers(part, 'inbound');
    const outbound = readPortNumbers(part, 'outbound');
    const listening = ports.map(one => one.targetPort ?? one.number);
    inbound?.forEach((port, index) => {
      if (!listening.includes(port)) {
        part.refuse(
          `inbound[${index}]`,
          `The application does not listen on ${port} by the ports above, and the proxy takes no others. Take it out.`,
        );
      }
    });
    if (['inbound', 'outbound'].every(field => isEmpty(part.value(field)))) {
      part.refuse('inbound', 'Give ports under inbound or outbound.');
    }
    return { inbound, outbound };
  });
}
