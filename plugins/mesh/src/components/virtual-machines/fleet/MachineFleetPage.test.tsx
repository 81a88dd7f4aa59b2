import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MachineFleetQuery,
  MeshAnswer,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import {
  answer,
  fresh,
  machine,
  machinesPage,
  threeMachines,
} from '../../../__testUtils__/answers';
import { renderWithEgress } from '../../../__testUtils__/renderEgress';
import { MachineFleetPage } from './MachineFleetPage';

const east = [fresh('east'), fresh('west')];

function show(
  listMachines: (
    query?: MachineFleetQuery,
  ) => Promise<MeshAnswer<VirtualMachine>>,
  path = '/mesh/virtual-machines',
) {
  renderWithEgress(<MachineFleetPage />, { machines: { listMachines } }, path);
}

describe('the page of all machines', () => {
  it('says first how all are, those that need somebody before the others', async () => {
    show(async () => answer(threeMachines, east));
    expect(
      await screen.findByText(/2 of 3 machines healthy/),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('link', { name: /Onboard a machine/ }),
    ).toBeInTheDocument();
  });

  it('asks for what its address says, and writes what is chosen there', async () => {
    const list = jest.fn(async (query?: MachineFleetQuery) =>
      machinesPage([machine('vm-04')], east, query),
    );
    show(list, '/mesh/virtual-machines?cluster=east&health=unhealthy&text=vm');
    await screen.findByText(/vm-04|No machine matches/);
    expect(list.mock.calls[0][0]).toMatchObject({
      cluster: 'east',
      health: ['unhealthy'],
      search: 'vm',
      order: 'health',
    });
    await userEvent.type(screen.getByRole('searchbox'), '-04');
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent('text=vm-04'),
    );
  });

  it('goes from page to page', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      machine(`vm-${index + 1}`),
    );
    show(async query => machinesPage(many, east, query));
    await screen.findByText('All 60 machines healthy.');
    expect(
      within(screen.getByRole('list')).getAllByRole('listitem'),
    ).toHaveLength(50);
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    await waitFor(() =>
      expect(
        within(screen.getByRole('list')).getAllByRole('listitem'),
      ).toHaveLength(10),
    );
    await userEvent.click(screen.getByRole('button', { name: 'First page' }));
    await waitFor(() =>
      expect(
        within(screen.getByRole('list')).getAllByRole('listitem'),
      ).toHaveLength(50),
    );
  });

  it('parts nothing there from nothing found', async () => {
    show(async () => answer<VirtualMachine>([], east));
    expect(
      await screen.findByText('No virtual machine is in the mesh.'),
    ).toBeInTheDocument();
  });

  it('shows everything again when nothing was found', async () => {
    show(
      async query =>
        answer<VirtualMachine>(query?.search ? [] : threeMachines, east),
      '/mesh/virtual-machines?text=nobody',
    );
    await screen.findByText('No machine matches.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all of them' }),
    );
    expect(
      await screen.findByText(/2 of 3 machines healthy/),
    ).toBeInTheDocument();
  });

  it('says what failed, not that there is nothing', async () => {
    show(async () => {
      throw new Error('Failed to fetch');
    });
    expect(await screen.findByText(/Failed to fetch/)).toBeInTheDocument();
    expect(screen.queryByText(/No virtual machine/)).toBeNull();
  });
});
