import { canonicalDuration } from '../goFormat/goDuration';
import { quoted } from '../input/InputReader';

const ACCOUNT = /^[0-9]{12}$/;

/** An account of AWS: twelve digits. */
export function problemWithAccount(text: string): string | undefined {
  return ACCOUNT.test(text)
    ? undefined
    : `${quoted(text)} is no account of AWS. Give its twelve digits.`;
}

const PARTITIONS = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
];

export function problemWithPartition(text: string): string | undefined {
  return PARTITIONS.includes(text)
    ? undefined
    : `Give one of ${PARTITIONS.join(', ')}.`;
}

export function problemWithRegion(text: string): string | undefined {
  return /^[a-z]{2,5}(-[a-z]{2,12}){1,2}-[0-9]{1,2}$/.test(text)
    ? undefined
    : 'Give a region such as us-east-2.';
}

export function problemWithZone(text: string): string | undefined {
  return /^[a-z]{2,5}(-[a-z0-9]{1,12}){2,6}[a-z]$/.test(text)
    ? undefined
    : 'Give a zone such as us-east-2b.';
}

/** IAM: a role's name, without its path and ARN. */
export function problemWithRole(text: string): string | undefined {
  if (text.startsWith('arn:') || text.includes('/')) {
    return 'Give the name of the role alone, without its ARN and path.';
  }
  return /^[A-Za-z0-9+=,.@_-]{1,64}$/.test(text)
    ? undefined
    : 'Give the name of an IAM role: letters, digits and +=,.@_-, at most 64 characters. An asterisk stands for nothing here.';
}

export function problemWithEcsCluster(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,255}$/.test(text)
    ? undefined
    : 'Give the name of an ECS cluster: letters, digits, dashes and underscores.';
}

/** A URL with https, and a host; no user, and no query or fragment. */
export function problemWithIssuer(text: string): string | undefined {
  if (/[?#]/.test(text)) {
    return 'Leave out query and fragment.';
  }
  return problemWithHttps(text);
}

export function problemWithHttps(text: string): string | undefined {
  if (!text.startsWith('https://')) {
    return 'Give a URL that begins with https://.';
  }
  // The URL of the platform is not there in every runtime this is read in.
  return /^https:\/\/[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?$/.test(
    text,
  ) && text.length <= 1000
    ? undefined
    : 'Give a URL such as https://id.example.org, without a user.';
}

/** Issuers where anybody can have an account: a rule on them alone lets in the world. */
export function isPublicIssuer(issuer: string): boolean {
  return /^https:\/\/(accounts\.google\.com|token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|login\.microsoftonline\.com\/(common|organizations|consumers)(\/v2\.0)?|agent\.buildkite\.com|oidc\.circleci\.com.*)\/?$/.test(
    issuer,
  );
}

export function problemWithSubject(text: string): string | undefined {
  if (text.includes('*')) {
    return 'Give the whole subject: an asterisk stands for nothing here.';
  }
  return /^[\x20-\x7e]{1,255}$/.test(text)
    ? undefined
    : 'Give ASCII characters, at most 255.';
}

export function problemWithAttribute(text: string): string | undefined {
  return /^[\x21-\x7e]{1,128}$/.test(text)
    ? undefined
    : 'Give the name of an attribute: ASCII characters without spaces, at most 128.';
}

export function problemWithShortName(text: string): string | undefined {
  return /^[0-9a-z]+(-[0-9a-z]+)*$/.test(text) && text.length <= 63
    ? undefined
    : 'Give lower-case letters and digits with single dashes between them.';
}

export function problemWithJsonPath(text: string): string | undefined {
  return /^[.$].+$/.test(text) && text.length <= 255
    ? undefined
    : 'Give a path that begins with a dot or $, e.g. .custom_attributes.';
}

/** Seconds of a Go duration; undefined when it is none. */
export function secondsOf(duration: string): number | undefined {
  const canonical = canonicalDuration(duration);
  return canonical === undefined ? undefined : Number(canonical.slice(0, -1));
}

/** Words for a bound in seconds. */
function bound(seconds: number): string {
  if (seconds % 3600 === 0) {
    return `${seconds / 3600}h`;
  }
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** A Go duration between two bounds in seconds, both allowed. */
export function problemWithDuration(
  from: number,
  to: number,
): (text: string) => string | undefined {
  return text => {
    const seconds = secondsOf(text);
    return seconds !== undefined && seconds >= from && seconds <= to
      ? undefined
      : `Give a duration from ${bound(from)} to ${bound(to)}, e.g. ${bound(
          from,
        )} or 1h30m.`;
  };
}

/** A path of a file on a machine. */
export function problemWithPath(text: string): string | undefined {
  return /^(\/[A-Za-z0-9._+@-]+)+$/.test(text) &&
    !text.split('/').some(part => part === '..' || part === '.') &&
    text.length <= 255
    ? undefined
    : 'Give the whole path of a file, e.g. /usr/local/bin/credential.';
}

export function problemWithPluginName(text: string): string | undefined {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 63
    ? undefined
    : 'Give lower-case letters, digits and dashes.';
}

export function problemWithEnvName(text: string): string | undefined {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && text.length <= 128
    ? undefined
    : 'Give the name of a variable: letters, digits and underscores.';
}

/** `^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`, at most 56 characters, says AgentConfiguration. */
export function problemWithSidecarRevision(text: string): string | undefined {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 56
    ? undefined
    : 'Give the revision: lower-case letters, digits and dashes, at most 56 characters.';
}
