import { EgressCredential } from '@meshport/backstage-plugin-mesh-common';
import { egressGateway, inDays } from '../../__testUtils__/egress';
import {
  credentialStatus,
  daysLeft,
  needsAttention,
  statusOf,
} from './standing';

function credential(partial: Partial<EgressCredential>): EgressCredential {
  return {
    name: 'partner-ca',
    namespace: 'bookinfo',
    use: 'upstream',
    state: 'present',
    ...partial,
  };
}

describe('how a credential stands', () => {
  it.each([
    [{ expires: inDays(90) }, 'ok', 90],
    [{ expires: inDays(12) }, 'warning', 12],
    [{ expires: inDays(-2) }, 'bad', -2],
    [{}, 'unknown', undefined],
    [{ state: 'absent' as const }, 'bad', undefined],
    [{ state: 'notReadable' as const }, 'unknown', undefined],
  ])('%j is %s', (partial, status, days) => {
    expect(credentialStatus(credential(partial), Date.now())).toBe(status);
    expect(daysLeft(credential(partial), Date.now())).toBe(days);
  });
});

describe('how a gateway stands', () => {
  it.each([
    ['all is well', {}, 'ok'],
    [
      'its pods are not ready',
      { workload: { state: 'notReady' as const, message: '' } },
      'bad',
    ],
    [
      'its pods are not known',
      { workload: { state: 'unknown' as const, message: '' } },
      'unknown',
    ],
    [
      'an error is found',
      { findings: { error: 1, warning: 0, info: 0 } },
      'bad',
    ],
    [
      'a warning is found',
      { findings: { error: 0, warning: 1, info: 0 } },
      'warning',
    ],
    ['only a note', { findings: { error: 0, warning: 0, info: 3 } }, 'ok'],
    [
      'something is half-right',
      { problems: [{ severity: 'error' as const, message: '' }] },
      'bad',
    ],
    [
      'a certificate ends soon',
      { credentials: [credential({ expires: inDays(5) })] },
      'warning',
    ],
    [
      'a certificate cannot be read',
      { credentials: [credential({ state: 'notReadable' })] },
      'ok',
    ],
  ])('%s: %s', (_, partial, status) => {
    const gateway = egressGateway(partial);
    expect(statusOf(gateway)).toBe(status);
    expect(needsAttention(gateway)).toBe(['bad', 'warning'].includes(status));
  });
});
