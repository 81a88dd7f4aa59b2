import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answer,
  eastVersion,
  fresh,
  labVersion,
  unreachable,
  westVersion,
} from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { VersionCard } from './VersionCard';

const three = [fresh('east'), fresh('west'), fresh('lab')];

describe('VersionCard', () => {
  it('answers in one line and gives the evidence by cluster', async () => {
    renderCard(<VersionCard />, {
      getVersion: async () =>
        answer([eastVersion, westVersion, labVersion], three),
    });
    expect(
      await screen.findByText('In the mesh in 2 of 3 clusters.'),
    ).toBeInTheDocument();

    const [east, west, lab] = screen.getAllByRole('listitem');
    expect(within(east).getByText('sidecar')).toBeInTheDocument();
    expect(within(east).getByText('1.30.2')).toBeInTheDocument();
    expect(within(east).getByText('1.30.4')).toBeInTheDocument();
    expect(
      within(east).getByText('2 sidecars on 1.30.2, 1 sidecar on 1.30.1'),
    ).toBeInTheDocument();
    expect(within(west).getByText('partly: 1 of 2')).toBeInTheDocument();
    expect(within(west).getByText('end of life')).toBeInTheDocument();
    expect(within(lab).getByText('not in the mesh')).toBeInTheDocument();
  });

  it('says why a cluster is not in the mesh', async () => {
    renderCard(<VersionCard />, {
      getVersion: async () => answer([labVersion], [fresh('lab')]),
    });
    expect(
      await screen.findByText('Not in the mesh in lab.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Why?' }));
    expect(
      within(await screen.findByRole('dialog')).getByText(
        'Namespace bookinfo has no injection label.',
      ),
    ).toBeInTheDocument();
  });

  it('does not call a cluster that is not known outside the mesh', async () => {
    renderCard(<VersionCard />, {
      getVersion: async () =>
        answer([eastVersion], [fresh('east'), unreachable('lab')]),
    });
    expect(
      await screen.findByText('In the mesh in east. Not known in lab.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/not in the mesh/i)).not.toBeInTheDocument();
  });

  it('tells how to restart a pod with an old proxy', async () => {
    renderCard(<VersionCard />, {
      getVersion: async () => answer([eastVersion], [fresh('east')]),
    });
    expect(
      await screen.findByText(/1 pod runs an older proxy/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'How to restart' }),
    );
    expect(
      await screen.findByText(
        'kubectl rollout restart deployment/ratings-v1 -n bookinfo',
      ),
    ).toBeInTheDocument();
  });

  it('explains a word of Istio’s', async () => {
    renderCard(<VersionCard />, {
      getVersion: async () => answer([eastVersion], [fresh('east')]),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'sidecar' }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'What is sidecar?' }),
    ).toHaveTextContent(/a proxy beside each pod/);
  });

  it('tells who to ask about a cluster, and where to read of it', async () => {
    const east = {
      ...fresh('east'),
      title: 'Frankfurt',
      owner: 'group:default/team-platform',
      links: [
        { url: 'https://runbooks.example.org/east', title: 'Runbook' },
        { url: 'https://grafana.example.org/east' },
      ],
    };
    renderCard(<VersionCard />, {
      getVersion: async () =>
        answer(
          [eastVersion, { ...eastVersion, cluster: 'west' }],
          [east, fresh('west')],
        ),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Frankfurt' }),
    );
    const about = await screen.findByRole('dialog', {
      name: 'About cluster Frankfurt',
    });
    expect(about).toHaveTextContent('Ask team-platform about Frankfurt.');
    expect(
      within(about).getByRole('link', { name: /Runbook/ }),
    ).toHaveAttribute('href', 'https://runbooks.example.org/east');
    expect(
      within(about).getByRole('link', { name: /grafana\.example/ }),
    ).toBeInTheDocument();
    // Nothing is known of west that could be opened.
    expect(
      screen.queryByRole('button', { name: 'west' }),
    ).not.toBeInTheDocument();
  });

  it('says a security patch, the distribution, Kubernetes that does not fit, and drift', async () => {
    const [plane] = eastVersion.controlPlanes;
    renderCard(<VersionCard />, {
      getVersion: async () =>
        answer(
          [
            {
              ...eastVersion,
              controlPlanes: [
                {
                  ...plane,
                  version: '1.30.2-tetrate1',
                  flavour: 'tetrate' as const,
                  support: {
                    ...plane.support,
                    newerPatch: '1.30.3-tetrate1',
                    securityPatch: true as const,
                  },
                  kubernetes: {
                    fit: 'tooOld' as const,
                    kubernetes: '1.26',
                    supported: ['1.32', '1.33'],
                  },
                },
              ],
              flavourDrift: [
                'Control plane default of east runs 1.30.2-tetrate1 of Tetrate; PCI requires Tetrate FIPS.',
              ],
            },
          ],
          [fresh('east')],
        ),
    });
    expect(
      await screen.findByRole('button', { name: 'security patch' }),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Tetrate' })).toBeVisible();
    expect(screen.getByText(/PCI requires Tetrate FIPS/)).toBeVisible();
    expect(
      screen.getByText(/Kubernetes 1\.26 is too old for it/),
    ).toBeVisible();
    await userEvent.click(screen.getAllByRole('button', { name: 'More' })[0]);
    expect(
      await screen.findByRole('dialog', { name: 'Kubernetes: east' }),
    ).toHaveTextContent(
      'Istio 1.30.2-tetrate1 supports Kubernetes 1.32, 1.33.',
    );
  });

  it('is empty where nothing runs', async () => {
    renderCard(<VersionCard />, { getVersion: async () => answer([]) });
    expect(
      await screen.findByText('Nothing of this component runs in any cluster.'),
    ).toBeInTheDocument();
  });
});
