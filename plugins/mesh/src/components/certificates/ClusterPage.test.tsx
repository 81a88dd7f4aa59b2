import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  ClusterCertificatesDetail,
  MeshCertificatesApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { Route, Routes } from 'react-router-dom';
import {
  clusterDetail,
  eastCertificates,
  issuance,
  rootChange,
  shopRoot,
} from '../../__testUtils__/certificates';
import { renderCertificates } from '../../__testUtils__/renderCertificates';
import { ClusterPage } from './ClusterPage';

const show = (
  detail: ClusterCertificatesDetail,
  certificates: Partial<MeshCertificatesApi> = {},
  requests: Partial<MeshRequestsApi> = {},
) =>
  renderCertificates(
    <Routes>
      <Route path="/mesh/certificates/:cluster" element={<ClusterPage />} />
    </Routes>,
    { getCluster: async () => detail, ...certificates },
    { path: '/mesh/certificates/east', requests },
  );
const region = (name: string) => screen.findByRole('region', { name });

describe('the page of a cluster’s certificates', () => {
  it('shows the chain up to the root, which files need not hold', async () => {
    await show(clusterDetail(eastCertificates()));
    const chain = within(await region('Chain'));
    expect(chain.getByText('Signs workloads')).toBeInTheDocument();
    expect(chain.getByText('Root')).toBeInTheDocument();
    for (const words of ['CN=Istio CA', 'a1:b2:c3', 'itself']) {
      expect(chain.getByText(words)).toBeInTheDocument();
    }
    const [life] = chain.getAllByRole('img');
    expect(life.getAttribute('aria-label')).toMatch(
      /33 % of its life is over; 60 days left$/,
    );
  });

  it('says why the chain is not known, and claims nothing', async () => {
    await show(
      clusterDetail(
        eastCertificates({
          source: 'unknown',
          chain: undefined,
          chainWhy: 'An administrator can bind docs/rbac/ca.yaml there.',
        }),
      ),
    );
    const chain = within(await region('Chain'));
    expect(chain.getByText(/docs\/rbac\/ca.yaml/)).toBeInTheDocument();
    expect(screen.getByText('Not known who signs')).toBeInTheDocument();
  });

  it('raises an alarm where the Secret holds other roots than proxies are given', async () => {
    await show(
      clusterDetail(eastCertificates(), {
        rootsInSecret: [{ ...shopRoot, fingerprint: 'other' }],
        rootsAgree: false,
      }),
    );
    const trust = within(await region('Roots that proxies trust'));
    expect(trust.getByText(/will at its next restart\.$/)).toBeInTheDocument();
  });

  it('says that machines are not given revocation lists', async () => {
    await show(clusterDetail(eastCertificates()));
    const lists = within(await region('Revocation lists'));
    expect(
      lists.getByText(/Virtual machines are not given .* 2 run here\./),
    ).toBeInTheDocument();
  });

  it('shows what was issued, step by step', async () => {
    await show(clusterDetail(eastCertificates(), { history: [issuance()] }));
    const history = within(await region('What was issued through this portal'));
    expect(
      history.getByText(/^P-256 key by shop, to .* · in use$/),
    ).toBeInTheDocument();
    expect(
      history.getByText(/key made, being issued: A key/),
    ).toBeInTheDocument();
    expect(history.getByRole('link', { name: /Its request/ })).toHaveAttribute(
      'href',
      '/mesh/requests/q-1',
    );
  });

  it('says of one that was replaced that it was, and asks to revoke it', async () => {
    await show(
      clusterDetail(eastCertificates(), {
        history: [
          issuance(),
          issuance({ id: 'i-0', replaced: true, revocable: true }),
        ],
      }),
    );
    const history = within(await region('What was issued through this portal'));
    const [present, former] = history.getAllByText(/^P-256 key by shop/);
    expect(present).toHaveTextContent(/· in use$/);
    expect(former).toHaveTextContent(/· replaced by another$/);
    expect(history.getAllByRole('button', { name: 'Revoke' })).toHaveLength(1);
  });

  it('asks for a renewal with a reason, of what the portal issued', async () => {
    const create = jest.fn(async () => ({ id: 'r-1' } as any));
    await show(
      clusterDetail(
        eastCertificates({ authority: { name: 'shop', provider: 'aws-pca' } }),
      ),
      {},
      { create },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Renew under the same root' }),
    );
    await userEvent.type(screen.getByRole('textbox'), 'Before the sale');
    await userEvent.click(screen.getByRole('button', { name: 'Ask for it' }));
    expect(await screen.findByText('Asked.')).toBeInTheDocument();
    expect(create).toHaveBeenCalledWith(
      expect.objectContaining({
        kind: 'certificate-authority-renew',
        parameters: { cluster: 'east', namespace: 'istio-system' },
        reason: 'Before the sale',
      }),
    );
  });

  it('offers no renewal of what others issued, and none during a root change', async () => {
    await show(clusterDetail(eastCertificates()));
    await region('What to do next');
    expect(
      screen.queryByRole('button', { name: 'Renew under the same root' }),
    ).not.toBeInTheDocument();
  });
});

describe('a root change', () => {
  const changing = clusterDetail(eastCertificates({ rootChange }));

  it('shows who has turned over, who has not and what they wait for', async () => {
    await show(changing, { getRootChange: async () => rootChange });
    const part = within(await region('Change of the root, step by step'));
    expect(
      part.getAllByText(/3 of 5 have turned over; 1 cannot be seen/)[0],
    ).toBeInTheDocument();
    expect(
      part.getByText('pod shop/web-1: restart Deployment shop/web'),
    ).toBeInTheDocument();
    expect(part.getByText('machine shop/vm-01')).toBeInTheDocument();
    expect(
      part.getByText('Its certificate is renewed within 12 hours.'),
    ).toBeInTheDocument();
  });

  it('is paused, and shows that it is', async () => {
    const changeRootChange = jest.fn(async () => ({
      ...rootChange,
      state: 'paused' as const,
      pausedBy: 'user:default/piet',
      allowedActions: ['resume' as const],
    }));
    await show(changing, {
      getRootChange: jest
        .fn()
        .mockResolvedValueOnce(rootChange)
        .mockImplementation(changeRootChange),
      changeRootChange,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    await userEvent.type(screen.getByRole('textbox'), 'A sale');
    const dialog = within(screen.getByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Pause' }));
    expect(
      await screen.findByRole('button', { name: 'Go on' }),
    ).toBeInTheDocument();
    expect(changeRootChange).toHaveBeenCalledWith('q-9', 'pause', {
      reason: 'A sale',
    });
    expect(screen.getByText(/· paused$/)).toBeInTheDocument();
  });

  it('is undone with a reason only, and says why it was refused', async () => {
    const changeRootChange = jest.fn(async () => {
      throw new Error('Step 3 is done');
    });
    await show(changing, {
      getRootChange: async () => rootChange,
      changeRootChange,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    const dialog = within(screen.getByRole('dialog'));
    const send = dialog.getByRole('button', { name: 'Undo' });
    expect(send).toBeDisabled();
    await userEvent.type(screen.getByRole('textbox'), 'Calls fail');
    await userEvent.click(send);
    expect(await screen.findByText('Nothing was changed.')).toBeInTheDocument();
    expect(screen.getByText('Step 3 is done')).toBeInTheDocument();
  });

  it('has no buttons for who may not steer it', async () => {
    await show(changing, {
      getRootChange: async () => ({ ...rootChange, allowedActions: [] }),
    });
    await region('Change of the root, step by step');
    expect(await screen.findByText(/under way$/)).toBeInTheDocument();
    await screen.findByText('machine shop/vm-01');
    expect(
      screen.queryByRole('button', { name: 'Undo' }),
    ).not.toBeInTheDocument();
  });
});
