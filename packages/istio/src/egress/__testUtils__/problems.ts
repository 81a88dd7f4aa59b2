import { KNOWN } from './goldenCases';
import type { EgressEnvironment } from '../EgressEnvironment';
import { validateEgressGateway } from '../validateEgressGateway';

/** An input in which nothing is wrong. */
export const GOOD = {
  name: 'partners',
  namespace: 'payments',
  upstreams: [{ host: 'api.partner.example' }],
};

/** An upstream by TCP in which nothing is wrong. */
export const TCP = {
  host: 'db.partner.example',
  protocol: 'TCP',
  port: 5432,
  addresses: ['203.0.113.7'],
};

/** A cluster with a domain of its own, and hosts that have owners. */
export const HELD: EgressEnvironment = {
  ...KNOWN,
  clusterDomain: 'corp.internal',
  hostOwners: [
    { host: 'api.bank.example', owner: 'team-bank' },
    { host: '*.shared.example', owner: 'team-shared' },
    { host: 'own.shared.example', owner: 'team-a' },
  ],
};

/** The problems of an input; none when it is valid. */
export function problemsOf(input: object, environment?: EgressEnvironment) {
  const result = validateEgressGateway(input, environment);
  return 'problems' in result ? result.problems : [];
}

/** The one problem of an input, which names the field and says what to do. */
export function only(field: string, message: RegExp) {
  return [{ field, message: expect.stringMatching(message) }];
}

/** The input with more said of its upstream. */
export const withUpstream = (more: object) => ({
  ...GOOD,
  upstreams: [{ host: 'api.partner.example', ...more }],
});
