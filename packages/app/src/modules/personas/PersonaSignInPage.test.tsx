import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { IdentityApi } from '@backstage/frontend-plugin-api';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { PersonaSignInPage } from './PersonaSignInPage';

const personas = [
  {
    id: 'developer',
    name: 'Dana Ray',
    title: 'Developer',
    description: 'Works on ratings.',
  },
  {
    id: 'platform',
    name: 'Piet Vos',
    title: 'Platform engineer',
    description: 'Runs the mesh.',
  },
];

const session = {
  profile: { displayName: 'Piet Vos' },
  backstageIdentity: {
    token: 'a.e30.c',
    identity: {
      type: 'user',
      userEntityRef: 'user:default/piet',
      ownershipEntityRefs: ['group:default/team-platform'],
    },
  },
};

function answerWith(response: () => Response) {
  const fetch = jest.fn(async (_url: string, _init?: RequestInit) =>
    response(),
  );
  global.fetch = fetch as unknown as typeof global.fetch;
  return fetch;
}

function show(demo: { personas?: typeof personas } = { personas }) {
  const onSignInSuccess = jest.fn((_identity: IdentityApi) => {});
  renderInTestApp(<PersonaSignInPage onSignInSuccess={onSignInSuccess} />, {
    apis: [mockApis.discovery({ baseUrl: 'http://portal' })],
    config: {
      app: { title: 'Test', baseUrl: 'http://localhost', demo },
      backend: { baseUrl: 'http://portal' },
    },
  });
  return onSignInSuccess;
}

describe('PersonaSignInPage', () => {
  const { fetch } = global;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    global.fetch = fetch;
  });

  it('says of each person what they do', async () => {
    show();
    expect(await screen.findByText('Works on ratings.')).toBeInTheDocument();
    expect(screen.getByText('Platform engineer')).toBeInTheDocument();
  });

  it('signs in as the person that was chosen, and remembers it', async () => {
    const asked = answerWith(() => Response.json(session));
    const onSignInSuccess = show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Be Piet Vos' }),
    );
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalled());

    const [url, init] = asked.mock.calls[0];
    expect(url).toBe('http://portal/api/auth/demo/refresh');
    expect(new Headers(init?.headers).get('X-Meshport-Persona')).toBe(
      'platform',
    );
    expect(localStorage.getItem('meshport.demo.persona')).toBe('platform');
    const identity = onSignInSuccess.mock.calls[0][0];
    await expect(identity.getBackstageIdentity()).resolves.toMatchObject({
      userEntityRef: 'user:default/piet',
    });
  });

  it('does not ask again until the person signs out', async () => {
    answerWith(() => Response.json(session));
    localStorage.setItem('meshport.demo.persona', 'platform');
    const onSignInSuccess = show();
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalled());

    await onSignInSuccess.mock.calls[0][0].signOut();
    expect(localStorage.getItem('meshport.demo.persona')).toBeNull();
  });

  it('says why a sign-in failed and lets choose again', async () => {
    answerWith(() =>
      Response.json(
        { error: { name: 'InputError', message: 'no such person' } },
        { status: 400 },
      ),
    );
    show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Be Dana Ray' }),
    );
    expect(await screen.findByText('The sign-in failed.')).toBeInTheDocument();

    const asked = answerWith(() => Response.json(session));
    await userEvent.click(screen.getByRole('button', { name: 'Be Piet Vos' }));
    await waitFor(() => expect(asked).toHaveBeenCalled());
  });

  it('asks again when the remembered person is gone', async () => {
    localStorage.setItem('meshport.demo.persona', 'somebody');
    show();
    expect(
      await screen.findByRole('button', { name: 'Be Dana Ray' }),
    ).toBeInTheDocument();
  });

  it('is the usual guest sign-in without personas', async () => {
    show({});
    expect(await screen.findByText('Guest')).toBeInTheDocument();
  });
});
