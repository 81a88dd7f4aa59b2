import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { minutesAgo } from '../../../__testUtils__/answers';
import { machineProgress } from '../../../__testUtils__/machines';
import { part, renderJoining } from '../../../__testUtils__/renderJoining';
import { requestDetail } from '../../../__testUtils__/requests';

describe('how machines of a request are, and how they leave', () => {
  it('says first how the machines are, then each step and each cause', async () => {
    renderJoining({
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
    renderJoining({
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
    renderJoining({
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
    renderJoining({
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
    renderJoining({
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
