import { Page } from '@playwright/test';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { makeIt } from './egressForm';
import { Situation } from './situation';

/** Picks an option of a field of a form. */
export async function pick(
  page: Page,
  label: RegExp,
  option: RegExp,
): Promise<void> {
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

/** From the review of a form to the request's page, for as long as it is looked at. */
export async function askAndFollow(
  { demo }: Situation,
  page: Page,
  look: (opened: Page) => Promise<void>,
): Promise<void> {
  const id = await makeIt(page, 'Ask for it');
  await eventually(120, async () => {
    const { status } = await demo
      .as('platform')
      .request(`/api/scaffolder/v2/tasks/${id}`);
    expect(status === 'completed', 'the task is completed', status);
  });
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page
      .locator('a', { hasText: /Follow the request/ })
      .first()
      .click(),
  ]);
  await opened.waitForURL(/\/mesh\/requests\//);
  await look(opened);
  await opened.close();
}
