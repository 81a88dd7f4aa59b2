import { act, screen, within } from '@testing-library/react';
import {
  MeshCertificatesApi,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import {
  clusterDetail,
  eastCertificates,
  issuance,
  rootChange,
} from '../../__testUtils__/certificates';
import { renderCertificates } from '../../__testUtils__/renderCertificates';
import { requestDetail } from '../../__testUtils__/requests';
import { KindSections } from './kindSections';

const ISSUE = 'certificate-authority-issue';
const CHANGE = 'certificate-authority-root-change';

const show = (
  kind: string,
  certificates: Partial<MeshCertificatesApi>,
  more: Partial<MeshRequestDetail> = {},
) =>
  renderCertificates(
    <KindSections
      request={requestDetail({ id: 'q-1', kind, status: 'ready', ...more })}
    />,
    certificates,
  );
const region = async (name: string) =>
  within(await screen.findByRole('region', { name }));
const ISSUANCE = 'Issuance';
const STEPS = 'Change of the root, step by step';

const missing = Object.assign(new Error('There is no change of a root q-1'), {
  name: 'NotFoundError',
});
const refused = Object.assign(new Error('You may not read east.'), {
  name: 'NotAllowedError',
});
const rejected = (error: Error) => async () => {
  throw error;
};

describe.each([ISSUE, 'certificate-authority-renew'])(
  'the page of a request of kind %s',
  kind => {
    it('shows what was issued for it, and nothing of others', async () => {
      await show(kind, {
        getCluster: async () =>
          clusterDetail(eastCertificates(), {
            history: [
              issuance(),
              issuance({ id: 'i-2', requestId: 'q-2', authority: 'other' }),
            ],
          }),
      });
      const own = await region(ISSUANCE);
      expect(await own.findByText(/^P-256 key by shop/)).toBeInTheDocument();
      expect(own.queryByText(/by other/)).not.toBeInTheDocument();
      // It is the page of that request.
      expect(own.queryByRole('link')).not.toBeInTheDocument();
    });

    it('loading: claims nothing', async () => {
      await show(kind, { getCluster: () => new Promise(() => {}) });
      const own = await region(ISSUANCE);
      expect(own.getByText('Issuance: being read.')).toBeInTheDocument();
      expect(own.queryByText(/Nothing was asked/)).not.toBeInTheDocument();
    });

    it('error: says what failed, and not that nothing was issued', async () => {
      await show(kind, { getCluster: rejected(new Error('Failed to fetch')) });
      const own = await region(ISSUANCE);
      expect(await own.findByRole('alert')).toHaveTextContent(
        'Failed to fetch',
      );
      expect(
        own.getByRole('button', { name: 'Try again' }),
      ).toBeInTheDocument();
      expect(own.queryByText(/Nothing was asked/)).not.toBeInTheDocument();
    });

    it('forbidden: says so', async () => {
      await show(kind, { getCluster: rejected(refused) });
      const own = await region(ISSUANCE);
      expect(
        await own.findByText('You may not read this.'),
      ).toBeInTheDocument();
    });

    it('forbidden: says of a cluster that is hidden whom to ask', async () => {
      await show(kind, {
        getCluster: async () => ({
          items: [],
          clusters: [],
          withheld: [],
          withheldClusters: true,
        }),
      });
      const own = await region(ISSUANCE);
      expect(
        await own.findByText(/^You may not read cluster east.* Ask its owner/),
      ).toBeInTheDocument();
    });

    it('stale: keeps what was known, and says that it may be old', async () => {
      const getCluster = jest.fn(async () =>
        clusterDetail(eastCertificates(), { history: [issuance()] }),
      );
      await show(kind, { getCluster });
      const own = await region(ISSUANCE);
      await own.findByText(/^P-256 key by shop/);
      getCluster.mockRejectedValue(new Error('Failed to fetch'));
      act(() => {
        window.dispatchEvent(new Event('focus'));
      });
      expect(
        await own.findByText(/could not be refreshed \(Failed to fetch\)/),
      ).toBeInTheDocument();
      expect(own.getByText(/^P-256 key by shop/)).toBeInTheDocument();
    });

    it('empty: says that nothing was asked of the authority yet', async () => {
      await show(kind, {
        getCluster: async () => clusterDetail(eastCertificates()),
      });
      const own = await region(ISSUANCE);
      expect(
        await own.findByText('Nothing was asked of the authority yet.'),
      ).toBeInTheDocument();
    });
  },
);

describe('the page of a request for a change of the root', () => {
  const getCluster = async () => clusterDetail(eastCertificates());

  it('shows its steps, and those who wait for the same together', async () => {
    const [first, ...others] = rootChange.steps;
    const why = 'Its proxy does not answer on its administration port.';
    const laggards = ['web-1', 'web-2', 'api-1'].map(name => ({
      kind: 'pod' as const,
      namespace: 'shop',
      name,
      turned: 'unknown' as const,
      why,
    }));
    await show(CHANGE, {
      getCluster,
      getRootChange: async () => ({
        ...rootChange,
        steps: [{ ...first, laggards }, ...others],
      }),
    });
    await screen.findByText(why);
    const steps = await region(STEPS);
    expect(steps.getAllByText(why)).toHaveLength(1);
    for (const name of ['web-1', 'web-2', 'api-1']) {
      expect(steps.getByText(`pod shop/${name}`)).toBeInTheDocument();
    }
    expect(await screen.findByRole('region', { name: ISSUANCE })).toBeVisible();
  });

  it('loading: claims nothing', async () => {
    await show(CHANGE, { getRootChange: () => new Promise(() => {}) });
    const steps = await region(STEPS);
    expect(steps.getByText(`${STEPS}: being read.`)).toBeInTheDocument();
    expect(steps.queryByText(/nothing to show/)).not.toBeInTheDocument();
  });

  it('error: says what failed', async () => {
    await show(CHANGE, {
      getRootChange: rejected(new Error('Failed to fetch')),
    });
    const steps = await region(STEPS);
    expect(await steps.findByRole('alert')).toHaveTextContent(
      'Failed to fetch',
    );
  });

  it('forbidden: says so', async () => {
    await show(CHANGE, { getRootChange: rejected(refused) });
    const steps = await region(STEPS);
    expect(
      await steps.findByText('You may not read this.'),
    ).toBeInTheDocument();
  });

  it.each([
    ['requested', /it begins when the request is approved/],
    ['rejected', 'It was never begun: the roots are as they were.'],
  ] as const)('empty: tells one that is %s', async (status, words) => {
    await show(CHANGE, { getRootChange: rejected(missing) }, { status });
    const steps = await region(STEPS);
    expect(await steps.findByText(words)).toBeInTheDocument();
  });
});

describe('the page of a request of another kind', () => {
  it('has nothing beside what all have', async () => {
    await show('egress-gateway', {});
    for (const name of [ISSUANCE, STEPS]) {
      expect(screen.queryByRole('region', { name })).not.toBeInTheDocument();
    }
  });
});
