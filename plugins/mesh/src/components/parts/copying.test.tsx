import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CopyButton, CopyIcon } from './CopyButton';
import { ScrollRegion } from './ScrollRegion';

jest.setTimeout(60_000);

const find = (name: string) =>
  screen.findByRole('button', { name }, { timeout: 20_000 });

describe('what copies a text', () => {
  it('copies it and says so', async () => {
    const user = userEvent.setup();
    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    renderInTestApp(<CopyButton text="kubectl get pods" />);
    await user.click(await find('Copy'));
    expect(await find('Copied')).toBeVisible();
    expect(copied.mock.calls).toEqual([['kubectl get pods']]);
  });

  it('says of a word in a line what is copied', async () => {
    const user = userEvent.setup();
    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    renderInTestApp(<CopyIcon text="10.0.4.17" />);
    await user.click(await find('Copy 10.0.4.17'));
    expect(await find('Copied')).toBeVisible();
    expect(copied.mock.calls).toEqual([['10.0.4.17']]);
  });

  it('says when the browser does not let it', async () => {
    const user = userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValue(new Error('denied'));
    renderInTestApp(<CopyButton text="10.0.4.17" />);
    await user.click(await find('Copy'));
    expect(await find('Not copied: select the text')).toBeVisible();
  });
});

it('scrolls by keyboard without being one landmark more', async () => {
  renderInTestApp(<ScrollRegion label="Clusters">wide</ScrollRegion>);
  const group = await screen.findByRole(
    'group',
    { name: 'Clusters' },
    { timeout: 20_000 },
  );
  expect(group).toHaveAttribute('tabindex', '0');
  expect(screen.queryByRole('region', { name: 'Clusters' })).toBeNull();
});
