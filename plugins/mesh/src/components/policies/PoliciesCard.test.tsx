import { screen, within } from '@testing-library/react';
import {
  answer,
  fresh,
  ratings,
  ratingsPolicies,
} from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { PoliciesCard } from './PoliciesCard';

const east = [fresh('east')];

describe('PoliciesCard', () => {
  it('sums up, and shows what decides', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () => answer([ratingsPolicies], east),
    });
    expect(
      await screen.findByText(
        'Only encrypted calls are accepted. 2 services may call this one.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('permissive on port 9080')).toBeInTheDocument();
    expect(screen.getByText('strict on all other ports')).toBeInTheDocument();
    expect(screen.getByText('istio-system/default')).toBeInTheDocument();
    expect(screen.getByText('v1 90 % · vm 10 %')).toBeInTheDocument();
    expect(screen.getByText('api.example.org')).toBeInTheDocument();
    expect(screen.getByText(/by gateway payments-out/)).toBeInTheDocument();
  });

  it('says of a gateway without a name that it lies elsewhere', async () => {
    const [way] = ratingsPolicies.egress;
    renderCard(<PoliciesCard />, {
      getPolicies: async () =>
        answer(
          [
            {
              ...ratingsPolicies,
              egress: [{ ...way, gateway: { hidden: true as const } }],
            },
          ],
          east,
        ),
    });
    expect(
      await screen.findByText(
        /by a gateway in a namespace that you may not read/,
      ),
    ).toBeInTheDocument();
  });

  it('lists callers in the order they are asked, hidden policies without a name', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () => answer([ratingsPolicies], east),
    });
    const [, denied, allowed] = within(
      await screen.findByRole('table', { name: 'Callers' }),
    ).getAllByRole('row');
    expect(denied).toHaveTextContent(
      'may notnamespace sandboxanythinga policy in a namespace you may not read',
    );
    expect(allowed).toHaveTextContent('reviews (bookinfo)');
    expect(allowed).toHaveTextContent('GET /ratings/*');
    expect(allowed).toHaveTextContent('allow-reviews');
  });

  it('says "not known, because" and never guesses', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () =>
        answer(
          [
            {
              ...ratingsPolicies,
              mutualTls: [
                {
                  mode: 'unknown',
                  from: 'default',
                  why: 'PeerAuthentication cannot be read.',
                },
              ],
              access: 'unknown',
              why: 'AuthorizationPolicy cannot be read.',
              callers: [],
            },
          ],
          east,
        ),
    });
    expect(
      await screen.findByText(
        'Not known, because PeerAuthentication cannot be read.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Not known, because AuthorizationPolicy cannot be read.',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText(/Anyone may call/)).not.toBeInTheDocument();
  });

  it('does not leave encryption blank outside the mesh', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () =>
        answer([{ ...ratingsPolicies, mutualTls: [] }], east),
    });
    expect(
      await screen.findByText('none by the mesh: no workload here is in it'),
    ).toBeInTheDocument();
  });

  it('tells places apart when they differ', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () =>
        answer([
          ratingsPolicies,
          {
            ...ratingsPolicies,
            cluster: 'west',
            summary: 'Anyone may call this service.',
            access: 'anyone',
            callers: [],
          },
        ]),
    });
    expect(
      await screen.findByText('The answer differs by place.'),
    ).toBeInTheDocument();
    const west = screen.getByRole('region', { name: 'bookinfo in west' });
    expect(west).toHaveTextContent('Anyone may call this service.');
    expect(west).toHaveTextContent('Anyone may call: no policy limits it.');
  });

  it('offers a way out, filled in, where the template is registered', async () => {
    renderCard(
      <PoliciesCard />,
      { getPolicies: async () => answer([ratingsPolicies], east) },
      {
        catalog: [
          {
            apiVersion: 'scaffolder.backstage.io/v1beta3',
            kind: 'Template',
            metadata: { name: 'egress-gateway', namespace: 'default' },
          },
        ],
      },
    );
    const link = await screen.findByRole('link', { name: /Open a way out/ });
    const url = new URL(link.getAttribute('href')!, 'http://portal');
    expect(url.pathname).toBe('/create/templates/default/egress-gateway');
    expect(JSON.parse(url.searchParams.get('formData')!)).toMatchObject({
      cluster: 'east',
      owner: ratings.relations![0].targetRef,
    });
  });

  it('offers nothing where it is not', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () => answer([ratingsPolicies], east),
    });
    await screen.findByText('api.example.org');
    expect(screen.queryByText(/Open a way out/)).not.toBeInTheDocument();
  });
});
