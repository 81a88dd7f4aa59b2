import { Resource } from '../snapshot/Resource';
import { durationProblem } from './durations';
import { quoted } from './goText';
import { parseGoUrl } from './goUrl';
import { strictHeaderProblem } from './headers';
import { jwksProblem, privateKeysIn } from './jwks';
import { Complaint, Problems } from './Problems';
import { checkAttachment, checkSelector } from './selectors';

/** What Istio's webhook checks of a PeerAuthentication. */
export function checkPeerAuthentication(
  policy: Resource,
  problems: Problems,
): void {
  const { selector, portLevelMtls } = policy.spec;
  const ports = Object.keys(portLevelMtls ?? {});
  const at = problems.at('portLevelMtls');
  const isEveryones = Object.keys(selector?.matchLabels ?? {}).length === 0;
  if (isEveryones && ports.length > 0) {
    at.error('mesh/namespace peer authentication cannot have port level mTLS');
  }
  for (const port of ports) {
    if (!(Number(port) > 0 && Number(port) <= 65535)) {
      at.at(port).error('port must be in range 1..65535');
    }
  }
  checkSelector(selector, problems.at('selector'));
}

function jwksUriProblem(uri: string): Complaint {
  const url = parseGoUrl(uri);
  if (!url) {
    return `parse ${quoted(uri)}: not a URL`;
  }
  return url.scheme === 'http' || url.scheme === 'https'
    ? undefined
    : `URI scheme ${quoted(url.scheme)} is not supported`;
}

function checkRule(rule: any, problems: Problems): void {
  const { audiences = [], issuer = '', jwksUri = '', jwks = '' } = rule;
  const empty = (field: string, values: string[], text: string) =>
    values.forEach((value, i) => {
      if (value === '') {
        problems.at(field, i).error(text);
      }
    });
  empty('audiences', audiences, 'audience must be non-empty string');
  if (issuer === '' && jwksUri === '') {
    problems.error('issuer or jwksUri must be non-empty string');
  }
  if (jwksUri !== '') {
    problems.at('jwksUri').error(jwksUriProblem(jwksUri));
  }
  if (jwks !== '') {
    problems.at('jwks').error(jwksProblem(jwks));
    for (const i of privateKeysIn(jwks)) {
      problems
        .at('jwks')
        .warn(
          `jwks key at index ${i} contains private key material; only public keys are used for verification`,
        );
    }
  }
  empty(
    'fromHeaders',
    (rule.fromHeaders ?? []).map(({ name = '' }: any) => name),
    'location header name must be non-empty string',
  );
  empty(
    'fromParams',
    rule.fromParams ?? [],
    'location query must be non-empty string',
  );
  empty(
    'fromCookies',
    rule.fromCookies ?? [],
    'cookie name must be non-empty string',
  );
  (rule.outputClaimToHeaders ?? []).forEach((one: any, i: number) =>
    problems
      .at('outputClaimToHeaders', i)
      .error(
        one.claim && one.header
          ? strictHeaderProblem(one.header)
          : 'outputClaimToHeaders header and claim value must be non-empty string',
      ),
  );
  problems.at('timeout').error(durationProblem(rule.timeout));
}

/** What Istio's webhook checks of a RequestAuthentication. */
export function checkRequestAuthentication(
  policy: Resource,
  problems: Problems,
): void {
  checkAttachment(policy.spec, problems);
  (policy.spec.jwtRules ?? []).forEach((rule: any, i: number) =>
    checkRule(rule, problems.at('jwtRules', i)),
  );
}
