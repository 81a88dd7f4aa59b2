import { InputError } from '@backstage/errors';
import { isDnsSubdomain, parseIpAddress } from '@meshport/istio';

/** What is asked of one bundle. */
export interface BundleInput {
  /** The machine's address in the mesh. */
  internalIP?: string;
  /** The machine's address behind a NAT. */
  externalIP?: string;
  /** Default true. */
  captureDNS?: boolean;
  /** Seconds, 600 to 3,600; default 3,600. */
  tokenSeconds?: number;
  /** Only for groups that do not register by themselves. */
  machine?: { name: string; address: string };
}

const FIELDS = [
  'internalIP',
  'externalIP',
  'captureDNS',
  'tokenSeconds',
  'machine',
];

/** Shortest life that the API server takes, and the longest that a bundle needs. */
const TOKEN_SECONDS = { least: 600, most: 3600 };

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && parseIpAddress(value) !== undefined;
}

/**
 * Reads the body of a bundle's route; throws `InputError` with a line for each
 * wrong field.
 *
 * @param autoRegister - whether istiod makes the entries of the group.
 */
export function readBundleInput(
  body: unknown,
  autoRegister: boolean,
): BundleInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError('body: send a JSON object');
  }
  const input = body as Record<string, unknown>;
  const problems = Object.keys(input)
    .filter(key => !FIELDS.includes(key))
    .map(
      key =>
        `body: there is no field ${JSON.stringify(
          key.slice(0, 60),
        )}; use ${FIELDS.join(', ')}`,
    );
  const { internalIP, externalIP, captureDNS, tokenSeconds, machine } = input;
  for (const [field, value] of Object.entries({ internalIP, externalIP })) {
    if (value !== undefined && !isAddress(value)) {
      problems.push(`${field}: give an IPv4 or IPv6 address`);
    }
  }
  if (internalIP !== undefined && externalIP !== undefined) {
    problems.push('externalIP: give either internalIP or externalIP, not both');
  }
  if (captureDNS !== undefined && typeof captureDNS !== 'boolean') {
    problems.push('captureDNS: give true or false');
  }
  if (
    tokenSeconds !== undefined &&
    !(
      Number.isInteger(tokenSeconds) &&
      (tokenSeconds as number) >= TOKEN_SECONDS.least &&
      (tokenSeconds as number) <= TOKEN_SECONDS.most
    )
  ) {
    problems.push(
      `tokenSeconds: give a whole number from ${TOKEN_SECONDS.least} to ${TOKEN_SECONDS.most}`,
    );
  }
  problems.push(...machineProblems(machine, autoRegister));
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return input as BundleInput;
}

function machineProblems(machine: unknown, autoRegister: boolean): string[] {
  if (autoRegister) {
    return machine === undefined
      ? []
      : ['machine: istiod makes the entries of this group itself; take it out'];
  }
  if (typeof machine !== 'object' || machine === null) {
    return [
      'machine: this group does not register by itself; give name and address of the machine',
    ];
  }
  const { name, address } = machine as Record<string, unknown>;
  return [
    ...(typeof name === 'string' && isDnsSubdomain(name)
      ? []
      : [
          'machine.name: give lower-case letters, digits, dashes and dots, at most 253 characters',
        ]),
    ...(isAddress(address)
      ? []
      : ['machine.address: give an IPv4 or IPv6 address']),
  ];
}
