import { renderInTestApp } from '@backstage/frontend-test-utils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { act, configure, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FindingsAnswer,
  FindingsQuery,
  MeshApi,
  MeshFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { useLocation } from 'react-router-dom';
import { stale, fresh } from '../../__testUtils__/answers';
import { meshApiRef, meshRequestsApiRef } from '../../api';
import { FindingsPage } from './FindingsPage';

const finding: MeshFinding = {
  id: 'f1',
  cluster: 'east',
  code: 'IST0101',
  name: 'ReferencedResourceNotFound',
  severity: 'error',
  object: { kind: 'VirtualService', namespace: 'bookinfo', name: 'ratings' },
  message: 'The host "nowhere" does not exist.',
  effect: 'Requests fail with 503.',
  firstSeen: '2026-11-21T09:00:00Z',
  lastSeen: '2026-11-21T10:00:00Z',
};

function answerWith(
  items: MeshFinding[],
  more: Partial<FindingsAnswer> = {},
): FindingsAnswer {
  return {
    items,
    clusters: [fresh('east'), fresh('west')],
    withheld: [],
    notJudged: [],
    counts: { error: items.length, warning: 0, info: 0 },
    clusterCounts: [
      { cluster: 'east', error: items.length, warning: 3, info: 0 },
      { cluster: 'west', error: 0, warning: 0, info: 1 },
    ],
    page: { total: items.length, limit: 50 },
    ...more,
  };
}

function Address() {
  const { search } = useLocation();
  return <output aria-label="address">{search}</output>;
}

async function show(
  getFindings: MeshApi['getFindings'],
  options: {
    address?: string;
    signals?: SignalApi;
    api?: Partial<MeshApi>;
  } = {},
) {
  await renderInTestApp(
    <>
      <FindingsPage />
      <Address />
    </>,
    {
      initialRouteEntries: [`/mesh/findings${options.address ?? ''}`],
      apis: [
        [meshApiRef, { getFindings, ...options.api } as MeshApi],
        [meshRequestsApiRef, undefined as any],
        [signalApiRef, options.signals as SignalApi],
      ],
    },
  );
}

const address = () => screen.getByLabelText('address').textContent;

// Machines may be busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

describe('FindingsPage', () => {
  it('shows the shape of the page, and claims nothing, before it knows', async () => {
    await show(() => new Promise(() => {}));
    expect(screen.getByText('Findings: being read.')).toBeInTheDocument();
    expect(screen.queryByText(/Nothing is found/)).toBeNull();
  });

  it('says what is wrong by cluster and severity; a number chooses', async () => {
    const asked: FindingsQuery[] = [];
    await show(async (query = {}) => {
      asked.push(query);
      return answerWith([finding]);
    });
    expect(await screen.findByText('1 error.')).toBeVisible();
    const table = screen.getByRole('table', {
      name: 'Findings by cluster and severity',
    });
    await userEvent.click(
      within(table).getByRole('button', { name: '3 Warnings, east' }),
    );
    expect(address()).toBe('?severity=warning&cluster=east');
    expect(asked[asked.length - 1]).toMatchObject({
      cluster: 'east',
      severity: ['warning'],
    });
    await userEvent.click(
      await screen.findByRole('button', { name: '3 Warnings, east' }),
    );
    expect(address()).toBe('');
  });

  it('asks for what its address says', async () => {
    const getFindings = jest.fn(async () => answerWith([]));
    await show(getFindings, {
      address:
        '?state=suppressed&severity=error&cluster=east&namespace=shop&code=IST0101&text=host',
    });
    expect(
      await screen.findByText('No finding fits these filters.'),
    ).toBeVisible();
    expect(getFindings).toHaveBeenCalledWith(
      expect.objectContaining({
        state: 'suppressed',
        severity: ['error'],
        cluster: 'east',
        namespace: 'shop',
        code: ['IST0101'],
        search: 'host',
      }),
    );
    expect(screen.getByText('Only IST0101, shop.')).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show the others, too' }),
    );
    expect(address()).toBe(
      '?state=suppressed&severity=error&cluster=east&text=host',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear the filters' }),
    );
    expect(address()).toBe('?state=suppressed');
    expect(await screen.findByText('Nothing is hidden.')).toBeVisible();
  });

  it('keeps the opened finding in its address, without asking for the list again', async () => {
    const getFindings = jest.fn(async () => answerWith([finding]));
    await show(getFindings, {
      api: {
        getFinding: async () => ({
          items: [{ ...finding, manifest: undefined }],
          clusters: [],
          withheld: [],
        }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Show the object/ }),
    );
    expect(address()).toBe('?finding=f1');
    const drawer = await screen.findByRole('dialog', { name: 'Finding' });
    expect(await within(drawer).findByText(/The host "nowhere"/)).toBeVisible();
    await userEvent.click(
      within(drawer).getByRole('button', { name: 'Close' }),
    );
    expect(address()).toBe('');
    expect(getFindings).toHaveBeenCalledTimes(1);
  });

  it('says what is hidden, why, and until when', async () => {
    await show(async ({ state } = {}) =>
      state === 'suppressed'
        ? answerWith([
            {
              ...finding,
              suppressed: {
                by: 'configuration',
                reason: 'moved in spring',
                until: '2027-04-30',
              },
            },
            { ...finding, id: 'f2', suppressed: { by: 'annotation' } },
          ])
        : answerWith([], { suppressed: 2 }),
    );
    expect(await screen.findByText(/^2 more are hidden/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show them' }));
    expect(
      await screen.findByText('Hidden until 2027-04-30: moved in spring'),
    ).toBeVisible();
    expect(screen.getByText(/Hidden by the annotation galley/)).toBeVisible();
  });

  it('says in words what could not be judged', async () => {
    await show(async () =>
      answerWith([], {
        notJudged: [
          {
            cluster: 'east',
            codes: ['IST0101', 'IST0161'],
            reason: 'Secret: Meshport reads no Secret.',
          },
          {
            cluster: 'east',
            codes: ['IST0126'],
            reason: 'Secret: Meshport reads no Secret.',
          },
          {
            cluster: 'west',
            codes: ['IST0173'],
            reason: 'Node: Meshport may not read Node.',
            partly: true,
          },
          {
            cluster: 'gone',
            codes: ['*'],
            reason: 'The first look at this cluster is not over yet.',
          },
        ],
      }),
    );
    const note = (await screen.findByText('3 things could not be judged'))
      .parentElement!;
    const lines = within(note)
      .getAllByRole('listitem', { hidden: true })
      .map(one => one.textContent);
    expect(lines).toEqual([
      'In east: Secret: Meshport reads no Secret. Not judged: IST0101, IST0126, IST0161',
      'In west: Node: Meshport may not read Node. Judged without it: IST0173',
      'In gone: The first look at this cluster is not over yet. Not judged: all codes',
    ]);
  });

  it('follows when it is told that something is different', async () => {
    let items = [finding];
    let tell: (message: unknown) => void = () => {};
    await show(async () => answerWith(items), {
      signals: {
        subscribe: (_: string, listener: (message: any) => void) => {
          tell = listener;
          return { unsubscribe: () => {} };
        },
      } as unknown as SignalApi,
    });
    expect(await screen.findByText('1 error.')).toBeVisible();
    items = [];
    act(() => tell({ cluster: 'east', kinds: ['Finding'], revision: '' }));
    expect(
      await screen.findByText(
        /Nothing is found wrong with/,
        {},
        { timeout: 10_000 },
      ),
    ).toBeVisible();
  });

  it.each([
    [
      'refused',
      Object.assign(new Error('You may not see meshes'), {
        name: 'NotAllowedError',
      }),
      /You may not see meshes/,
    ],
    ['failed', new Error('the backend is away'), /the backend is away/],
  ])(
    'says what %s, and does not take it for nothing',
    async (_, error, words) => {
      await show(async () => {
        throw error;
      });
      expect(await screen.findByText(words)).toBeVisible();
      expect(screen.queryByText(/Nothing is found/)).toBeNull();
    },
  );

  it('says of when what it shows is, and which cluster does not answer', async () => {
    await show(async () =>
      answerWith([finding], {
        clusters: [fresh('east'), stale('west', 6)],
      }),
    );
    expect(await screen.findByText('1 error.')).toBeVisible();
    expect(
      screen.getAllByText(
        (_, element) =>
          /ago/.test(element?.textContent ?? '') &&
          /west/.test(element?.textContent ?? ''),
      ).length,
    ).toBeGreaterThan(0);
  });

  it('says where there is no cluster', async () => {
    await show(async () => answerWith([], { clusters: [], clusterCounts: [] }));
    expect(
      await screen.findByText('No cluster is connected to the portal.'),
    ).toBeVisible();
    expect(screen.queryByRole('table')).toBeNull();
  });
});
