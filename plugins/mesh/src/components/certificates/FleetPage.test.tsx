import { screen, within } from '@testing-library/react';
import { CertificateFleet } from '@meshport/backstage-plugin-mesh-common';
import {
  certificateFleet,
  eastCertificates,
  inDays,
  issuance,
  rootChange,
  shopRoot,
  westCertificates,
} from '../../__testUtils__/certificates';
import { renderCertificates } from '../../__testUtils__/renderCertificates';
import { FleetPage } from './FleetPage';

const show = (getFleet: () => Promise<CertificateFleet>) =>
  renderCertificates(<FleetPage />, {
    getFleet,
    getRootChange: async () => rootChange,
  });
const region = (name: string) => screen.findByRole('region', { name });

describe('the page of all certificates', () => {
  it('says first whether something needs somebody, then who signs until when', async () => {
    await show(async () =>
      certificateFleet([eastCertificates(), westCertificates]),
    );
    expect(
      await screen.findByText('2 clusters. None needs you.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Signed by an authority of yours'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Signed by a root that the control plane made itself'),
    ).toBeInTheDocument();
    expect(screen.getAllByText(/, in 60 days/).length).toBeGreaterThan(0);
    expect(
      await screen.findByRole('link', {
        name: /Issue a certificate authority/,
      }),
    ).toHaveAttribute('href', expect.stringContaining('mesh-ca'));
  });

  it('puts what needs somebody first, with what to do', async () => {
    const alarm = {
      severity: 'warning' as const,
      code: 'intermediate-ends',
      message: 'The certificate authority of east ends in 12 days.',
      mend: 'Renew it under the same root.',
    };
    await show(async () =>
      certificateFleet([
        eastCertificates({ ends: inDays(12), alarms: [alarm] }),
      ]),
    );
    const need = within(await region('What needs you'));
    expect(need.getByText(/ends in 12 days/)).toBeInTheDocument();
    expect(need.getByText(alarm.mend)).toBeInTheDocument();
    expect(screen.getByText('1 cluster. 1 thing needs you.')).toBeVisible();
  });

  it('shows ends as bars that say the same in words, the first to end first', async () => {
    await show(async () =>
      certificateFleet([westCertificates, eastCertificates()]),
    );
    const bars = within(await region('When they end')).getAllByRole('img');
    expect(bars.map(bar => bar.getAttribute('aria-label'))).toEqual([
      expect.stringMatching(/^east: Ends .*, in 60 days$/),
      expect.stringMatching(/^west: Ends .*, in 300 days$/),
    ]);
  });

  it('tells which clusters trust no root in common, and which are not known', async () => {
    const lab = eastCertificates({
      cluster: 'lab',
      roots: undefined,
      rootsWhy: 'Not read.',
    });
    await show(async () =>
      certificateFleet([eastCertificates(), westCertificates, lab], {
        commonRoots: {
          roots: [
            {
              fingerprint: shopRoot.fingerprint,
              subject: shopRoot.subject,
              notAfter: shopRoot.notAfter,
              clusters: ['east'],
            },
          ],
          pairs: [
            { clusters: ['east', 'west'], common: false },
            { clusters: ['east', 'lab'] },
          ],
        },
      }),
    );
    const trust = within(await region('Who trusts whom'));
    expect(
      trust.getByText(/^east and west trust no root in common/),
    ).toBeInTheDocument();
    expect(
      trust.getByText(/^Whether east and lab trust a root in common/),
    ).toBeInTheDocument();
    const row = trust.getByRole('row', { name: /Shop root/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(cell => cell.textContent),
    ).toEqual(['trusted', 'not trusted', 'not known']);
  });

  it('says why an authority cannot issue, or may not be chosen', async () => {
    await show(async () =>
      certificateFleet([eastCertificates()], {
        authorities: [
          {
            name: 'shop',
            provider: 'aws-pca',
            clusters: ['east'],
            usable: true,
            unable: 'It is disabled. Enable it.',
          },
          {
            name: 'lab',
            provider: 'vault',
            clusters: ['east'],
            usable: false,
            usableWhy: 'You may not choose it.',
          },
        ],
      }),
    );
    const part = within(await region('Authorities that may be chosen'));
    expect(part.getByText('AWS Private CA')).toBeInTheDocument();
    expect(part.getByText('It is disabled. Enable it.')).toBeInTheDocument();
    expect(part.getByText('You may not choose it.')).toBeInTheDocument();
    // The type of a provider that others brought goes by its name.
    expect(part.getByText('vault')).toBeInTheDocument();
  });

  it('lists certificates whose key is gone, and what of them can be done', async () => {
    await show(async () =>
      certificateFleet([eastCertificates()], {
        orphans: [
          issuance({
            state: 'orphaned',
            problem: {
              cause: 'The backend ended before it was written.',
              mend: 'Have it revoked.',
            },
            revocable: true,
          }),
          issuance({
            id: 'i-2',
            state: 'orphaned',
            revocable: false,
            revocableWhy: 'It was not found.',
          }),
        ],
      }),
    );
    const part = within(await region('Certificates whose key is gone'));
    expect(
      part.getByText('The backend ended before it was written.'),
    ).toBeInTheDocument();
    expect(part.getAllByRole('button', { name: 'Revoke' })).toHaveLength(1);
    expect(
      part.getByText('It cannot be revoked from here: It was not found.'),
    ).toBeInTheDocument();
    expect(screen.getByText('1 cluster. 2 things need you.')).toBeVisible();
  });

  it('tells a refusal from an outage', async () => {
    await show(async () => {
      throw Object.assign(new Error('You may not'), {
        name: 'NotAllowedError',
      });
    });
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
  });

  it('does not say that there is nothing where it could not ask', async () => {
    await show(async () => {
      throw new Error('Failed to fetch');
    });
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/No cluster has/)).not.toBeInTheDocument();
  });
});
