import { isAddress, parseGoAddressPrefix } from './addresses';
import { byteLength, quoted } from './goText';
import { Complaint } from './Problems';

/** Why one of some texts may not be empty. */
export function emptyProblem(
  name: string,
  values: readonly string[] | undefined,
): Complaint {
  return values?.includes('')
    ? `empty value not allowed, found in ${name}`
    : undefined;
}

/** Why one of some texts has wildcards elsewhere than at an end. */
export function wildcardProblem(
  name: string,
  values: readonly string[] | undefined,
): Complaint {
  const empty = emptyProblem(name, values);
  if (empty) {
    return empty;
  }
  for (const value of values ?? []) {
    const stars = value.split('*').length - 1;
    if (stars > 1) {
      return `at most one wildcard is allowed, found in ${name}: ${quoted(
        value,
      )}`;
    }
    if (stars === 1 && !value.startsWith('*') && !value.endsWith('*')) {
      return `wildcard is only allowed at the start or end, found in ${name}: ${quoted(
        value,
      )}`;
    }
  }
  return undefined;
}

/** Why trust domains are none. */
export function trustDomainProblem(
  name: string,
  values: readonly string[] | undefined,
): Complaint {
  const wrong = (values ?? []).find(value => value.includes('/'));
  return (
    wildcardProblem(name, values) ??
    (wrong === undefined
      ? undefined
      : `trust domain must not contain '/', found in ${name}: ${quoted(wrong)}`)
  );
}

/** Why service accounts are none. */
export function accountProblem(
  name: string,
  values: readonly string[] | undefined,
): Complaint {
  if ((values ?? []).length > 16) {
    return 'may not have more than 16 values';
  }
  const form =
    "expected format 'serviceAccount' or 'namespace/serviceAccount', found";
  for (const value of values ?? []) {
    const [namespace, account, ...more] = value.split('/');
    if (value === '') {
      return `empty value not allowed, found in ${name}`;
    }
    if (value.includes('*')) {
      return `wildcard not allowed, found in ${name}`;
    }
    if (more.length > 0) {
      return `${form} ${quoted(value)} in ${name}`;
    }
    if (byteLength(value) > 320) {
      return `value cannot exceed 320 characters, found ${quoted(
        value,
      )} in ${name}`;
    }
    if (account !== undefined && namespace === '') {
      return `${form} empty namespace ${quoted(value)} in ${name}`;
    }
    if (account === '') {
      return `${form} empty serviceAccount ${quoted(value)} in ${name}`;
    }
  }
  return undefined;
}

/** Why texts are no IP addresses or blocks of them. */
export function blockProblems(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap(value => {
    if (!value.includes('/')) {
      return isAddress(value) ? [] : [`bad IP address (${value})`];
    }
    const problem = parseGoAddressPrefix(value);
    return problem ? [`bad CIDR range (${value}): ${problem}`] : [];
  });
}

/** Why paths are none, or templates that Envoy does not take. */
export function pathProblem(
  name: string,
  paths: readonly string[] = [],
): Complaint {
  for (const whole of paths) {
    const isTemplate = whole.includes('{*}') || whole.includes('{**}');
    const path = whole.replace(/^\/+|\/+$/g, '');
    let ended = false;
    for (const part of path.split('/')) {
      const isOperator = part === '{*}' || part === '{**}';
      if (isOperator && ended) {
        return `invalid or unsupported path ${path}, found in ${name}. {**} is not the last operator`;
      }
      ended = ended || part === '{**}';
      if (!isOperator && /[{}]/.test(part)) {
        return `invalid or unsupported path ${path}, found in ${name}. Contains '{' or '}' beyond a supported path template`;
      }
      if (
        !isOperator &&
        isTemplate &&
        !/^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/.test(part)
      ) {
        return `invalid or unsupported path ${path}, found in ${name}. Contains segment ${part} with invalid string literal`;
      }
    }
  }
  return undefined;
}
