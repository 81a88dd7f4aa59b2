import { InputError } from '@backstage/errors';
import {
  ENROLMENT_FORMS,
  EnrolmentForm,
} from '@meshport/backstage-plugin-mesh-common';
import { isInBlock, parseIpAddress } from '@meshport/istio';
import { BundleInput, readBundleInput } from '../bundleInput';
import { EnrolmentSettings } from './enrolmentSettings';

/** What a code is asked for with. */
export interface CodeInput {
  minutes: number;
  cidr?: string;
  uses: number;
  form: EnrolmentForm;
  /** What the bundles of it are made with. */
  bundle: BundleInput;
}

/**
 * Reads the body of `POST /requests/:id/enrolment-codes`; throws `InputError`
 * with one line for each wrong field.
 *
 * @param autoRegister - whether istiod makes the entries of the group
 */
export function readCodeInput(
  body: unknown,
  autoRegister: boolean,
  settings: Pick<EnrolmentSettings, 'minutes' | 'standing'>,
): CodeInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError('body: send a JSON object');
  }
  const { minutes, cidr, uses, form, ...bundle } = body as Record<
    string,
    unknown
  >;
  const problems = [
    ...formProblems(form, settings),
    ...countProblems({ minutes, uses }, form, settings),
    ...(cidr === undefined || isBlock(cidr)
      ? []
      : ['cidr: give a block of addresses, e.g. 10.0.0.0/24']),
  ];
  const several = typeof uses === 'number' && uses > 1;
  for (const field of ['machine', 'internalIP', 'externalIP']) {
    if (several && bundle[field] !== undefined) {
      problems.push(
        `uses: a code with ${field} is for one machine; give 1, or take ${field} out`,
      );
    }
  }
  problems.push(...bundleProblems(bundle, autoRegister));
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return {
    minutes: (minutes as number | undefined) ?? settings.minutes.default,
    ...(cidr === undefined ? {} : { cidr: cidr as string }),
    uses: (uses as number | undefined) ?? 1,
    form: (form as EnrolmentForm | undefined) ?? 'line',
    bundle: bundle as BundleInput,
  };
}

function formProblems(
  form: unknown,
  { standing }: Pick<EnrolmentSettings, 'standing'>,
): string[] {
  if (form === undefined || form === 'line') {
    return [];
  }
  if (!ENROLMENT_FORMS.includes(form as EnrolmentForm)) {
    return [`form: write one of ${ENROLMENT_FORMS.join(', ')}`];
  }
  return standing
    ? []
    : [
        'form: codes that lie in a file are switched off (mesh.virtualMachines.standingCodes.enabled); use line, or have machines of a scaling group join by a cloud identity',
      ];
}

function countProblems(
  { minutes, uses }: { minutes: unknown; uses: unknown },
  form: unknown,
  settings: Pick<EnrolmentSettings, 'minutes' | 'standing'>,
): string[] {
  const standing =
    form === undefined || form === 'line' ? undefined : settings.standing;
  const most = {
    minutes: standing?.minutes ?? settings.minutes.most,
    uses: standing?.uses ?? 1,
  };
  return Object.entries({ minutes, uses }).flatMap(([field, value]) => {
    const limit = most[field as keyof typeof most];
    const isGood =
      value === undefined ||
      (Number.isInteger(value) &&
        (value as number) >= 1 &&
        (value as number) <= limit);
    if (isGood) {
      return [];
    }
    return [
      limit === 1
        ? `${field}: a code of form line is for one machine; give 1`
        : `${field}: give a whole number from 1 to ${limit}`,
    ];
  });
}

function bundleProblems(
  bundle: Record<string, unknown>,
  autoRegister: boolean,
): string[] {
  try {
    readBundleInput(bundle, autoRegister);
    return [];
  } catch (error) {
    if (error instanceof InputError) {
      return error.message.split('\n');
    }
    throw error;
  }
}

/** An address block in its usual form, with a prefix length. */
function isBlock(value: unknown): value is string {
  if (typeof value !== 'string') {
    return false;
  }
  const [base, length, ...more] = value.split('/');
  return (
    more.length === 0 &&
    /^\d{1,3}$/.test(length ?? '') &&
    parseIpAddress(base) !== undefined &&
    isInBlock(base, value)
  );
}
