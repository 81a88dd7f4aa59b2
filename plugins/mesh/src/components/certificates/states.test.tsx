import { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { act, screen } from '@testing-library/react';
import { MeshCertificatesApi } from '@meshport/backstage-plugin-mesh-common';
import { Route, Routes } from 'react-router-dom';
import {
  fresh,
  minutesAgo,
  ratings,
  stale,
  syncing,
  unreachable,
} from '../../__testUtils__/answers';
import {
  certificateFleet,
  clusterDetail,
  eastCertificates,
} from '../../__testUtils__/certificates';
import { renderCertificates } from '../../__testUtils__/renderCertificates';
import { ClusterPage } from './ClusterPage';
import { EntityCertificatesCard } from './EntityCertificatesCard';
import { FleetPage } from './FleetPage';

const east: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'east', namespace: 'default' },
  spec: { type: 'kubernetes-cluster', owner: 'team-platform' },
};

const full = () => certificateFleet([eastCertificates()]);
const withClusters = (clusters: unknown[], more: object = {}) =>
  ({ ...certificateFleet([]), clusters, ...more } as any);

/** What is shown, the part of the backend that answers it, and its words for nothing. */
const PARTS: [
  string,
  (reply: () => Promise<any>) => unknown,
  { empty: string; title: string },
][] = [
  [
    'the card of a cluster',
    getEntityCertificates =>
      renderCertificates(
        <EntityProvider entity={east}>
          <EntityCertificatesCard />
        </EntityProvider>,
        { getEntityCertificates },
      ),
    {
      empty:
        'No workload of this component runs in a cluster that you may see.',
      title: 'Certificate authority',
    },
  ],
  [
    'the page of all certificates',
    getFleet => renderCertificates(<FleetPage />, { getFleet }),
    {
      empty: 'No cluster has a certificate authority.',
      title: 'Certificates',
    },
  ],
  [
    'the page of a cluster',
    getCluster =>
      renderCertificates(
        <Routes>
          <Route path="/mesh/certificates/:cluster" element={<ClusterPage />} />
        </Routes>,
        { getCluster } as Partial<MeshCertificatesApi>,
        { path: '/mesh/certificates/east' },
      ),
    {
      empty: 'There is no cluster east that you may see.',
      title: 'Certificates of this cluster',
    },
  ],
];

describe.each(PARTS)('the states of %s', (_, show, { empty, title }) => {
  const nothingIsClaimed = () => {
    expect(screen.queryByText(empty)).not.toBeInTheDocument();
    expect(screen.queryByText(/^Signed by/)).not.toBeInTheDocument();
  };

  it('loading: claims nothing', async () => {
    show(() => new Promise(() => {}));
    expect(await screen.findByText(`${title}: being read.`)).toBeVisible();
    nothingIsClaimed();
  });

  it('loading: says which cluster is read for the first time', async () => {
    show(async () => withClusters([syncing('east')]));
    expect(
      await screen.findByText(/Reading east for the first time/),
    ).toBeInTheDocument();
    nothingIsClaimed();
  });

  it('error: says what failed, and offers another try', async () => {
    show(async () => {
      throw new Error('Failed to fetch');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /did not answer \(Failed to fetch\)/,
    );
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    nothingIsClaimed();
  });

  it('error: names the cluster that could not be read, and what to do', async () => {
    show(async () => withClusters([unreachable('east')]));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /east could not be read\..*Renew them in mesh\.clusters\./,
    );
    nothingIsClaimed();
  });

  it('forbidden: is not the same as none', async () => {
    show(async () => {
      throw Object.assign(new Error('You may not read clusters.'), {
        name: 'NotAllowedError',
      });
    });
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
    expect(screen.getByText('You may not read clusters.')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    nothingIsClaimed();
  });

  it('forbidden: says so where no cluster may be read', async () => {
    show(async () => withClusters([], { withheldClusters: true }));
    expect(await screen.findByText(/mesh\.cluster\.read/)).toBeInTheDocument();
    nothingIsClaimed();
  });

  it('stale: keeps what was known, and says from when and why', async () => {
    show(async () => ({
      ...full(),
      details: clusterDetail(eastCertificates()).details,
      clusters: [stale('east', 6.5)],
    }));
    expect(
      await screen.findByText('Signed by an authority of yours'),
    ).toBeInTheDocument();
    expect(screen.getByText(/east does not answer since/)).toHaveTextContent(
      /What you see of it is from then\./,
    );
    expect(
      screen.getByText(/^as of .*, 6 min ago · east$/),
    ).toBeInTheDocument();
  });

  it('stale: keeps what was known when the portal itself fails', async () => {
    const reply = jest.fn(async () => full());
    show(reply);
    await screen.findByText('Signed by an authority of yours');
    reply.mockRejectedValue(new Error('Failed to fetch'));
    act(() => {
      window.dispatchEvent(new Event('focus'));
    });
    expect(
      await screen.findByText(/could not be refreshed since/),
    ).toHaveTextContent('Failed to fetch');
    expect(
      screen.getByText('Signed by an authority of yours'),
    ).toBeInTheDocument();
  });

  it('empty: says it of clusters that were read only, and what to do', async () => {
    show(async () => withClusters([fresh('east')]));
    expect(await screen.findByText(empty)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});

describe('the card of a cluster', () => {
  const show = (answer: object, entity = east) =>
    renderCertificates(
      <EntityProvider entity={entity}>
        <EntityCertificatesCard />
      </EntityProvider>,
      { getEntityCertificates: async () => answer as any },
    );

  it('says who signs until when, what needs somebody, and leads to the rest', async () => {
    const alarm = {
      severity: 'warning' as const,
      code: 'intermediate-ends',
      message: 'The certificate authority of east ends in 12 days.',
      mend: 'Renew it under the same root.',
    };
    await show(
      certificateFleet([
        eastCertificates({
          alarms: [alarm],
          authority: { name: 'shop', title: 'Shop CA', provider: 'aws-pca' },
        }),
      ]),
    );
    expect(await screen.findByText('Signed by Shop CA')).toBeInTheDocument();
    expect(screen.getByText(alarm.message)).toBeInTheDocument();
    expect(screen.getByText(alarm.mend)).toBeInTheDocument();
    expect(screen.getByText(/, in 60 days/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'east' })).toHaveAttribute(
      'href',
      '/mesh/certificates/east',
    );
  });

  it('tells a cluster that is not followed, or hidden, from one without certificates', async () => {
    await show(withClusters([], { missingAnnotation: true }));
    expect(
      await screen.findByText(/follows no cluster east, or you may not read/),
    ).toBeInTheDocument();
  });

  it('says of a component without workloads what to write', async () => {
    await show(withClusters([], { missingAnnotation: true }), ratings);
    expect(
      await screen.findByText(/Annotate it with backstage\.io\/kubernetes-id/),
    ).toBeInTheDocument();
  });
});

describe('the page of a cluster', () => {
  it('says what of it could not be read, and why', async () => {
    const show = () =>
      renderCertificates(
        <Routes>
          <Route path="/mesh/certificates/:cluster" element={<ClusterPage />} />
        </Routes>,
        {
          getCluster: async () =>
            clusterDetail(eastCertificates(), {
              machines: undefined,
              unknown: [
                {
                  cluster: 'east',
                  what: 'virtual machines (WorkloadEntries)',
                  why: `Refused since ${minutesAgo(3)}.`,
                },
              ],
            }),
        },
        { path: '/mesh/certificates/east' },
      );
    await show();
    expect(
      await screen.findByText(
        /^east: the virtual machines \(WorkloadEntries\) are not known\. Ref/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Virtual machines are not given revocation lists.'),
    ).toBeInTheDocument();
  });
});
