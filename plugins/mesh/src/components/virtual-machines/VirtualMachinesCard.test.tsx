import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MeshAnswer,
  VirtualMachine,
  VirtualMachineQuery,
} from '@meshport/backstage-plugin-mesh-common';
import {
  answer,
  fresh,
  machine,
  machinesPage,
  threeMachines,
  unreachable,
} from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { VirtualMachinesCard } from './VirtualMachinesCard';

const east = [fresh('east')];

describe('VirtualMachinesCard', () => {
  it('puts the machine that needs somebody first, with the probe’s words', async () => {
    renderCard(<VirtualMachinesCard />, {
      getVirtualMachines: async () => answer(threeMachines, east),
    });
    expect(
      await screen.findByText('2 of 3 machines healthy.'),
    ).toBeInTheDocument();
    const [first, second] = screen.getAllByRole('listitem');
    expect(within(first).getByText('vm-03')).toBeInTheDocument();
    expect(within(first).getByText('lost')).toBeInTheDocument();
    expect(within(first).getByText('12 min ago')).toBeInTheDocument();
    expect(
      within(first).getByText(/connection refused on port 9080/),
    ).toBeInTheDocument();
    expect(within(second).getByText('vm-01')).toBeInTheDocument();
    expect(within(second).getByText('for 3 days')).toHaveAttribute('title');
  });

  it('keeps the rest behind a table that can be searched', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      machine(`vm-${index + 1}`),
    );
    const getVirtualMachines = jest.fn<
      Promise<MeshAnswer<VirtualMachine>>,
      [string, VirtualMachineQuery?]
    >(async (_, query) => machinesPage(many, east, query));
    renderCard(<VirtualMachinesCard />, { getVirtualMachines });
    expect(
      await screen.findByText('All 30 machines healthy.'),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('listitem')).toHaveLength(5);

    await userEvent.click(screen.getByRole('button', { name: 'Show all 30' }));
    const dialog = await screen.findByRole('dialog');
    expect(
      within(dialog).getByText('30 machines of ratings'),
    ).toBeInTheDocument();
    await userEvent.type(within(dialog).getByRole('searchbox'), 'vm-27');
    expect(await within(dialog).findByText('vm-27')).toBeInTheDocument();
    expect(within(dialog).queryByText('vm-26')).not.toBeInTheDocument();
  });

  it('asks the backend for five, and then for one page at a time', async () => {
    const many = Array.from({ length: 45 }, (_, index) =>
      machine(`vm-${index + 1}`, {
        health: index === 40 ? 'unhealthy' : 'healthy',
      }),
    );
    const getVirtualMachines = jest.fn<
      Promise<MeshAnswer<VirtualMachine>>,
      [string, VirtualMachineQuery?]
    >(async (_, query) => machinesPage(many, east, query));
    renderCard(<VirtualMachinesCard />, { getVirtualMachines });
    expect(
      await screen.findByText('44 of 45 machines healthy.'),
    ).toBeInTheDocument();
    expect(screen.getByText('vm-41')).toBeInTheDocument();
    expect(getVirtualMachines.mock.calls[0][1]).toMatchObject({
      limit: 5,
      order: 'health',
    });

    await userEvent.click(screen.getByRole('button', { name: 'Show all 45' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('vm-20')).toBeInTheDocument();
    expect(within(dialog).queryByText('vm-21')).not.toBeInTheDocument();
    await userEvent.click(
      within(dialog).getByRole('button', { name: /next/i }),
    );
    expect(await within(dialog).findByText('vm-21')).toBeInTheDocument();
    expect(getVirtualMachines).toHaveBeenLastCalledWith(
      'component:default/ratings',
      expect.objectContaining({ limit: 20, cursor: '20' }),
    );

    await userEvent.click(
      within(dialog).getByRole('button', { name: /Health/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'unhealthy' }),
    );
    await waitFor(() =>
      expect(getVirtualMachines).toHaveBeenLastCalledWith(
        'component:default/ratings',
        expect.objectContaining({ health: ['unhealthy'], cursor: undefined }),
      ),
    );
    expect(await within(dialog).findByText('vm-41')).toBeInTheDocument();
  });

  it('says what to do when there is none', async () => {
    renderCard(<VirtualMachinesCard />, {
      getVirtualMachines: async () => answer([], east),
    });
    expect(
      await screen.findByText('No machine runs this service.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /Read how a machine joins/ }),
    ).toHaveAttribute('href', expect.stringContaining('istio.io'));
  });

  it('says "none" only of the clusters that were read', async () => {
    renderCard(<VirtualMachinesCard />, {
      getVirtualMachines: async () =>
        answer([], [fresh('east'), unreachable('west')]),
    });
    expect(
      await screen.findByText('No machine runs this service in east.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('west could not be read. Nothing is known of it.'),
    ).toBeInTheDocument();
  });
});
