import { ResponseError } from '@backstage/errors';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshTetrateApi } from '@meshport/backstage-plugin-mesh-common';
import {
  onboarding,
  renderWithTetrate,
} from '../../__testUtils__/renderTetrate';
import { TetratePage } from './TetratePage';

function refused(status: number, name: string, message: string) {
  return ResponseError.fromResponse(
    Response.json(
      { error: { name, message }, response: { statusCode: status } },
      { status },
    ),
  );
}

const show = (tetrate: Partial<MeshTetrateApi>) =>
  renderWithTetrate(<TetratePage />, tetrate);

describe('TetratePage', () => {
  it('shows the plane, who could join, and who has', async () => {
    show({ getOnboarding: async () => onboarding() });
    expect(
      await screen.findByText('Machines can join at onboarding.example.org.'),
    ).toBeInTheDocument();
    expect(screen.getByText('203.0.113.80')).toBeInTheDocument();
    expect(
      screen.getByText(
        'every group of bookinfo, also later ones: bookinfo/ratings (as web)',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Broad: Every EC2 instance/)).toBeInTheDocument();
    expect(
      screen.getByText('agent not connected: whether it runs is not known'),
    ).toBeInTheDocument();
  });

  it('tells that the kinds are not there from that nothing is on', async () => {
    show({
      getOnboarding: async () => onboarding({ installed: false, planes: [] }),
    });
    expect(
      await screen.findByText(
        'Cluster east does not have Tetrate’s onboarding.',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText('Who could join what')).not.toBeInTheDocument();
  });

  it('says that onboarding is off', async () => {
    const [plane] = onboarding().planes;
    show({
      getOnboarding: async () =>
        onboarding({
          planes: [{ ...plane, enabled: false, hosts: [] }],
          joiners: [],
          machines: [],
        }),
    });
    expect(
      await screen.findByText('Onboarding is not turned on.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/^Nobody: no OnboardingPolicy/),
    ).toBeInTheDocument();
    expect(screen.getByText('No machine has joined yet.')).toBeInTheDocument();
  });

  it('says that something is wrong with it', async () => {
    const [plane] = onboarding().planes;
    show({
      getOnboarding: async () =>
        onboarding({
          planes: [
            {
              ...plane,
              findings: [
                {
                  code: 'TLS_KEY',
                  severity: 'error',
                  message: 'The private key does not belong to it.',
                },
              ],
            },
          ],
        }),
    });
    expect(
      await screen.findByText(/Onboarding is on at .*something is wrong/),
    ).toBeInTheDocument();
    expect(screen.getByText(/TLS_KEY/)).toBeInTheDocument();
  });

  it('names what may not be read, and shows the rest', async () => {
    show({
      getOnboarding: async () =>
        onboarding({ notKnown: ['may not list OnboardingPolicy'] }),
    });
    expect(
      await screen.findByText('may not list OnboardingPolicy'),
    ).toBeInTheDocument();
    expect(screen.getByText('Who could join what')).toBeInTheDocument();
  });

  it('tells forbidden from failed', async () => {
    const first = show({
      getOnboarding: async () => {
        throw await refused(
          403,
          'NotAllowedError',
          'no cluster that you may read',
        );
      },
    });
    expect(
      await screen.findByText(/no cluster that you may read/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
    first.unmount();
    show({
      getOnboarding: async () => {
        throw new Error('Failed to fetch');
      },
    });
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });

  it('asks whether a machine could join', async () => {
    const askWhetherJoins = jest.fn(async () => [
      {
        group: {
          namespace: 'bookinfo',
          name: 'ratings',
          serviceAccount: 'web',
        },
        allowed: false,
        why: 'No rule fits: rule 1 of policy x: IAM role db is not web.',
      },
    ]);
    show({ getOnboarding: async () => onboarding(), askWhetherJoins });
    const ask = await screen.findByRole('button', { name: 'Ask' });
    expect(ask).toBeDisabled();
    await userEvent.type(
      screen.getByRole('textbox', { name: /AWS account/ }),
      '123456789012',
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: 'IAM role' }),
      'db',
    );
    await userEvent.click(ask);
    expect(await screen.findByText('bookinfo/ratings: no')).toBeInTheDocument();
    expect(screen.getByText(/IAM role db is not web/)).toBeInTheDocument();
    expect(askWhetherJoins).toHaveBeenCalledWith('east', {
      aws: { account: '123456789012', ec2: { iamRoleName: 'db' } },
    });
  });

  it('says why it could not ask', async () => {
    show({
      getOnboarding: async () => onboarding(),
      askWhetherJoins: async () => {
        throw new Error('Failed to fetch');
      },
    });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /AWS account/ }),
      '123456789012',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Ask' }));
    expect(
      await screen.findByText('It could not be asked: Failed to fetch'),
    ).toBeInTheDocument();
  });
});
