import type { InputProblem } from '../input/InputProblem';
import { InputReader } from '../input/InputReader';
import { isDnsLabel, isDnsSubdomain } from '../resources';
import {
  problemWithDuration,
  problemWithHttps,
  problemWithIssuer,
  problemWithJsonPath,
  problemWithShortName,
  secondsOf,
} from './fieldRules';
import { problemWithJwks } from './jwks';
import { problemWithEndpoint } from './readAgent';
import type {
  OnboardingIssuer,
  PlaneCertificate,
  TetratePlaneInput,
} from './TetratePlaneInput';

const FIELDS = [
  'name',
  'namespace',
  'hosts',
  'certificate',
  'uid',
  'tokenLifetime',
  'localRepository',
  'issuers',
  'deregistrationDelay',
  'customGateway',
] as const;

const MINUTE = 60;
const HOUR = 3600;

function problemWithName(text: string): string | undefined {
  return isDnsSubdomain(text)
    ? undefined
    : 'Give the name alone: lower-case letters, digits, dashes and dots.';
}

function readCertificate(reader: InputReader): PlaneCertificate {
  const issuer = reader.object('issuer', ['kind', 'name'], part => {
    const kind = part.oneOf('kind', ['Issuer', 'ClusterIssuer'] as const);
    if (part.value('kind') === undefined) {
      part.refuse('kind', 'This is missing. Choose Issuer or ClusterIssuer.');
    }
    return {
      kind: kind ?? ('Issuer' as const),
      name: part.requiredText(
        'name',
        'Name the issuer of cert-manager.',
        problemWithName,
      ),
    };
  });
  const duration = reader.text(
    'duration',
    problemWithDuration(HOUR, 365 * 24 * HOUR),
  );
  const renewBefore = reader.text(
    'renewBefore',
    problemWithDuration(5 * MINUTE, 364 * 24 * HOUR),
  );
  if (!reader.value('issuer')) {
    for (const field of ['duration', 'renewBefore']) {
      if (reader.value(field) !== undefined) {
        reader.refuse(
          field,
          'Only cert-manager reads this. Name its issuer, or take this out.',
        );
      }
    }
  }
  if (
    (secondsOf(renewBefore ?? '360h') ?? 0) >=
    (secondsOf(duration ?? '2160h') ?? Infinity)
  ) {
    reader.refuse(
      renewBefore === undefined ? 'duration' : 'renewBefore',
      'The certificate would be renewed before it is made: renewBefore has to be shorter than duration.',
    );
  }
  return {
    secretName: reader.requiredText(
      'secretName',
      'Name the Secret of type kubernetes.io/tls.',
      problemWithName,
    ),
    issuer,
    duration,
    renewBefore,
  };
}

function readIssuers(reader: InputReader): OnboardingIssuer[] | undefined {
  const seen = new Set<string>();
  const once = (part: InputReader, field: string, text: string) => {
    if (text && seen.has(`${field} ${text}`)) {
      part.refuse(field, 'This is named twice. Take one out.');
    }
    seen.add(`${field} ${text}`);
    return text;
  };
  return reader.list('issuers', 20, (one, item) =>
    reader.inside(
      one,
      item,
      ['issuer', 'shortName', 'jwksUri', 'jwks', 'attributesPath'],
      (part): OnboardingIssuer => {
        if (
          part.value('jwks') !== undefined &&
          part.value('jwksUri') !== undefined
        ) {
          part.refuse('jwks', 'Choose one of jwks and jwksUri.');
        }
        return {
          issuer: once(
            part,
            'issuer',
            part.requiredText(
              'issuer',
              'Name the issuer as the claim iss says it.',
              problemWithIssuer,
            ),
          ),
          shortName: once(
            part,
            'shortName',
            part.requiredText(
              'shortName',
              'Give a short name, which becomes part of the names of machines.',
              problemWithShortName,
            ),
          ),
          jwksUri: part.text('jwksUri', problemWithHttps),
          jwks: part.text('jwks', problemWithJwks),
          attributesPath: part.text('attributesPath', problemWithJsonPath),
        };
      },
    ),
  );
}

function readHosts(reader: InputReader): string[] {
  const hosts = reader.value('hosts');
  if (hosts === undefined || (Array.isArray(hosts) && hosts.length === 0)) {
    reader.refuse(
      'hosts',
      'Name at least one DNS name of the endpoint, e.g. onboarding.example.org.',
    );
    return [];
  }
  return reader.texts('hosts', 10, problemWithEndpoint) ?? [];
}

/**
 * Reads the onboarding section of a ControlPlane.
 *
 * @returns the input, or every problem that it has
 * @public
 */
export function readTetratePlane(
  source: unknown,
): { input: TetratePlaneInput } | { problems: InputProblem[] } {
  if (!InputReader.isObject(source)) {
    return { problems: [{ field: '', message: 'Give an object.' }] };
  }
  const problems: InputProblem[] = [];
  const reader = new InputReader(source, problems);
  reader.refuseUnknown(FIELDS);
  if (reader.value('certificate') === undefined) {
    reader.refuse(
      'certificate',
      'This is missing. Name the Secret with the certificate of the endpoint.',
    );
  }
  const read: TetratePlaneInput = {
    name: reader.text('name', problemWithName),
    namespace: reader.text('namespace', text =>
      isDnsLabel(text)
        ? undefined
        : 'Give a namespace: lower-case letters, digits and dashes, at most 63 characters.',
    ),
    hosts: readHosts(reader),
    certificate: reader.object(
      'certificate',
      ['secretName', 'issuer', 'duration', 'renewBefore'],
      readCertificate,
    ) ?? { secretName: '' },
    uid: reader.text('uid', text =>
      /^[A-Za-z0-9._:/-]{1,253}$/.test(text)
        ? undefined
        : 'Give letters, digits and ._:/-, at most 253 characters.',
    ),
    tokenLifetime: reader.text(
      'tokenLifetime',
      problemWithDuration(MINUTE, 24 * HOUR),
    ),
    localRepository: reader.yesOrNo('localRepository'),
    issuers: readIssuers(reader),
    deregistrationDelay: reader.text(
      'deregistrationDelay',
      problemWithDuration(0, 14),
    ),
    customGateway: reader.object('customGateway', ['host', 'port'], part => {
      if (part.value('port') === undefined) {
        part.refuse('port', 'This is missing. Give the port of the gateway.');
      }
      return {
        host: part.requiredText(
          'host',
          'Name the host of the gateway.',
          problemWithEndpoint,
        ),
        port: part.wholeNumber('port', 1, 65535) ?? 0,
      };
    }),
  };
  return problems.length
    ? { problems }
    : // Without what was not said, so that equal inputs are equal as data.
      { input: JSON.parse(JSON.stringify(read)) };
}
