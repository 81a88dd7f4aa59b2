import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MeshRequestDetail,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { minutesAgo } from '../../__testUtils__/answers';
import { renderRequests } from '../../__testUtils__/renderRequests';
import { requestDetail } from '../../__testUtils__/requests';

function show(
  partial: Partial<MeshRequestDetail>,
  api: Partial<MeshRequestsApi> = {},
) {
  renderRequests('/mesh/requests/e7c1', {
    get: async () => requestDetail(partial),
    getLive: async () => ({
      at: minutesAgo(0),
      state: 'notInCluster',
      message: 'Nothing was written yet.',
      differences: [],
      findings: [],
    }),
    ...api,
  });
}

describe('RequestPage', () => {
  it('says what will happen, who asked and why, and who is waited for', async () => {
    show({});
    expect(
      await screen.findByRole('heading', {
        name: 'Egress gateway httpbin-out in bookinfo',
      }),
    ).toBeInTheDocument();
    const plan = screen.getByRole('region', { name: 'What will happen' });
    expect(within(plan).getByText('new')).toBeInTheDocument();
    expect(within(plan).getByText('1 field changes')).toBeInTheDocument();
    expect(within(plan).getByText('/spec/ports/0/port')).toBeInTheDocument();
    expect(within(plan).getByText('No findings.')).toBeInTheDocument();
    expect(
      screen.getByText('Why: For the new payment provider.'),
    ).toBeInTheDocument();
    const next = screen.getByRole('region', { name: 'Next' });
    expect(
      within(next).getByText(/team-platform/, { selector: 'a *, a' }),
    ).toBeInTheDocument();
    expect(within(next).queryByRole('button')).not.toBeInTheDocument();
    expect(
      await screen.findByText('None of it is in the cluster.'),
    ).toBeInTheDocument();
  });

  it('approves exactly the plan that it shows', async () => {
    const approve = jest.fn(async () => requestDetail({ status: 'approved' }));
    show({ allowedActions: ['approve', 'reject'] }, { approve });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Approve what is shown (a1b2c3d4e5f6)',
      }),
    );
    expect(approve).toHaveBeenCalledWith('e7c1', {
      contentHash: 'a1b2c3d4e5f60718',
    });
  });

  it('rejects only with a reason', async () => {
    const reject = jest.fn(async () => requestDetail({ status: 'rejected' }));
    show({ allowedActions: ['reject'] }, { reject });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reject…' }),
    );
    const send = await screen.findByRole('button', {
      name: 'Reject the request',
    });
    expect(send).toBeDisabled();
    await userEvent.type(screen.getByRole('textbox'), '  Wrong host.  ');
    await userEvent.click(send);
    await waitFor(() =>
      expect(reject).toHaveBeenCalledWith('e7c1', {
        contentHash: 'a1b2c3d4e5f60718',
        reason: 'Wrong host.',
      }),
    );
  });

  it('says why a decision was refused, and reads the request again', async () => {
    const { ResponseError } = jest.requireActual('@backstage/errors');
    const get = jest.fn(async () =>
      requestDetail({ allowedActions: ['approve'] }),
    );
    show(
      {},
      {
        get,
        approve: async () => {
          throw await ResponseError.fromResponse(
            new Response(
              JSON.stringify({
                error: { name: 'ConflictError', message: 'the plan changed' },
              }),
              { status: 409, headers: { 'Content-Type': 'application/json' } },
            ),
          );
        },
      },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: /Approve what is shown/ }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'the plan changed',
    );
    await waitFor(() => expect(get).toHaveBeenCalledTimes(2));
  });

  it('names how many objects a removal deletes, and asks first', async () => {
    const retire = jest.fn(async () => requestDetail({ status: 'retiring' }));
    show({ status: 'ready', allowedActions: ['retire'] }, { retire });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove what it made…' }),
    );
    expect(retire).not.toHaveBeenCalled();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove 2 objects' }),
    );
    await waitFor(() => expect(retire).toHaveBeenCalledTimes(1));
  });

  it('says of a request without objects that nothing is taken away, and asks first', async () => {
    const plan = { ...requestDetail().plan, objects: [] };
    let current = requestDetail({
      status: 'failed',
      allowedActions: ['retire'],
      plan,
    });
    const retire = jest.fn(async () => {
      current = requestDetail({
        status: 'retired',
        plan,
        history: [
          {
            sequence: 1,
            type: 'retired',
            status: 'retired',
            at: minutesAgo(0),
            actor: { type: 'system' },
            contentHash: 'a1b2c3d4e5f60718',
          },
        ],
      });
      return current;
    });
    show({}, { get: async () => current, retire });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Give it up…' }),
    );
    expect(screen.queryByText('Remove what it made…')).not.toBeInTheDocument();
    expect(await screen.findByText(/Nothing is taken away/)).toBeVisible();
    expect(retire).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Give it up' }));
    expect(await screen.findByText('given up')).toBeInTheDocument();
    expect(
      screen.getByText(/closed it; nothing was taken away/),
    ).toBeInTheDocument();
  });

  it('says what the clusters hold of a request without objects', async () => {
    show(
      { status: 'ready', plan: { ...requestDetail().plan, objects: [] } },
      {
        getLive: async () => ({
          at: minutesAgo(0),
          state: 'notCompared',
          message: 'Its history says what was done.',
          differences: [],
          diff: [],
          findings: [],
        }),
      },
    );
    const live = within(
      await screen.findByRole('region', { name: 'In the cluster now' }),
    );
    expect(
      await live.findByText('There are no objects to compare.'),
    ).toBeInTheDocument();
    expect(
      live.getByText('Its history says what was done.'),
    ).toBeInTheDocument();
  });

  it('shows a failure with its cause, its mend and when it is tried again', async () => {
    show({
      status: 'failed',
      problem: {
        cause: 'The cluster refused: quota exceeded.',
        mend: 'Ask the owner of bookinfo for more.',
      },
      allowedActions: ['retry'],
    });
    expect(
      await screen.findByText(
        'It stopped: The cluster refused: quota exceeded.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Ask the owner of bookinfo for more.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again now' }),
    ).toBeInTheDocument();
  });

  it('says where the cluster differs from what was approved', async () => {
    show(
      { status: 'ready' },
      {
        getLive: async () => ({
          at: minutesAgo(0),
          state: 'differs',
          message: 'One object was changed by kubectl.',
          differences: [
            {
              object: {
                apiVersion: 'v1',
                kind: 'Service',
                cluster: 'east',
                namespace: 'bookinfo',
                name: 'httpbin-out',
              },
              present: true,
              changes: [{ path: '/spec/type', before: 'NodePort' }],
            },
          ],
          findings: [],
        }),
      },
    );
    const live = await screen.findByRole('region', {
      name: 'In the cluster now',
    });
    expect(
      await within(live).findByText('It differs from what was approved.'),
    ).toBeInTheDocument();
    expect(within(live).getByText('"NodePort"')).toBeInTheDocument();
    expect(within(live).getByText('not set')).toBeInTheDocument();
  });

  it('says what making it now would change, and what is found by now', async () => {
    const { diff } = requestDetail();
    show(
      {},
      {
        getLive: async () => ({
          at: minutesAgo(0),
          state: 'notInCluster',
          message: 'Nothing was written yet.',
          differences: [],
          diff: [diff[1]],
          findings: [
            { code: 'IST0101', severity: 'error', message: 'No such host.' },
          ],
        }),
      },
    );
    expect(
      await screen.findByText(
        'If it were made now: 0 new, 1 changed, 0 as they are.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('error IST0101: No such host.'),
    ).toBeInTheDocument();
  });

  it('names the owner of what it is for', async () => {
    show({
      approval: {
        ...requestDetail().approval,
        beneficiaryOwner: 'group:default/team-ratings',
      },
    });
    expect(
      await screen.findByRole('link', { name: /team-ratings/ }),
    ).toHaveAttribute('href', '/catalog/default/group/team-ratings');
  });
});
