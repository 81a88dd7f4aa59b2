import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  MeshRemoteClustersApi,
  RemoteLink,
  RemoteLinkDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh } from '../../__testUtils__/answers';
import { renderRemote } from '../../__testUtils__/renderRemote';
import { LinkPage } from './LinkPage';

const LINK: RemoteLink = {
  primary: 'east',
  remote: 'west',
  clusterId: 'west',
  declared: true,
  istiods: [
    {
      namespace: 'istio-system',
      pod: 'istiod-1',
      revision: '',
      status: 'synced',
    },
    {
      namespace: 'istio-system',
      pod: 'istiod-2',
      revision: '',
      why: 'no answer',
    },
  ],
  sync: 'synced',
  secrets: [
    {
      namespace: 'istio-system',
      name: 'istio-remote-secret-west',
      managers: ['kubectl'],
      ours: false,
      server: 'https://api.west.example.com',
      caFingerprint: 'AA:BB',
      auth: 'exec',
      problem: 'istiod refuses programs.',
    },
  ],
  address: {
    offered: ['192.0.2.1'],
    told: [
      { address: '192.0.2.9', by: 'Service istiod of west', matches: false },
    ],
    state: 'drift',
  },
  alarms: [],
};

const page = (
  link: RemoteLink | undefined,
  more: Partial<RemoteLinkDetail> = {},
  requests = {},
  remote: Partial<MeshRemoteClustersApi> = {},
) =>
  renderRemote(
    <Routes>
      <Route
        path="/mesh/remote-clusters/:primary/:remote"
        element={<LinkPage />}
      />
    </Routes>,
    {
      getLink: async () => ({
        ...answer(link ? [link] : [], [fresh('east'), fresh('west')]),
        ...more,
      }),
      getChoices: async () => ({ clusters: [], unknown: [] }),
      ...remote,
    },
    { path: '/mesh/remote-clusters/east/west', requests },
  );
const part = (name: string) => screen.findByRole('region', { name });

describe('the page of a link', () => {
  it('says what each istiod says, or why it could not be asked', async () => {
    await page(LINK);
    const status = within(await part('What each control plane says'));
    expect(status.getByText('Everything is read')).toBeInTheDocument();
    expect(
      status.getByText('Could not be asked: no answer'),
    ).toBeInTheDocument();
  });

  it('shows a secret of others as data, with what is wrong with it', async () => {
    await page(LINK);
    const secrets = within(await part('How it gets in'));
    for (const words of [
      'istio-system/istio-remote-secret-west',
      'made by kubectl',
      'AA:BB',
      'istiod refuses programs.',
      /by a program/,
    ]) {
      expect(secrets.getByText(words)).toBeInTheDocument();
    }
  });

  it('says that others were told another address', async () => {
    await page(LINK);
    const drift = within(await part('Where the control plane is found'));
    expect(drift.getByText('It is offered at 192.0.2.1.')).toBeInTheDocument();
    expect(drift.getByText('no longer right')).toBeInTheDocument();
  });

  it('offers nothing for a link that no join made', async () => {
    await page(LINK);
    const next = within(await part('What you can do'));
    expect(next.getByText(/No join of this portal/)).toBeInTheDocument();
    expect(next.queryByRole('button')).not.toBeInTheDocument();
  });

  it('asks for a new credential, with a reason', async () => {
    const create = jest.fn(async () => ({ id: 'r-1' } as any));
    await page({ ...LINK, requestId: 'q-1' }, {}, { create });
    const next = within(await part('What you can do'));
    await userEvent.click(
      next.getByRole('button', { name: 'Renew the credential' }),
    );
    await userEvent.type(screen.getByRole('textbox'), 'Somebody left');
    await userEvent.click(screen.getByRole('button', { name: 'Ask for it' }));
    expect(await screen.findByText('It is asked for.')).toBeInTheDocument();
    expect(create).toHaveBeenCalledWith(
      expect.objectContaining({
        kind: 'remote-cluster-rotate',
        parameters: { primary: 'east', remote: 'west' },
        reason: 'Somebody left',
      }),
    );
  });

  it('names the worst first of what stands in the way', async () => {
    const finding = (severity: 'error' | 'info', message: string) => ({
      severity,
      code: message,
      clusters: ['east', 'west'],
      message,
      mend: `Mend ${message}`,
    });
    await page(LINK, {
      preflight: {
        clusters: ['east', 'west'],
        verdict: 'error',
        checks: [
          { name: 'a', verdict: 'info', findings: [finding('info', 'small')] },
          { name: 'b', verdict: 'error', findings: [finding('error', 'big')] },
          { name: 'c', verdict: 'ok', findings: [] },
        ],
      },
    });
    const way = within(await part('What stands in the way'));
    const items = way.getAllByRole('listitem').map(one => one.textContent);
    expect(items[0]).toMatch(/In the way: big/);
    expect(items[1]).toMatch(/Worth knowing: small/);
    expect(way.getByText('1 of 3 checks are fine.')).toBeInTheDocument();
  });

  it('writes down what has to be installed, step by step', async () => {
    const setup = jest.fn(async () => ({
      steps: [
        {
          title: 'Expose the control plane',
          cluster: 'east',
          text: 'Apply the file.',
          files: ['east/expose.yaml'],
        },
      ],
      files: [
        {
          path: 'east/expose.yaml',
          cluster: 'east',
          use: 'kubectl apply -f expose.yaml',
          content: 'kind: Gateway',
        },
      ],
      findings: [],
    }));
    const getChoices = async () =>
      ({
        clusters: [
          {
            name: 'east',
            revisions: [{ revision: '1-29' }, { revision: 'default' }],
          },
        ],
        unknown: [],
      } as any);
    await page(LINK, {}, {}, { setup, getChoices });
    await screen.findByText('Which control plane of east');
    await userEvent.click(
      within(await part('What has to be installed')).getByRole('button', {
        name: 'Write the files',
      }),
    );
    expect(
      await screen.findByText('Expose the control plane (east)'),
    ).toBeInTheDocument();
    expect(screen.getByText('kind: Gateway')).toBeInTheDocument();
    expect(setup).toHaveBeenCalledWith({
      primary: 'east',
      remote: 'west',
      remoteKind: 'remote',
      install: 'helm',
      revision: '1-29',
    });
  });

  it('says so where there is no such link', async () => {
    await page(undefined);
    expect(
      await screen.findByText('There is no link from east to west.'),
    ).toBeInTheDocument();
  });
});
