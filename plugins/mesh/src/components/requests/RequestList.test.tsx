import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshRequestFilter } from '@meshport/backstage-plugin-mesh-common';
import { renderRequests } from '../../__testUtils__/renderRequests';
import { request } from '../../__testUtils__/requests';

function listOf(items: ReturnType<typeof request>[], total = items.length) {
  const filters: MeshRequestFilter[] = [];
  const list = async (filter: MeshRequestFilter = {}) => {
    filters.push(filter);
    return { items, total, limit: 20, offset: filter.offset ?? 0 };
  };
  return { filters, list };
}

function refusal(status: number, name: string, message: string) {
  return async () => {
    const { ResponseError } = jest.requireActual('@backstage/errors');
    throw await ResponseError.fromResponse(
      new Response(JSON.stringify({ error: { name, message } }), {
        status,
        headers: { 'Content-Type': 'application/json' },
      }),
    );
  };
}

describe('RequestList', () => {
  it('shows one’s own requests with status, place and a way to each', async () => {
    const { filters, list } = listOf([
      request(),
      request({
        id: 'f00d',
        title: 'Egress gateway legacy-out in shop',
        status: 'failed',
        problem: { cause: 'A quota is full.', mend: 'Ask for more.' },
      }),
    ]);
    renderRequests('/mesh/requests', { list });
    const row = (
      await screen.findByText('Egress gateway legacy-out in shop')
    ).closest<HTMLElement>('[role=row]')!;
    expect(within(row).getByText('failed')).toBeInTheDocument();
    expect(within(row).getByText('A quota is full.')).toBeInTheDocument();
    expect(within(row).getByText('east/bookinfo')).toBeInTheDocument();
    expect(
      within(row).getByRole('link', { name: /legacy-out/ }),
    ).toHaveAttribute('href', '/mesh/requests/f00d');
    expect(screen.getByRole('row', { name: /httpbin-out/ })).toHaveTextContent(
      'waits for approval',
    );
    expect(filters[0]).toMatchObject({ view: 'mine', limit: 20, offset: 0 });
  });

  it('reads its filters and its page from the address', async () => {
    const { filters, list } = listOf([request()], 60);
    renderRequests(
      '/mesh/requests?view=all&status=failed&status=nonsense&text=pay&page=2',
      { list },
    );
    await screen.findByText('Egress gateway httpbin-out in bookinfo');
    expect(filters[0]).toMatchObject({
      view: 'all',
      status: ['failed'],
      text: 'pay',
      offset: 20,
    });
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    await waitFor(() =>
      expect(filters[filters.length - 1]).toMatchObject({ offset: 40 }),
    );
  });

  it('begins at the first page when another view is chosen', async () => {
    const { filters, list } = listOf([request()], 60);
    renderRequests('/mesh/requests?page=3', { list });
    await screen.findByText('Egress gateway httpbin-out in bookinfo');
    await userEvent.click(screen.getByRole('radio', { name: 'To approve' }));
    await waitFor(() =>
      expect(filters[filters.length - 1]).toMatchObject({
        view: 'to-approve',
        offset: 0,
      }),
    );
  });

  it.each([
    ['', 'You have asked for nothing yet.'],
    ['?view=to-approve', 'Nothing waits for you.'],
    ['?view=all', 'There is no request that you may see.'],
    ['?text=nothing', 'No request matches.'],
  ])('says of an empty list (%s): %s', async (query, words) => {
    renderRequests(`/mesh/requests${query}`, listOf([]));
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('tells a refusal from a failure', async () => {
    renderRequests('/mesh/requests', {
      list: refusal(
        403,
        'NotAllowedError',
        'permission mesh.request.read is denied',
      ),
    });
    expect(
      await screen.findByText('You may not read this.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/permission mesh.request.read is denied/),
    ).toBeInTheDocument();
  });

  it('says that the backend failed and offers to try again', async () => {
    renderRequests('/mesh/requests', {
      list: refusal(500, 'Error', 'the database is away'),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /the database is away/,
    );
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
