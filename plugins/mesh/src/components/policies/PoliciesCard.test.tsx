import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MeshObject,
  MeshPoliciesApi,
} from '@meshport/backstage-plugin-mesh-common';
import {
  answer,
  fresh,
  ratings,
  ratingsPolicies,
  stale,
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
    expect(
      screen.getByRole('button', {
        name: 'Show PeerAuthentication istio-system/default',
      }),
    ).toBeInTheDocument();
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
      'may notnot shown to youa policy in a namespace you may not read',
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

  it('tells what DestinationRules, tokens, routes and Sidecars do', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () => answer([ratingsPolicies], east),
    });
    expect(
      await screen.findByText(
        /callers in legacy open plain calls to ratings on port 9080, so the calls are not encrypted/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Some calls need a token; a bad one is refused/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('of https://id.example.org for ratings'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        /calls of shop\.example\.org · by gateway public · for path begins with \/ratings/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/v1 is version=v1 · 3 workloads/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/vm is version=vm · .*no workload has these labels/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/^Its proxy knows \.\/\*.*istio-system\/\*\.$/),
    ).toBeInTheDocument();
    expect(screen.getByText(/Other hosts are not reached/)).toBeInTheDocument();
  });

  it('covers what may not be read, in every section', async () => {
    const hidden = (kind: string) => ({ kind, cluster: 'east', hidden: true });
    const { effects } = ratingsPolicies;
    renderCard(<PoliciesCard />, {
      getPolicies: async () =>
        answer(
          [
            {
              ...ratingsPolicies,
              mutualTls: [
                {
                  mode: 'STRICT',
                  from: 'mesh',
                  decidedBy: hidden('PeerAuthentication'),
                },
              ],
              callers: [],
              egress: [],
              routes: [
                {
                  hosts: [],
                  destinations: [],
                  decidedBy: hidden('VirtualService'),
                  hidden: true,
                },
              ],
              effects: {
                clientTls: {
                  conflicts: [
                    {
                      service: 'ratings',
                      mode: 'DISABLE',
                      result: 'refused',
                      decidedBy: hidden('DestinationRule'),
                      hidden: true,
                    },
                  ],
                },
                tokens: {
                  need: 'optional',
                  issuers: [
                    {
                      issuer: '',
                      audiences: [],
                      sentIn: [],
                      decidedBy: hidden('RequestAuthentication'),
                      hidden: true,
                    },
                  ],
                  askedBy: [],
                },
                subsets: [],
                routesHere: [],
                outbound: [
                  {
                    ...effects.outbound[0],
                    hosts: [],
                    decidedBy: hidden('Sidecar'),
                    hidden: true,
                  },
                ],
              },
            },
          ],
          east,
        ),
    });
    expect(
      await screen.findByText(
        /some callers open plain calls to ratings, and the calls fail/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getAllByText('a policy in a namespace you may not read'),
    ).toHaveLength(5);
    expect(screen.queryByRole('button', { name: /^Show [A-Z]/ })).toBeNull();
  });

  it('says that nothing is known for sure while a cluster is silent', async () => {
    renderCard(<PoliciesCard />, {
      getPolicies: async () => answer([ratingsPolicies], [stale('east', 6)]),
    });
    expect(
      await screen.findByText(
        'Not known at the moment, because east cannot be read. What follows is from before.',
      ),
    ).toBeInTheDocument();
  });

  describe('the object that decides', () => {
    const object: MeshObject = {
      cluster: 'east',
      kind: 'AuthorizationPolicy',
      namespace: 'bookinfo',
      name: 'allow-reviews',
      manifest: {
        text: 'kind: AuthorizationPolicy\nspec:\n  rules:\n    - from: reviews\n',
        lines: [4],
        whole: true,
      },
      keptBy: { tool: 'Argo CD', name: 'application bookinfo' },
      owner: 'group:default/team-ratings',
    };
    const show = (policies: Partial<MeshPoliciesApi>) =>
      renderCard(
        <PoliciesCard />,
        { getPolicies: async () => answer([ratingsPolicies], east) },
        { policies },
      );

    it('is shown with its line, its keeper and its owner', async () => {
      const getObject = jest.fn(async () => answer([object], east));
      show({ getObject });
      const [link] = await screen.findAllByRole('button', {
        name: 'Show AuthorizationPolicy allow-reviews',
      });
      await userEvent.click(link);
      const drawer = await screen.findByRole('dialog');
      const marked = await within(drawer).findByText(/from: reviews/);
      expect(marked.tagName).toBe('MARK');
      expect(getObject).toHaveBeenCalledWith(
        {
          cluster: 'east',
          kind: 'AuthorizationPolicy',
          namespace: 'bookinfo',
          name: 'allow-reviews',
          field: '/spec/rules/0',
        },
        expect.anything(),
      );
      expect(drawer).toHaveTextContent('Argo CD keeps this object');
      expect(drawer).toHaveTextContent('owned by team-ratings');
      expect(
        within(drawer).getByRole('button', { name: 'Copy' }),
      ).toBeInTheDocument();
    });

    it('says why it cannot be shown', async () => {
      show({
        getObject: async () => {
          throw new Error('There is no such object that you may read');
        },
      });
      const [link] = await screen.findAllByRole('button', {
        name: 'Show AuthorizationPolicy allow-reviews',
      });
      await userEvent.click(link);
      expect(
        await screen.findByText('There is no such object that you may read'),
      ).toBeInTheDocument();
    });
  });
});
