import { InputError } from '@backstage/errors';
import { parseIpAddress } from '@meshport/istio';
import {
  PACKAGE_ARCHS,
  PACKAGE_FORMATS,
  PackageArch,
  PackageFormat,
} from './enrolmentSettings';

/** What a machine sends to redeem a code. */
export interface RedeemInput {
  code: string;
  /** ID of the request. */
  request: string;
  /** As the machine names itself. */
  hostname: string;
  /** The machine's own main address, as it says. */
  address: string;
  format: PackageFormat;
  arch: PackageArch;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is wrong with a field, and how to mend it; in the order in which they are told. */
const RULES: Record<keyof RedeemInput, [(text: string) => boolean, string]> = {
  code: [text => text.length <= 200, 'give the code as the page showed it'],
  request: [
    text => UUID.test(text),
    'give the ID of the request as the line on its page has it',
  ],
  hostname: [
    text => /^[A-Za-z0-9.-]{1,253}$/.test(text),
    'give letters, digits, dots and dashes, at most 253 characters',
  ],
  address: [
    text => parseIpAddress(text) !== undefined,
    "give the machine's IPv4 or IPv6 address",
  ],
  format: [
    text => (PACKAGE_FORMATS as readonly string[]).includes(text),
    `give ${PACKAGE_FORMATS.join(' or ')}`,
  ],
  arch: [
    text => (PACKAGE_ARCHS as readonly string[]).includes(text),
    `give ${PACKAGE_ARCHS.join(' or ')}`,
  ],
};

/**
 * Reads the form that a machine sends; throws `InputError` with one line for
 * each wrong field. What was sent is never in it.
 */
export function readRedeem(body: unknown): RedeemInput {
  const form = (body ?? {}) as Record<string, unknown>;
  const fields = Object.keys(RULES) as (keyof RedeemInput)[];
  const problems = fields.flatMap(field => {
    const value = form[field];
    const [isGood, mend] = RULES[field];
    return typeof value === 'string' && value !== '' && isGood(value)
      ? []
      : [`${field}: ${mend}`];
  });
  if (Object.keys(form).some(key => !fields.includes(key as never))) {
    problems.push(`body: there are other fields than ${fields.join(', ')}`);
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return form as unknown as RedeemInput;
}
