import { registersMachines, tellsByAlpn } from './istiodSettings';
import { slim } from './slim';

function istiod(
  value?: string,
  name = 'PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION',
) {
  return slim('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'istiod', labels: { app: 'istiod' } },
    spec: {
      containers: [
        {
          name: 'discovery',
          env: [
            { name: 'SECRET', value: 'not-kept' },
            ...(value === undefined ? [] : [{ name, value }]),
          ],
        },
      ],
    },
  }) as any;
}

describe('whether istiod makes entries of machines', () => {
  it.each([
    ['nothing is said', [istiod()], true],
    ['it is on', [istiod('true')], true],
    ['it is off', [istiod('false')], false],
    ['it is off, as Go reads it', [istiod('0')], false],
    ['one of two does', [istiod('false'), istiod()], true],
    ['no istiod is known', [], true],
  ])('%s', (_, istiods, expected) => {
    expect(registersMachines(istiods)).toBe(expected);
  });

  it('keeps no other variable', () => {
    expect(JSON.stringify(istiod('false'))).not.toContain('not-kept');
  });
});

describe('whether proxies tell by ALPN what is HTTP', () => {
  const of = (value?: string) => istiod(value, 'PILOT_ENABLE_ALPN_FILTER');

  it.each([
    ['nothing is said', [of()], true],
    ['it is off', [of('false')], false],
    ['another variable is off', [istiod('false')], true],
    ['no istiod is known', [], true],
  ])('%s', (_, istiods, expected) => {
    expect(tellsByAlpn(istiods)).toBe(expected);
  });
});
