import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { minutesAgo } from '../../../__testUtils__/answers';
import { enrolmentCode, enrolmentCodes } from '../../../__testUtils__/machines';
import { part, renderJoining } from '../../../__testUtils__/renderJoining';

describe('how a machine gets what it needs', () => {
  it('offers nothing before the request is approved', async () => {
    const { listCodes, getProgress } = renderJoining({
      request: { status: 'requested' },
    });
    await part('What will happen');
    expect(screen.queryByText('Get it onto the machine')).toBeNull();
    expect(listCodes).not.toHaveBeenCalled();
    expect(getProgress).not.toHaveBeenCalled();
  });

  it('makes a code, and shows the line without it', async () => {
    const createCode = jest.fn(async () => ({
      id: 'c1',
      code: 'abcd-efgh',
      expiresAt: minutesAgo(-15),
      line: 'curl … | sudo sh -s -- --request e7c1',
    }));
    renderJoining({
      codes: { items: [enrolmentCode()] },
      machines: { createCode },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Make a one-time code' }),
    );
    expect(await screen.findByText('abcd-efgh')).toBeInTheDocument();
    expect(
      screen.getByText('curl … | sudo sh -s -- --request e7c1'),
    ).toBeInTheDocument();
    expect(createCode).toHaveBeenCalledWith('e7c1', {});
  });

  it('says who used the code, and shows it no more', async () => {
    const used = enrolmentCode({
      state: 'used',
      usesLeft: 0,
      redemptions: [
        {
          at: minutesAgo(0),
          source: '203.0.113.7',
          hostname: 'vm-04',
          address: '10.0.4.20',
          format: 'deb',
          arch: 'amd64',
          outcome: 'given',
        },
      ],
    });
    renderJoining({
      codes: { items: [used] },
      machines: {
        createCode: async () => ({
          id: 'c1',
          code: 'abcd-efgh',
          expiresAt: minutesAgo(-15),
          line: 'curl …',
        }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Make a one-time code' }),
    );
    expect(
      await screen.findByText('vm-04 (10.0.4.20) used the code.'),
    ).toBeInTheDocument();
    expect(screen.queryByText('abcd-efgh')).toBeNull();
    expect(
      screen.getByText(/The call came from 203.0.113.7/),
    ).toBeInTheDocument();
  });

  it('sends what was chosen for the code, and asks for a name where one is needed', async () => {
    const createCode = jest.fn<Promise<any>, any[]>(async () => ({
      id: 'c1',
      code: 'x',
      expiresAt: minutesAgo(-15),
      line: 'y',
    }));
    renderJoining({ codes: { machineNeeded: true }, machines: { createCode } });
    const make = await screen.findByRole('button', {
      name: 'Make a one-time code',
    });
    expect(make).toBeDisabled();
    await userEvent.type(
      screen.getByRole('textbox', { name: /Name of the machine/ }),
      'vm-7',
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: /Address of the machine/ }),
      '10.0.4.7',
    );
    await userEvent.click(screen.getByText('More about the code or the files'));
    await userEvent.type(
      screen.getByRole('textbox', { name: /Only from these addresses/ }),
      '10.0.4.0/24',
    );
    await userEvent.click(make);
    await waitFor(() =>
      expect(createCode).toHaveBeenCalledWith('e7c1', {
        machine: { name: 'vm-7', address: '10.0.4.7' },
        cidr: '10.0.4.0/24',
      }),
    );
    expect(
      screen.getByText(/cloud-init and Ansible are switched off/),
    ).toBeInTheDocument();
  });

  it('says what an administrator has to set up, and still offers the files', async () => {
    renderJoining({
      codes: {
        missing: ['mesh.virtualMachines.packages: pin one for 1.30.5.'],
      },
    });
    expect(await screen.findByText(/pin one for 1.30.5/)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Make a one-time code' }),
    ).toBeNull();
    expect(
      screen.getByRole('button', { name: 'Download the files instead' }),
    ).toBeEnabled();
  });

  it('offers no button to who may not, and says so', async () => {
    renderJoining({
      codes: {
        may: { download: false, enrol: false, revoke: false },
        why: {
          enrol: 'You may not have machines join here.',
          download: 'You may not have machines join here.',
        },
        items: [enrolmentCode()],
      },
    });
    expect(
      await screen.findByText('You may not have machines join here.'),
    ).toBeInTheDocument();
    const section = await part('Get it onto the machine');
    expect(within(section).queryByRole('button')).toBeNull();
  });

  it('tells a refusal from data, and tries again', async () => {
    let fails = true;
    renderJoining({
      machines: {
        listCodes: async () => {
          if (fails) {
            throw new Error('Failed to fetch');
          }
          return enrolmentCodes();
        },
      },
    });
    const section = await part('Get it onto the machine');
    expect(
      await within(section).findByText('Failed to fetch'),
    ).toBeInTheDocument();
    fails = false;
    await userEvent.click(within(section).getByRole('button'));
    expect(
      await within(section).findByRole('button', {
        name: 'Make a one-time code',
      }),
    ).toBeEnabled();
  });

  it('revokes a code that is still good', async () => {
    const revokeCode = jest.fn(async () => enrolmentCode());
    renderJoining({
      codes: {
        items: [enrolmentCode(), enrolmentCode({ id: 'c2', state: 'expired' })],
      },
      machines: { revokeCode },
    });
    const buttons = await screen.findAllByRole('button', { name: 'Revoke' });
    expect(buttons).toHaveLength(1);
    await userEvent.click(buttons[0]);
    await waitFor(() => expect(revokeCode).toHaveBeenCalledWith('e7c1', 'c1'));
  });
});
