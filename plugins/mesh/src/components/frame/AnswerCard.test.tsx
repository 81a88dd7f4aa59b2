import { ResponseError } from '@backstage/errors';
import { SignalApi } from '@backstage/plugin-signals-react';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answer,
  fresh,
  minutesAgo,
  ratings,
  stale,
  syncing,
  threeMachines,
  unreachable,
} from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { VirtualMachinesCard } from '../virtual-machines/VirtualMachinesCard';

type Answer = ReturnType<typeof answer<(typeof threeMachines)[0]>>;

function show(reply: () => Promise<Answer>) {
  const getVirtualMachines = jest.fn(reply);
  renderCard(<VirtualMachinesCard />, { getVirtualMachines });
  return getVirtualMachines;
}

async function refusal() {
  return ResponseError.fromResponse(
    Response.json(
      {
        error: {
          name: 'NotAllowedError',
          message: 'You may not read component:default/ratings.',
        },
        response: { statusCode: 403 },
      },
      { status: 403 },
    ),
  );
}

describe('the states of a card', () => {
  it('loading: claims nothing', async () => {
    show(() => new Promise(() => {}));
    expect(await screen.findByRole('status')).toHaveTextContent(
      'Virtual machines: being read.',
    );
    expect(screen.queryByText(/No machine/)).not.toBeInTheDocument();
  });

  it('loading: says which cluster is read for the first time', async () => {
    show(async () => answer([], [syncing('east')]) as Answer);
    expect(await screen.findByRole('status')).toHaveTextContent(
      'Reading east for the first time. Nothing is known of it yet.',
    );
  });

  it('error: says what failed and reads again on demand', async () => {
    const read = show(async () => {
      throw new Error('Failed to fetch');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Virtual machines cannot be shown now.*did not answer \(Failed to fetch\)/,
    );
    read.mockResolvedValue(answer(threeMachines, [fresh('east')]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('2 of 3 machines healthy.'),
    ).toBeInTheDocument();
  });

  it('error: names every cluster that could not be read', async () => {
    show(async () => answer([], [unreachable('east')]) as Answer);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('east could not be read.');
    expect(alert).toHaveTextContent('Renew them in mesh.clusters.');
    expect(screen.queryByText(/No machine/)).not.toBeInTheDocument();
  });

  it('error: says whom to ask about a cluster that could not be read', async () => {
    const owner = 'group:default/team-platform';
    show(async () => answer([], [{ ...unreachable('east'), owner }]) as Answer);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Ask team-platform about east.',
    );
  });

  it.each([
    ['some', threeMachines, [fresh('east')], '2 of 3 machines healthy.'],
    ['none', [], [], 'No cluster is connected to the portal.'],
  ])(
    'says that clusters may be missing beside %s',
    async (_, machines, clusters, words) => {
      const failingSources = [
        { name: "supplier 'fleet'", since: minutesAgo(5) },
      ];
      show(async () => ({
        ...(answer(machines, clusters) as Answer),
        failingSources,
      }));
      expect(await screen.findByText(words)).toBeInTheDocument();
      expect(
        screen.getByText(/supplier 'fleet' cannot be asked for clusters/),
      ).toBeInTheDocument();
    },
  );

  it('forbidden: names what, and whom to ask', async () => {
    show(async () => ({
      ...(answer([]) as Answer),
      withheld: [
        {
          cluster: 'east',
          namespace: 'payments',
          owner: 'group:default/team-payments',
        },
      ],
    }));
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/You may not read namespace payments in east\. Ask/),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /team-payments/ })).toHaveAttribute(
      'href',
      '/catalog/default/group/team-payments',
    );
    expect(screen.queryByText(/No machine/)).not.toBeInTheDocument();
  });

  it('forbidden: no cluster may be read, which is not the same as none', async () => {
    show(async () => ({
      ...(answer([], []) as Answer),
      withheldClusters: true,
    }));
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/mesh\.cluster\.read/)).toBeInTheDocument();
    expect(screen.queryByText(/No cluster is/)).not.toBeInTheDocument();
  });

  it('empty: claims nothing of clusters that may not be read', async () => {
    show(async () => ({
      ...(answer([], [fresh('east')]) as Answer),
      withheldClusters: true,
    }));
    expect(
      await screen.findByText('No machine runs this service in east.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Clusters that you may not read are left out here.'),
    ).toBeInTheDocument();
  });

  it('forbidden: shows the backend’s refusal', async () => {
    const error = await refusal();
    show(async () => {
      throw error;
    });
    expect(
      await screen.findByText('You may not read component:default/ratings.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/mesh\.namespace\.read/)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('stale: keeps the data, says from when and why, and leaves other clusters alone', async () => {
    show(async () =>
      answer(threeMachines, [stale('east', 6.5), fresh('west')]),
    );
    expect(
      await screen.findByText('2 of 3 machines healthy.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/east does not answer since/)).toHaveTextContent(
      /What you see of it is from then\./,
    );
    expect(screen.getByText(/The connection was refused/)).toBeInTheDocument();
    expect(
      screen.getByText(/^as of .*, 6 min ago · east$/),
    ).toBeInTheDocument();
    expect(screen.getByText('as of now · west')).toBeInTheDocument();
  });

  it('stale: does not blame a remote for its primary', async () => {
    const west = stale('west', 0);
    west.failures[0].primary = 'east';
    show(async () => answer(threeMachines, [west]));
    expect(
      await screen.findByText(/west takes its policies from east, which/),
    ).toBeInTheDocument();
    expect(screen.getByText(/^as of .*, just now · west$/)).toBeInTheDocument();
    expect(screen.queryByText(/as of now/)).not.toBeInTheDocument();
  });

  it('stale: keeps the data when the portal itself fails', async () => {
    const read = show(async () => answer(threeMachines, [fresh('east')]));
    await screen.findByText('2 of 3 machines healthy.');
    read.mockRejectedValue(new Error('Failed to fetch'));
    act(() => {
      window.dispatchEvent(new Event('focus'));
    });
    expect(
      await screen.findByText(/could not be refreshed since/),
    ).toHaveTextContent('Failed to fetch');
    expect(screen.getByText('2 of 3 machines healthy.')).toBeInTheDocument();
  });

  it('follows a nudge without a reload, and without a flicker', async () => {
    let send: (message: any) => void = () => {};
    const signals: SignalApi = {
      subscribe: (_, onMessage) => {
        send = onMessage;
        return { unsubscribe: () => {} };
      },
    };
    const getVirtualMachines = jest.fn(async () =>
      answer(threeMachines, [fresh('east')]),
    );
    renderCard(<VirtualMachinesCard />, { getVirtualMachines }, { signals });
    await screen.findByText('2 of 3 machines healthy.');
    getVirtualMachines.mockResolvedValue(
      answer(threeMachines.slice(0, 2), [fresh('east')]),
    );
    act(() =>
      send({
        cluster: 'east',
        kinds: ['WorkloadEntry'],
        revision: 'east=WEy:9',
      }),
    );
    expect(screen.getByText('2 of 3 machines healthy.')).toBeInTheDocument();
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
    expect(
      await screen.findByText('All 2 machines healthy.'),
    ).toBeInTheDocument();
  });

  it('missing annotation: shows what to write, and asks nothing', async () => {
    const getVirtualMachines = jest.fn();
    renderCard(
      <VirtualMachinesCard />,
      { getVirtualMachines },
      { entity: { ...ratings, metadata: { name: 'covers' } } },
    );
    expect(
      await screen.findByText('This component is not connected to the mesh.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/backstage\.io\/kubernetes-id: covers/),
    ).toBeInTheDocument();
    expect(getVirtualMachines).not.toHaveBeenCalled();
  });

  it('no cluster: is not the same as no machine', async () => {
    show(async () => answer([], []) as Answer);
    expect(
      await screen.findByText('No cluster is connected to the portal.'),
    ).toBeInTheDocument();
  });
});
