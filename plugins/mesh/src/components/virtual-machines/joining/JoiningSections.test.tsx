import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  EnrolmentCodes,
  MachineProgress,
  MeshMachinesApi,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { minutesAgo } from '../../../__testUtils__/answers';
import {
  enrolmentCode,
  enrolmentCodes,
  machineProgress,
} from '../../../__testUtils__/machines';
import { renderRequests } from '../../../__testUtils__/renderRequests';
import { requestDetail } from '../../../__testUtils__/requests';

const LIVE = {
  at: minutesAgo(0),
  state: 'matches' as const,
  message: '',
  differences: [],
  findings: [],
};

/** The page of a request for machines, as the backend answers it. */
function show(
  options: {
    request?: Partial<MeshRequestDetail>;
    codes?: Partial<EnrolmentCodes>;
    progress?: MachineProgress;
    machines?: Partial<MeshMachinesApi>;
    create?: jest.Mock;
  } = {},
) {
  const { request, codes, progress, machines, create } = options;
  const listCodes = jest.fn(async () => enrolmentCodes(codes));
  const getProgress = jest.fn(async () => progress ?? machineProgress());
  renderRequests(
    '/mesh/requests/e7c1',
    {
      get: async () =>
        requestDetail({
          kind: 'vm-onboarding',
          status: 'provisioning',
          ...request,
        }),
      getLive: async () => LIVE,
      ...(create ? { create } : {}),
    },
    { listCodes, getProgress, ...machines },
  );
  return { listCodes, getProgress };
}

const part = (name: string) => screen.findByRole('region', { name });

describe('the page of a request for machines', () => {
  it('offers nothing before the request is approved', async () => {
    const { listCodes, getProgress } = show({
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
    show({
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
    show({
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
    show({ codes: { machineNeeded: true }, machines: { createCode } });
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
    show({
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
    show({
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
    show({
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
    show({
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

  it('says first how the machines are, then each step and each cause', async () => {
    show({
      progress: machineProgress(
        {
          causes: [
            {
              code: 'TOKEN_EXPIRED',
              text: 'The token ended before the machine joined.',
              mend: 'Make a new code.',
            },
          ],
        },
        'registered',
      ),
    });
    const section = await part('How far it is');
    expect(
      await within(section).findByText('Make a new code.'),
    ).toBeInTheDocument();
    const steps = within(section).getAllByRole('listitem');
    expect(steps).toHaveLength(7);
    expect(steps[4]).toHaveAttribute('aria-current', 'step');
    expect(
      within(section).getByText(/It waits for the machine to join/),
    ).toBeInTheDocument();
    expect(
      within(section).getByText('The words of registered.'),
    ).toBeInTheDocument();
    expect(within(section).queryByText('The words of healthy.')).toBeNull();
  });

  it('names a machine that needs a new code', async () => {
    show({
      codes: { reEnrolment: true },
      progress: machineProgress({
        machines: [
          {
            name: 'ratings-10.0.4.20',
            title: 'vm-04',
            address: '10.0.4.20',
            state: 'disconnected',
            since: minutesAgo(60 * 48),
            text: 'It is off for two days.',
            reEnrol: 'Its certificate has ended.',
          },
        ],
      }),
    });
    expect(
      await screen.findByText('vm-04 is not connected any more.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Its certificate has ended. Make a new code/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/A machine cannot come back with what it has/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Make a new one-time code' }),
    ).toBeEnabled();
  });

  it('asks for a cut-off by a request of its own', async () => {
    const create = jest.fn(async () => requestDetail({ id: 'f00d' }));
    const progress = machineProgress();
    show({
      progress: {
        ...progress,
        cutOff: {
          ...progress.cutOff,
          sharedWith: ['2 pods of reviews'],
          request: { kind: 'vm-cut-off', parameters: { cluster: 'east' } },
        },
      },
      create,
    });
    expect(await screen.findByText('2 pods of reviews')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Cut them off…' }),
    );
    await userEvent.type(await screen.findByRole('textbox'), 'Stolen.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Ask for the cut-off' }),
    );
    await waitFor(() =>
      expect(create).toHaveBeenCalledWith({
        kind: 'vm-cut-off',
        parameters: { cluster: 'east' },
        reason: 'Stolen.',
      }),
    );
  });

  it('takes the next step of a shift only when machines are well', async () => {
    const request = { kind: 'vm-traffic-shift', parameters: {} };
    show({
      progress: machineProgress({
        shift: {
          percent: 10,
          stations: [0, 10, 50, 100],
          next: { percent: 50, request },
          back: { percent: 0, request },
          refused: 'vm-04 is not healthy.',
        },
      }),
    });
    expect(
      await screen.findByText(
        '10 % of the calls go to machines, 90 % to pods.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('vm-04 is not healthy.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Go on to/ })).toBeNull();
    expect(
      screen.getByRole('button', { name: 'Go back to 0 %…' }),
    ).toBeEnabled();
  });

  it('keeps the way out, and tells of a machine that came back, after the removal', async () => {
    show({
      request: { status: 'retired' },
      progress: machineProgress({
        alarms: [
          {
            machine: 'ratings-10.0.4.20',
            address: '10.0.4.20',
            connectedAt: minutesAgo(3),
            isOn: true,
            text: 'vm-04 has registered again.',
            mend: 'Take the agent off it, or cut it off.',
          },
        ],
      }),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'vm-04 has registered again.',
    );
    expect(screen.getByText(/--uninstall --request e7c1/)).toBeInTheDocument();
    expect(
      screen.getByText('Removing it does not take the certificate away.'),
    ).toBeInTheDocument();
    expect(screen.queryByText('Get it onto the machine')).toBeNull();
  });
});
