import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MeshRemoteClustersApi,
  RemoteFleet,
  RemoteLink,
} from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh } from '../../__testUtils__/answers';
import { renderRemote } from '../../__testUtils__/renderRemote';
import { FleetPage } from './FleetPage';

const LINK: RemoteLink = {
  primary: 'east',
  remote: 'west',
  clusterId: 'west',
  declared: true,
  istiods: [],
  sync: 'synced',
  address: { told: [], state: 'notTold' },
  tokenKind: 'long-lived',
  secrets: [],
  alarms: [],
};

const cluster = (name: string, network: string) => ({
  name,
  clusterId: name,
  role: 'primary' as const,
  network,
  istioVersions: ['1.30.5'],
  gateways: [],
  reach: { state: 'fresh' as const },
  joinable: true,
});

const fleet = (items: RemoteLink[]): RemoteFleet => ({
  ...answer(items, [fresh('east'), fresh('west')]),
  topology: {
    clusters: [cluster('east', 'net-a'), cluster('west', 'net-b')],
    networks: [
      { name: 'net-a', clusters: ['east'] },
      { name: 'net-b', clusters: ['west'] },
    ],
  },
});

const show = (
  getFleet: () => Promise<RemoteFleet>,
  more: Partial<MeshRemoteClustersApi> = {},
) => renderRemote(<FleetPage />, { getFleet, ...more });

describe('the page of all links', () => {
  it('says first whether something needs somebody', async () => {
    await show(async () => fleet([LINK]));
    expect(
      await screen.findByText('1 link between clusters. None needs you.'),
    ).toBeInTheDocument();
    expect(screen.getByText('east reads west')).toBeInTheDocument();
    expect(screen.getByText('Everything is read')).toBeInTheDocument();
    expect(screen.getByText('Does not run out')).toBeInTheDocument();
  });

  it('puts what needs somebody first, with what to do', async () => {
    const alarm = {
      severity: 'error' as const,
      code: 'not-synced',
      message: 'istiod does not see it.',
      mend: 'Renew the credential.',
    };
    await show(async () =>
      fleet([{ ...LINK, sync: 'timeout', alarms: [alarm] }]),
    );
    const part = await screen.findByRole('region', { name: 'What needs you' });
    expect(
      within(part).getByText(/east reads west: .*istiod does not see it/),
    ).toBeInTheDocument();
    expect(within(part).getByText(alarm.mend)).toBeInTheDocument();
    expect(screen.getByText('Not read in time')).toBeInTheDocument();
  });

  it('says what the drawing shows in a table too', async () => {
    await show(async () => fleet([LINK]));
    const [table] = await screen.findAllByRole('table');
    for (const word of ['east', 'net-a', 'west', 'net-b']) {
      expect(within(table).getByText(word)).toBeInTheDocument();
    }
    expect(
      screen.getByRole('img', { name: /Networks as frames/ }),
    ).toBeInTheDocument();
  });

  it('says what to do where no cluster reads another, and shows the clusters', async () => {
    await show(async () => fleet([]));
    expect(
      await screen.findByText('No cluster reads another.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Join one:/)).toBeInTheDocument();
    expect(screen.getByRole('table')).toBeInTheDocument();
  });

  it('compares all clusters when asked to, and names what it found of a pair', async () => {
    const finding = {
      severity: 'error' as const,
      code: 'pod-cidr-overlap',
      clusters: ['east', 'west'],
      message: 'Both give pods the same addresses.',
      mend: 'Give them others.',
    };
    await show(async () => fleet([LINK]), {
      preflight: async () => ({
        checks: ['cidr', 'roots'],
        pairs: [
          {
            clusters: ['east', 'west'],
            verdict: 'error',
            checks: [
              { name: 'cidr', verdict: 'error', findings: [finding] },
              { name: 'roots', verdict: 'ok', findings: [] },
            ],
          },
        ],
        at: new Date().toISOString(),
        unknown: [],
      }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Compare all clusters' }),
    );
    const [row] = await screen.findAllByRole('row', { name: /east – west/ });
    expect(within(row).getByText('In the way')).toBeInTheDocument();
    expect(within(row).getByText('Fine')).toBeInTheDocument();
    await userEvent.click(within(row).getByRole('button'));
    expect(await screen.findByText(/same addresses/)).toBeInTheDocument();
    expect(screen.getByText(finding.mend)).toBeInTheDocument();
  });

  it('tells an outage from a refusal', async () => {
    await show(async () => {
      throw new Error('Failed to fetch');
    });
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });

  it('tells a refusal as one', async () => {
    await show(async () => {
      throw Object.assign(new Error('You may not'), {
        name: 'NotAllowedError',
      });
    });
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});
