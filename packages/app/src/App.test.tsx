import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  const environment = process.env;
  afterEach(() => {
    process.env = environment;
  });

  it('starts with the choice of who to be when the demo names people', async () => {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: {
              title: 'Test',
              baseUrl: 'http://localhost',
              demo: {
                personas: [
                  {
                    id: 'developer',
                    name: 'Dana Ray',
                    title: 'Developer',
                    description: 'Works on ratings.',
                  },
                ],
              },
            },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ] as any,
    };

    render(App.createRoot());

    expect(
      await screen.findByRole(
        'button',
        { name: 'Be Dana Ray' },
        { timeout: 20_000 },
      ),
    ).toBeInTheDocument();
  }, 30_000);
});
