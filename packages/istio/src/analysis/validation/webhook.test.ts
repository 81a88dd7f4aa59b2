import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argumentText } from '../messages';
import { findingsIn, object } from '../testing/verdicts';

/** What the real istioctl says of an object; written by `analysis-webhook.ts`. */
interface Recorded {
  kind: string;
  namespace?: string;
  labels?: Record<string, string>;
  spec: object;
  said: string[];
}

const recorded: Recorded[] = readFileSync(
  join(__dirname, '__fixtures__/webhook.ndjson'),
  'utf8',
)
  .trim()
  .split('\n')
  .map(line => JSON.parse(line));

const GROUPS: Record<string, string> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
};

/** Istio's sentences of the codes that have more than one argument. */
function sentence(code: string, args: readonly string[]): string {
  const [rule, match, earlier] = args;
  switch (code) {
    case 'IST0130':
      return `VirtualService rule ${rule} not used (${match}).`;
    case 'IST0131':
      return `VirtualService rule ${rule} match ${match} is not used (duplicate/overlapping match in rule ${earlier}).`;
    default:
      return rule;
  }
}

/** Go varies the order of some lists of errors, so that none counts. */
function withoutOrder(text: string): string {
  return text.replace(/(\t\* .*\n)+/, lines =>
    lines
      .split(/(?<=\n)/)
      .sort()
      .join(''),
  );
}

function saidHere({ kind, namespace = 'shop', labels, spec }: Recorded) {
  const yaml = object(
    GROUPS[kind] ?? 'networking.istio.io/v1',
    kind,
    `${namespace}/NAME`,
    { spec },
    labels ? { labels } : {},
  );
  return findingsIn(`schema.ValidationAnalyzer.${kind}`, yaml)
    .map(
      ({ code, args }) =>
        `${code} ${withoutOrder(sentence(code, args.map(argumentText)))}`,
    )
    .sort();
}

describe('what the webhook says', () => {
  const byKind = new Map<string, Recorded[]>();
  for (const one of recorded) {
    byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one]);
  }

  it.each([...byKind])('of a %s is what istioctl says', (_, all) => {
    const differing = all
      .map(one => ({ spec: one.spec, said: one.said, here: saidHere(one) }))
      .filter(({ said, here }) => said.join('\n') !== here.join('\n'));
    expect(differing).toEqual([]);
  });
});
