import userEvent from '@testing-library/user-event';
import { screen, within } from '@testing-library/react';
import {
  FindingsAnswer,
  MeshFinding,
  MeshFindingDetail,
} from '@meshport/backstage-plugin-mesh-common';
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
};

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

  it('shows the object with the line, and the mend to copy, on demand', async () => {
    const getFinding = jest.fn(async () => ({
      items: [detail],
      clusters: [],
      withheld: [],
    }));
    await renderCard(<FindingsCard />, {
      getEntityFindings: answer([finding]),
      getFinding,
    });
    const user = userEvent.setup();
    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    const button = await screen.findByRole('button', {
      name: /Show the object and the mend/,
    });
    expect(getFinding).not.toHaveBeenCalled();
    await user.click(button);
    const object = await screen.findByRole('region', {
      name: /The object in the cluster/,
    });
    expect(object.querySelector('mark')).toHaveTextContent('host: nowhere');
    const mend = screen.getByRole('region', { name: /The change that mends/ });
    expect(within(mend).getByText(/\+ host: here/)).toBeVisible();
    await user.click(screen.getAllByRole('button', { name: /Copy/ })[0]);
    expect(copied).toHaveBeenCalledWith(detail.mendDiff);
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
    expect(screen.getByText('1 check could not be made')).toBeVisible();
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
