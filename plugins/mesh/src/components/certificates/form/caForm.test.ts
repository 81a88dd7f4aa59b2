import {
  AuthorityChoice,
  CaWay,
  CertificateAuthorityChoices,
} from '@meshport/backstage-plugin-mesh-common';
import {
  authorityOptions,
  caParameters,
  clusterOptions,
  completed,
  lifeOptions,
} from './caForm';

const authority = (name: string, more: Partial<AuthorityChoice> = {}) => ({
  name,
  provider: 'local',
  keys: ['P-256' as const, 'RSA-2048' as const],
  defaultKey: 'P-256' as const,
  validity: { default: 90, min: 30, max: 365 },
  ...more,
});

const issue: CaWay = {
  kind: 'certificate-authority-issue',
  offered: true,
  text: 'Its root is trusted already.',
};
const outage: CaWay = { ...issue, outage: true, text: 'Calls fail.' };
const guided: CaWay = {
  kind: 'certificate-authority-root-change',
  offered: true,
  text: 'In three steps.',
};
const renew: CaWay = {
  kind: 'certificate-authority-renew',
  offered: true,
  text: 'The same again.',
};

const choices: CertificateAuthorityChoices = {
  authorities: [
    authority('shop'),
    authority('other', { keys: ['RSA-2048'], defaultKey: 'RSA-2048' }),
    authority('off', { why: 'It is disabled.' }),
  ],
  clusters: [
    {
      name: 'east',
      title: 'East',
      clusterId: 'east',
      namespace: 'istio-system',
      source: 'plugged',
      ways: { shop: [issue, renew], other: [outage, renew, guided] },
    },
    {
      name: 'west',
      clusterId: 'west',
      namespace: 'mesh',
      source: 'primary',
      why: 'It is a remote.',
      ways: {},
    },
  ],
  unknown: [],
};

describe('the form of an authority', () => {
  it('fills in what follows from cluster and authority', () => {
    expect(completed({ cluster: 'east' }, choices)).toEqual({
      cluster: 'east',
      namespace: 'istio-system',
    });
    expect(completed({ cluster: 'east', authority: 'shop' }, choices)).toEqual({
      cluster: 'east',
      namespace: 'istio-system',
      authority: 'shop',
      kind: 'certificate-authority-issue',
      keyType: 'P-256',
      validityDays: 90,
    });
  });

  it('chooses the way without an outage first, and keeps an outage to itself', () => {
    const guidedFirst = completed(
      { cluster: 'east', authority: 'other' },
      choices,
    );
    expect(guidedFirst.kind).toBe('certificate-authority-root-change');
    expect(guidedFirst.keyType).toBe('RSA-2048');
    const accepted = completed(
      {
        ...guidedFirst,
        kind: 'certificate-authority-issue',
        acceptOutage: true,
      },
      choices,
    );
    expect(accepted.acceptOutage).toBe(true);
    // Another way, or another authority, accepts nothing.
    expect(
      completed(
        { ...accepted, kind: 'certificate-authority-root-change' },
        choices,
      ).acceptOutage,
    ).toBeUndefined();
    expect(
      completed({ ...accepted, authority: 'shop' }, choices).acceptOutage,
    ).toBeUndefined();
  });

  it('drops what the authority does not take: another cluster, key or life', () => {
    expect(
      completed(
        {
          cluster: 'east',
          authority: 'shop',
          keyType: 'P-384',
          validityDays: 9999,
        },
        choices,
      ),
    ).toMatchObject({ keyType: 'P-256', validityDays: 90 });
    expect(
      completed({ cluster: 'west', authority: 'shop' }, choices).authority,
    ).toBeUndefined();
    expect(completed({ cluster: 'gone' }, choices)).toEqual({});
  });

  it('shows what cannot be chosen with why', () => {
    expect(clusterOptions(choices.clusters)).toEqual([
      { id: 'east', label: 'East (east)' },
      { id: 'west', label: 'west', why: 'It is a remote.' },
    ]);
    expect(
      authorityOptions(choices.authorities, choices.clusters[0]).map(
        ({ id, why }) => [id, why],
      ),
    ).toEqual([
      ['shop', undefined],
      ['other', undefined],
      ['off', 'It is disabled.'],
    ]);
  });

  it('offers lives within the bounds only, the usual one among them', () => {
    expect(lifeOptions(authority('shop'))).toEqual([30, 60, 90, 180, 365]);
    expect(
      lifeOptions(
        authority('brief', { validity: { default: 5, min: 2, max: 6 } }),
      ),
    ).toEqual([2, 5, 6]);
  });

  it('sends what the request takes, without the way', () => {
    expect(
      caParameters({
        issuance: {
          kind: 'certificate-authority-issue',
          authority: 'shop',
          cluster: 'east',
        },
        renewals: 'ask',
      }),
    ).toEqual({ authority: 'shop', cluster: 'east', renewals: 'ask' });
  });
});
