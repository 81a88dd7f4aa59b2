import { BrowserContext, Page } from '@playwright/test';

/** From the page of a task to that of the request that it made. */
export async function followAsked(task: Page): Promise<Page> {
  const [page] = await Promise.all([
    task.context().waitForEvent('page'),
    task
      .locator('a', { hasText: /open the request/i })
      .first()
      .click(),
  ]);
  await page.waitForURL(/\/mesh\/requests\/[-0-9a-f]{36}/);
  return page;
}

/** Has another person approve the request of a page, and waits for what is shown then. */
export async function approveAsked(
  approver: BrowserContext,
  page: Page,
  shown: (approved: Page) => Promise<void>,
): Promise<void> {
  const approving = await approver.newPage();
  await approving.goto(new URL(page.url()).pathname);
  await approving
    .getByRole('button', { name: /Approve what is shown/ })
    .click();
  await shown(approving);
  await approving.close();
}
