import { ResponseError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answer,
  fresh,
  stale,
  syncing,
  unreachable,
} from '../../__testUtils__/answers';
import { egressGateway, inDays } from '../../__testUtils__/egress';
import { renderEgress } from '../../__testUtils__/renderEgress';

const PATH = '/mesh/egress-gateways';

const legacy = egressGateway({
  name: 'legacy-out',
  cluster: 'west',
  ours: false,
  owner: undefined,
  component: undefined,
  managedBy: 'Argo CD (application legacy)',
  upstreams: [
    { host: 'db.example.net', port: 5432, protocol: 'TCP', tls: 'none' },
  ],
  admission: { mode: 'anyone', callers: [] },
  workload: { state: 'notReady', message: '0 of 2 pods are ready.' },
  credentials: [
    {
      name: 'partner-cert',
      namespace: 'bookinfo',
      use: 'upstream',
      state: 'present',
      expires: inDays(12),
    },
  ],
  problems: [{ severity: 'error', message: 'A route leads nowhere.' }],
  findings: { error: 0, warning: 2, info: 1 },
});

function show(
  reply: () => Promise<ReturnType<typeof answer<typeof legacy>>>,
  path = PATH,
) {
  const listGateways = jest.fn(reply);
  renderEgress(path, { egress: { listGateways } });
  return listGateways;
}

function refusal() {
  return ResponseError.fromResponse(
    Response.json(
      { error: { name: 'NotAllowedError', message: 'You may not read.' } },
      { status: 403 },
    ),
  );
}

const rows = () => screen.findAllByRole('listitem');

describe('the page of egress gateways', () => {
  it('loading: claims nothing', async () => {
    show(() => new Promise(() => {}));
    expect(
      await screen.findByText('Egress gateways: being read.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/No egress gateway/)).not.toBeInTheDocument();
  });

  it('loading: a cluster that is read for the first time is not empty', async () => {
    show(async () => answer([], [syncing('east')]));
    expect(
      await screen.findByText(/Reading east for the first time/),
    ).toBeInTheDocument();
  });

  it('error: says what failed', async () => {
    show(async () => {
      throw new Error('Failed to fetch');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Egress gateways cannot be shown now.',
    );
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });

  it('forbidden: says so, and never that there is nothing', async () => {
    show(async () => {
      throw await refusal();
    });
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/No egress gateway/)).not.toBeInTheDocument();
  });

  it('empty: only of clusters that were read', async () => {
    show(async () => answer([], [fresh('east'), unreachable('west')]));
    expect(
      await screen.findByText('No egress gateway leads out of east.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/west could not be read/)).toBeInTheDocument();
  });

  it('withheld: says that more may be there, and never that there is nothing', async () => {
    show(async () => ({
      ...answer<typeof legacy>([], [fresh('east')]),
      withheld: [{ cluster: 'east' }],
    }));
    expect(
      await screen.findByText('No egress gateway that you may read leads out.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/namespaces in east that you may not read/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/this component/)).not.toBeInTheDocument();
  });

  it('stale: keeps what is known and says from when', async () => {
    show(async () => answer([egressGateway()], [stale('east', 6)]));
    expect(await screen.findByText('payments-out')).toBeInTheDocument();
    expect(screen.getByText(/east does not answer since/)).toBeInTheDocument();
  });

  it('shows where each leads, who gets in, and how it stands; the worst first', async () => {
    show(async () => answer([egressGateway(), legacy]));
    expect(
      await screen.findByText('2 egress gateways, 1 of them need attention.'),
    ).toBeInTheDocument();
    const [first, second] = (await rows()).map(row => row.textContent);
    expect(first).toContain('legacy-out');
    expect(first).toContain('bookinfo in west');
    expect(first).toContain('not made with Meshport');
    expect(first).toContain('kept by Argo CD (application legacy)');
    expect(first).toContain('db.example.net:5432');
    expect(first).toContain('plain text, not encrypted');
    expect(first).toContain('Every service of the mesh');
    expect(first).toContain('0 of 2 pods are ready.');
    expect(first).toContain(
      'It does not run as it should, 1 thing needs attention, 2 warnings, a certificate needs attention.',
    );
    expect(first).toMatch(/partner-cert.*ends in 12 days/);
    expect(second).toContain('the gateway adds TLS');
    expect(second).toContain('Only bookinfo/ratings');
  });

  it('links each to its page', async () => {
    show(async () => answer([egressGateway()]));
    expect(
      await screen.findByRole('link', { name: 'payments-out' }),
    ).toHaveAttribute('href', `${PATH}/east/bookinfo/payments-out`);
  });

  it('searches as the address says, and writes the address', async () => {
    show(
      async () => answer([egressGateway(), legacy]),
      `${PATH}?text=example.net`,
    );
    expect(await screen.findByText('legacy-out')).toBeInTheDocument();
    expect(screen.queryByText('payments-out')).not.toBeInTheDocument();
    const search = screen.getByRole('searchbox');
    await userEvent.clear(search);
    await userEvent.type(search, 'payments');
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `${PATH}?text=payments`,
      ),
    );
    expect(await screen.findByText('payments-out')).toBeInTheDocument();
    expect(screen.queryByText('legacy-out')).not.toBeInTheDocument();
  });

  it('shows only what needs attention', async () => {
    show(async () => answer([egressGateway(), legacy]));
    await userEvent.click(
      await screen.findByRole('switch', { name: /need attention/ }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent('attention=yes');
    expect(await rows()).toHaveLength(1);
  });

  it('says that the filters fit nothing, and clears them', async () => {
    show(async () => answer([egressGateway()]), `${PATH}?text=moon`);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear the filters' }),
    );
    expect(await screen.findByText('payments-out')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent(PATH);
  });

  it('counts those that the reader may not see by name as callers', async () => {
    show(async () =>
      answer([
        egressGateway({
          admission: {
            mode: 'named',
            callers: [{ namespace: 'bookinfo' }],
            hidden: 2,
          },
        }),
      ]),
    );
    const [row] = await rows();
    expect(
      within(row).getByText(
        'Only all of bookinfo, and 2 in namespaces that you may not read',
      ),
    ).toBeInTheDocument();
  });

  it('reads again when it is nudged', async () => {
    let nudge: (message: unknown) => void = () => {};
    const listGateways = jest
      .fn()
      .mockResolvedValueOnce(answer([]))
      .mockResolvedValue(answer([egressGateway()]));
    renderEgress(PATH, {
      egress: { listGateways },
      signals: {
        subscribe: (_: string, listener: any) => {
          nudge = listener;
          return { unsubscribe() {} };
        },
      },
    });
    await screen.findByText(/No egress gateway leads out/);
    nudge({ cluster: 'east', kinds: [], revision: '' });
    await waitFor(() => expect(listGateways.mock.calls.length).toBe(2), {
      timeout: 3000,
    });
    expect(await screen.findByText('payments-out')).toBeInTheDocument();
  });
});
