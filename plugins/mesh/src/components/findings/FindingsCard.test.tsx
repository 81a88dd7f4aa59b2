import userEvent from '@testing-library/user-event';
import { configure, fireEvent, screen, within } from '@testing-library/react';
import {
  CreateMeshRequest,
  FindingsAnswer,
  MeshFinding,
  MeshFindingDetail,
  MeshRequestDetail,
  MeshRequestsApi,
  RequestPreview,
} from '@meshport/backstage-plugin-mesh-common';
import { stale } from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { FindingsCard } from './FindingsCard';

const finding: MeshFinding = {
  id: 'f1',
  cluster: 'east',
  code: 'IST0101',
  name: 'ReferencedResourceNotFound',
  severity: 'error',
  object: { kind: 'VirtualService', namespace: 'bookinfo', name: 'ratings' },
  path: 'spec.http[0].route[0].destination.host',
  message: 'The host "nowhere" does not exist.',
  effect: 'Requests fail with 503.',
  mend: 'Name a host that exists',
  documentation:
    'https://istio.io/latest/docs/reference/config/analysis/ist0101/',
  firstSeen: '2026-11-21T09:00:00Z',
  lastSeen: '2026-11-21T10:00:00Z',
};

function answer(items: MeshFinding[], more: Partial<FindingsAnswer> = {}) {
  return async (): Promise<FindingsAnswer> => ({
    items,
    clusters: [{ name: 'east', state: 'fresh', failures: [] }],
    withheld: [],
    notJudged: [],
    ...more,
  });
}

const detail: MeshFindingDetail = {
  ...finding,
  manifest: {
    text: 'kind: VirtualService\nspec:\n  host: nowhere\n',
    lines: [3],
    whole: true,
  },
  mendDiff: '--- a\n+++ a\n@@ -3,1 +3,1 @@\n-  host: nowhere\n+  host: here\n',
  mended: {
    object: finding.object,
    manifest: 'kind: VirtualService\nspec:\n  host: here\n',
  },
};

const found = (item: MeshFindingDetail) => ({
  items: [item],
  clusters: [],
  withheld: [],
});

const gone = {
  resolved: '2026-11-21T10:01:00Z',
  mend: undefined,
  mendDiff: undefined,
  mended: undefined,
};

// Machines may be busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

describe('FindingsCard', () => {
  it('says how many there are, what is wrong, and what happens because of it', async () => {
    await renderCard(<FindingsCard />, {
      getEntityFindings: answer([
        finding,
        { ...finding, id: 'f2', severity: 'warning' },
        { ...finding, id: 'f3', severity: 'warning' },
      ]),
    });
    expect(await screen.findByText('1 error, 2 warnings.')).toBeVisible();
    expect(screen.getAllByText(/The host "nowhere"/)).toHaveLength(3);
    expect(screen.getAllByText(/Requests fail with 503/)).toHaveLength(3);
    expect(
      screen.getAllByRole('link', { name: 'What IST0101 means' })[0],
    ).toHaveAttribute('href', finding.documentation);
  });

  it('shows the object with the line, and the mend to copy and to save, on demand', async () => {
    const getFinding = jest.fn(async () => found(detail));
    await renderCard(<FindingsCard />, {
      getEntityFindings: answer([finding]),
      getFinding,
    });
    const user = userEvent.setup();
    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    const saved: string[] = [];
    URL.createObjectURL = jest.fn(() => 'blob:x');
    URL.revokeObjectURL = jest.fn();
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function save(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    const button = await screen.findByRole('button', {
      name: /Show the change and the object VirtualService ratings/,
    });
    expect(getFinding).not.toHaveBeenCalled();
    await user.click(button);
    const drawer = await screen.findByRole('dialog', { name: 'Finding' });
    const object = await within(drawer).findByRole('region', {
      name: /The object in the cluster/,
    });
    expect(object.querySelector('mark')).toHaveTextContent('host: nowhere');
    expect(within(drawer).getByText('Line 3 is in question.')).toBeVisible();
    const mend = within(drawer).getByRole('region', {
      name: /The change that mends/,
    });
    expect(within(mend).getByText(/\+ host: here/)).toBeVisible();
    await user.click(
      within(drawer).getAllByRole('button', { name: 'Copy' })[0],
    );
    expect(copied).toHaveBeenCalledWith(detail.mendDiff);
    await user.click(
      within(drawer).getByRole('button', { name: 'Download as .patch' }),
    );
    await user.click(
      within(drawer).getByRole('button', { name: /whole \.yaml/ }),
    );
    expect(saved).toEqual([
      'virtualservice-bookinfo-ratings.patch',
      'virtualservice-bookinfo-ratings.yaml',
    ]);
    await user.click(within(drawer).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  describe('asks for the change', () => {
    const open = async (requests: Partial<MeshRequestsApi>) => {
      await renderCard(
        <FindingsCard />,
        {
          getEntityFindings: answer([finding]),
          getFinding: async () => found(detail),
        },
        { requests },
      );
      const user = userEvent.setup();
      await user.click(
        await screen.findByRole('button', { name: /Show the change/ }),
      );
      await user.click(
        await screen.findByRole('button', { name: 'Ask for this change' }),
      );
      return user;
    };
    const preview = (outcome: 'changed' | 'unchanged') =>
      ({
        diff: [{ outcome, changes: [], object: {} }],
        approval: { explanation: 'team-platform has to approve it.' },
      } as unknown as RequestPreview);

    it('after it has said who has to agree, once, and links to the request', async () => {
      const plan = jest.fn(async () => preview('changed'));
      const create = jest.fn(
        async (_: CreateMeshRequest) => ({ id: 'r1' } as MeshRequestDetail),
      );
      const user = await open({ plan, create });
      expect(
        await screen.findByText('team-platform has to approve it.'),
      ).toBeVisible();
      expect(create).not.toHaveBeenCalled();
      await user.type(
        screen.getByRole('textbox', { name: /Why/ }),
        'The host moved.',
      );
      await user.click(
        screen.getByRole('button', { name: 'Send the request' }),
      );
      expect(
        await screen.findByRole('link', { name: 'Open the request' }),
      ).toHaveAttribute('href', '/mesh/requests/r1');
      expect(create.mock.calls).toEqual([
        [
          {
            kind: 'manifests',
            parameters: { cluster: 'east', manifests: detail.mended!.manifest },
            beneficiary: 'component:default/ratings',
            reason: 'The host moved.',
            idempotencyKey: expect.stringMatching(/^[-0-9a-f]{36}$/),
          },
        ],
      ]);
    });

    it('and says why it may not', async () => {
      const plan = jest.fn(async () => {
        throw new Error('namespace: you may not ask for changes here');
      });
      const user = await open({ plan });
      expect(await screen.findByText(/you may not ask/)).toBeVisible();
      expect(screen.getByText(/Copy the change, or download it/)).toBeVisible();
      await user.click(
        screen.getByRole('button', { name: 'Ask for this change' }),
      );
      expect(plan).toHaveBeenCalledTimes(2);
    });

    it('but not for what would change nothing', async () => {
      await open({ plan: async () => preview('unchanged') });
      expect(
        await screen.findByText(/would change nothing: another tool/),
      ).toBeVisible();
      expect(
        screen.queryByRole('button', { name: 'Send the request' }),
      ).toBeNull();
    });
  });

  it('goes on showing a finding that is gone meanwhile', async () => {
    let isGone = false;
    await renderCard(<FindingsCard />, {
      getEntityFindings: async () => answer(isGone ? [] : [finding])(),
      getFinding: async () =>
        found({ ...detail, ...(isGone ? gone : {}) } as MeshFindingDetail),
    });
    const user = userEvent.setup();
    await user.click(
      await screen.findByRole('button', { name: /Show the change/ }),
    );
    await screen.findByRole('region', { name: /The change that mends/ });
    isGone = true;
    fireEvent(window, new Event('focus'));
    expect(
      await screen.findByText('It is gone; there is nothing to change.'),
    ).toBeVisible();
  });

  it('says how many are hidden, also where nothing else is found', async () => {
    await renderCard(<FindingsCard />, {
      getEntityFindings: answer([], { suppressed: 2 }),
    });
    expect(await screen.findByText(/^2 more are hidden/)).toBeVisible();
  });

  it('keeps what it showed while the backend is away', async () => {
    let isAway = false;
    await renderCard(<FindingsCard />, {
      getEntityFindings: async () => {
        if (isAway) {
          throw new Error('the backend is away');
        }
        return answer([finding], {
          clusters: [stale('east', 6)],
        })();
      },
    });
    expect(await screen.findByText('1 error.')).toBeVisible();
    expect(await screen.findAllByText(/6 min(utes)? ago/)).not.toEqual([]);
    isAway = true;
    fireEvent(window, new Event('focus'));
    expect(await screen.findByText(/the backend is away/)).toBeVisible();
    expect(screen.getByText('1 error.')).toBeVisible();
  });

  it('never takes what was not judged for in order', async () => {
    await renderCard(<FindingsCard />, {
      getEntityFindings: answer([], {
        notJudged: [
          {
            cluster: 'east',
            codes: ['IST0101', 'IST0109'],
            reason: 'VirtualService: Meshport may not read VirtualService.',
          },
        ],
      }),
    });
    expect(
      await screen.findByText(
        /Nothing is found wrong with what could be judged/,
      ),
    ).toBeVisible();
    expect(screen.getByText('One thing could not be judged')).toBeVisible();
    expect(
      screen.getByText(/In east: .*Meshport may not read VirtualService/),
    ).toBeInTheDocument();
  });

  it('says that nothing may be seen where all is held back', async () => {
    await renderCard(<FindingsCard />, {
      getEntityFindings: answer([], { withheld: [{ cluster: 'east' }] }),
    });
    expect(
      await screen.findByText(/in a namespace of .*that you may not read/),
    ).toBeVisible();
    expect(screen.queryByText(/could be judged/)).toBeNull();
  });

  it('says what failed, and asks again', async () => {
    let fails = true;
    await renderCard(<FindingsCard />, {
      getEntityFindings: async () => {
        if (fails) {
          throw new Error('the backend is away');
        }
        return answer([finding])();
      },
    });
    expect(await screen.findByText(/the backend is away/)).toBeVisible();
    fails = false;
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByText('1 error.')).toBeVisible();
  });
});
